#!/bin/bash
# SPDX-License-Identifier: MIT
# The Debian package from a build directory, as `cmake --workflow --preset deb` makes it, for the tests of it.
# Usage: package_build.sh BUILD_DIRECTORY OUTPUT_FILE
set -euo pipefail
build=${1:?build directory}
file=${2:?where the package is to be}
rm -rf "${file%/*}"
mkdir -p "${file%/*}"
for program in cpack dpkg-shlibdeps scdoc; do
    if ! command -v $program >/dev/null; then
        echo "SKIPPED-CAPABILITY: $program is not installed (Debian: dpkg-dev, scdoc)"
        touch "$file" # empty, which the tests of it know
        exit 77
    fi
done
cpack --config "$build/CPackConfig.cmake" -G DEB -B "${file%/*}"
mv "${file%/*}"/*.deb "$file"
