# What cpack runs before it packs: one point in time for all of the package, so that the same sources give the same package.
if(NOT DEFINED ENV{SOURCE_DATE_EPOCH})
    execute_process(COMMAND git -C ${CPACK_VIPWARDEN_SOURCE_DIR} log -1 --format=%ct
        OUTPUT_VARIABLE epoch OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
    if(NOT epoch) # no repository
        file(TIMESTAMP ${CPACK_VIPWARDEN_SOURCE_DIR}/CHANGELOG.md epoch %s UTC)
    endif()
    set(ENV{SOURCE_DATE_EPOCH} ${epoch})
endif()
