# The fault table: for every mode each shape of unit in a box of its own, then all of it as one table. See faults.sh.
set(measured ${CMAKE_CURRENT_BINARY_DIR}/faults)
foreach(mode stock hook supervise)
    add_test(NAME system.faults.${mode} COMMAND
        ${CMAKE_CURRENT_SOURCE_DIR}/faults/faults.sh $<TARGET_FILE:vipwarden> ${measured} ${mode} all)
    # box.sh gives up before CTest does, so that it can clean up.
    set_tests_properties(system.faults.${mode} PROPERTIES LABELS system COST 150 TIMEOUT 660 SKIP_RETURN_CODE 77)
endforeach()
add_test(NAME system.faults.table COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/faults/table.sh ${measured})
set_tests_properties(system.faults.table PROPERTIES LABELS system TIMEOUT 60 SKIP_RETURN_CODE 77
    DEPENDS "system.faults.stock;system.faults.hook;system.faults.supervise")
