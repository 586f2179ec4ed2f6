# The Debian package, made once from this build directory: what is in it, and how dpkg gets along with it in the box. What
# takes long begins first (COST).
if(VIPWARDEN_SANITIZE OR NOT CMAKE_BUILD_TYPE MATCHES "Rel")
    return() # nobody packs that
endif()
set(package ${CMAKE_BINARY_DIR}/package/vipwarden.deb)
add_test(NAME package.build COMMAND
    ${CMAKE_CURRENT_SOURCE_DIR}/package_build.sh ${CMAKE_BINARY_DIR} ${package})
set_tests_properties(package.build PROPERTIES
    LABELS package COST 150 TIMEOUT 120 SKIP_RETURN_CODE 77 FIXTURES_SETUP package RESOURCE_LOCK install)
add_test(NAME package.lintian COMMAND
    ${CMAKE_CURRENT_SOURCE_DIR}/package_lint.sh ${package} ${PROJECT_SOURCE_DIR})
set_tests_properties(package.lintian PROPERTIES
    LABELS package TIMEOUT 120 SKIP_RETURN_CODE 77 FIXTURES_REQUIRED package)

add_test(NAME package.install COMMAND
    ${CMAKE_CURRENT_SOURCE_DIR}/package_install.sh ${CMAKE_BINARY_DIR} ${VIPWARDEN_TO_LIBEXEC})
set_tests_properties(package.install PROPERTIES LABELS package TIMEOUT 120 RESOURCE_LOCK install)

foreach(name package package_removal)
    add_test(NAME system.${name} COMMAND
        ${CMAKE_CURRENT_SOURCE_DIR}/box.sh ${CMAKE_CURRENT_SOURCE_DIR}/${name}.sh
        ${CMAKE_CURRENT_SOURCE_DIR}/lib.sh:/box/lib.sh
        ${CMAKE_CURRENT_SOURCE_DIR}/package_lib.sh:/box/package_lib.sh
        ${package}:/box/vipwarden.deb)
    # box.sh gives up before CTest does, so that it can clean up.
    set_tests_properties(system.${name} PROPERTIES
        LABELS system COST 140 TIMEOUT 330 SKIP_RETURN_CODE 77 ENVIRONMENT BOX_TIMEOUT=300 FIXTURES_REQUIRED package)
endforeach()
