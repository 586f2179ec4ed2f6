# examples/ansible, with the Debian package (package.cmake), on two nodes with a real systemd each: see pair.sh.
add_test(NAME system.ansible COMMAND
    ${CMAKE_CURRENT_SOURCE_DIR}/ansible/test.sh $<TARGET_FILE:vipwarden> ${CMAKE_BINARY_DIR}/package/vipwarden.deb)
# pair.sh gives up before CTest does, so that it can clean up.
set_tests_properties(system.ansible PROPERTIES
    LABELS system COST 100 TIMEOUT 330 SKIP_RETURN_CODE 77 ENVIRONMENT PAIR_TIMEOUT=300 FIXTURES_REQUIRED package)

add_test(NAME system.ansible_lint COMMAND
    ${CMAKE_CURRENT_SOURCE_DIR}/ansible/lint.sh ${PROJECT_SOURCE_DIR}/examples/ansible)
set_tests_properties(system.ansible_lint PROPERTIES LABELS system TIMEOUT 60 SKIP_RETURN_CODE 77)
