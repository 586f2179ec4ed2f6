# The runbook of examples/replace-a-node, on two nodes with a real systemd each (see pair.sh), and its transcript.
add_test(NAME system.replace_a_node COMMAND
    ${CMAKE_CURRENT_SOURCE_DIR}/transcript.sh $<TARGET_FILE:vipwarden> ${PROJECT_SOURCE_DIR}/docs/incident.md)
# pair.sh gives up before CTest does, so that it can clean up.
set_tests_properties(system.replace_a_node PROPERTIES
    LABELS system COST 100 TIMEOUT 330 SKIP_RETURN_CODE 77 ENVIRONMENT PAIR_TIMEOUT=300)
