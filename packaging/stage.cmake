# What cpack does to the installed tree before it packs it: all that Debian wants and `cmake --install` does not
# (Debian Policy 12: man pages, changelogs, copyright).
cmake_minimum_required(VERSION 3.25)
set(root ${CPACK_TEMPORARY_INSTALL_DIRECTORY})
set(doc ${root}/usr/share/doc/vipwarden)

function(run)
    execute_process(COMMAND ${ARGN} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

file(GLOB pages ${root}/usr/share/man/man*/vipwarden*)
if(NOT pages)
    message(FATAL_ERROR "there are no man pages to be packed: install scdoc, then configure and build again")
endif()

# Its format is deb-changelog(5). The date is the package's own.
string(TIMESTAMP date "%a, %d %b %Y %H:%M:%S +0000" UTC)
file(WRITE ${doc}/changelog "${CPACK_PACKAGE_NAME} (${CPACK_PACKAGE_VERSION}) stable; urgency=medium\n\n\
  * Release ${CPACK_PACKAGE_VERSION}: what has changed is in NEWS.gz.\n\n\
 -- ${CPACK_PACKAGE_CONTACT}  ${date}\n")
file(RENAME ${doc}/CHANGELOG.md ${doc}/NEWS)
file(READ ${CPACK_VIPWARDEN_SOURCE_DIR}/packaging/debian/copyright copyright)
file(READ ${doc}/LICENSE licence)
file(WRITE ${doc}/copyright "${copyright}${licence}")
file(REMOVE ${doc}/LICENSE)
run(gzip -9n ${pages} ${doc}/changelog ${doc}/NEWS)

# Whatever the umask of whoever checked the sources out.
run(chmod -R u=rwX,go=rX ${root}/usr)
run(find ${root}/usr -exec touch --no-dereference --date @$ENV{SOURCE_DATE_EPOCH} {} +)
