# vipwarden decommission, in the box: see box.sh. What takes long begins first (COST).
foreach(name decommission persistent)
    add_test(NAME system.${name} COMMAND
        ${CMAKE_CURRENT_SOURCE_DIR}/box.sh ${CMAKE_CURRENT_SOURCE_DIR}/${name}.sh
        ${CMAKE_CURRENT_SOURCE_DIR}/lib.sh:/box/lib.sh
        $<TARGET_FILE:vipwarden>:/usr/sbin/vipwarden)
    set_tests_properties(system.${name} PROPERTIES
        LABELS system COST 200 TIMEOUT 630 SKIP_RETURN_CODE 77 ENVIRONMENT BOX_TIMEOUT=600)
endforeach()
