# The runbook of examples/replace-a-node is its own test: two nodes with a real systemd each, see pair.sh.
add_test(NAME system.replace_a_node COMMAND
    ${PROJECT_SOURCE_DIR}/examples/replace-a-node/runbook.sh $<TARGET_FILE:vipwarden>)
# pair.sh gives up before CTest does, so that it can clean up.
set_tests_properties(system.replace_a_node PROPERTIES
    LABELS system COST 100 TIMEOUT 330 SKIP_RETURN_CODE 77 ENVIRONMENT PAIR_TIMEOUT=300)
