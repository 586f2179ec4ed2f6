# What `vipwarden install` writes and starts, in the box with the units as they are shipped: see box.sh.
add_executable(unit_manager_test unit_manager_test.cpp)
target_link_libraries(unit_manager_test PRIVATE
    vipwarden_options vipwarden::systemd GTest::gmock GTest::gtest_main)

set(units ${PROJECT_SOURCE_DIR}/systemd/units)
set(installed /usr/local/lib/systemd/system)
foreach(name common check decommission install uninstall)
    list(APPEND schemas ${PROJECT_SOURCE_DIR}/docs/schema/${name}.json:/box/docs/schema/${name}.json)
endforeach()
foreach(name install third_layer unit_manager)
    add_test(NAME system.${name} COMMAND
        ${CMAKE_CURRENT_SOURCE_DIR}/box.sh ${CMAKE_CURRENT_SOURCE_DIR}/${name}.sh
        ${CMAKE_CURRENT_SOURCE_DIR}/lib.sh:/box/lib.sh
        $<TARGET_FILE:vipwarden>:/usr/sbin/vipwarden
        $<TARGET_FILE:unit_manager_test>:/box/unit_manager_test
        ${PROJECT_SOURCE_DIR}/tests/docs/schema.py:/box/schema.py
        ${schemas}
        ${PROJECT_SOURCE_DIR}/examples/systemd/supervise.conf:/box/examples/supervise.conf
        ${PROJECT_SOURCE_DIR}/examples/systemd/hook.conf:/box/examples/hook.conf
        ${units}/vipwarden-release@.service:${installed}/vipwarden-release@.service
        ${units}/vipwarden-check@.service:${installed}/vipwarden-check@.service
        ${units}/vipwarden-check@.timer:${installed}/vipwarden-check@.timer
        ${units}/vipwarden-thaw@.service:${installed}/vipwarden-thaw@.service)
    # box.sh gives up before CTest does, so that it can clean up.
    set_tests_properties(system.${name} PROPERTIES
        LABELS system TIMEOUT 330 SKIP_RETURN_CODE 77 ENVIRONMENT BOX_TIMEOUT=300)
endforeach()
