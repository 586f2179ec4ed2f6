# vipwarden check, and its unit for monitoring, in the box: see box.sh.
add_test(NAME system.monitoring COMMAND
    ${CMAKE_CURRENT_SOURCE_DIR}/box.sh ${CMAKE_CURRENT_SOURCE_DIR}/monitoring.sh
    ${CMAKE_CURRENT_SOURCE_DIR}/lib.sh:/box/lib.sh
    $<TARGET_FILE:vipwarden>:/usr/sbin/vipwarden
    ${PROJECT_SOURCE_DIR}/systemd/units/vipwarden-check.service:/usr/local/lib/systemd/system/vipwarden-check.service
    ${PROJECT_SOURCE_DIR}/systemd/units/vipwarden-check.timer:/usr/local/lib/systemd/system/vipwarden-check.timer)
set_tests_properties(system.monitoring PROPERTIES
    LABELS system TIMEOUT 330 SKIP_RETURN_CODE 77 ENVIRONMENT BOX_TIMEOUT=300)
