#!/usr/bin/env bash
# Builds xuncha with its tests and runs them: ./check.sh [--quick] [--tidy] [--browser] [--no-install]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
# shellcheck source=cmake/packages.sh
source cmake/packages.sh

usage() {
    cat <<'TEXT'
usage: ./check.sh [--quick] [--tidy] [--browser] [--no-install]

Installs what building and testing need with apt (only what is missing), builds with warnings as
errors and runs every test; then builds with the address and undefined-behaviour sanitizers and
runs the tests that need no other program; with the thread sanitizer, those of what threads share.

  --quick        leaves the sanitizers out
  --tidy         also runs clang-tidy over core/, which takes minutes
  --browser      also drives the pages in chromium, which has to be there already
  --no-install   installs nothing; says what is missing and stops
TEXT
}

install=yes quick=no tidy=no browser=no
for word in "$@"; do
    case $word in
    --quick) quick=yes ;;
    --tidy) tidy=yes ;;
    --browser) browser=yes ;;
    --no-install) install=no ;;
    -h | --help) usage && exit 0 ;;
    *) usage >&2 && exit 2 ;;
    esac
done

mapfile -t node < <(node_packages)
need_packages "$install" "${BUILD_PACKAGES[@]}" "${TEST_PACKAGES[@]}" "${node[@]}"

# build PRESET [OPTION…]: quiet unless it fails; the options go to the building.
build() {
    local log=build/check-$1.log
    mkdir -p build
    echo "== Building into build/$1"
    if ! { cmake --preset "$1" && cmake --build --preset "$1" -j "$(processors)" "${@:2}"; } \
        >"$log" 2>&1; then
        grep -E -A 5 'error:|Error|undefined reference' "$log" | head -n 60 >&2
        echo "The build failed; all of its output is in $log." >&2
        return 1
    fi
}

# The sanitizers first and the whole suite last, so that what stands at the end is about everything.
sanitized() {
    build asan || return 1
    echo "== Tests under the sanitizers"
    ASAN_OPTIONS=detect_leaks=1 UBSAN_OPTIONS=print_stacktrace=1 \
        ctest --preset asan -j 2 --timeout 300 -R '^(unit|property|hostile|fuzz|golden|system\.main)'
}

threads() {
    build tsan --target threads || return 1
    echo "== Tests under the thread sanitizer"
    TSAN_OPTIONS=halt_on_error=1 \
        ctest --preset tsan -j 2 --timeout 300 -R '^unit\.(http|serve|base\.parallel)'
}

status=0
if [[ $quick == no ]]; then
    sanitized || status=1
    threads || status=1
fi
build dev
if [[ $tidy == yes ]]; then
    echo "== clang-tidy"
    # One file a run: several in one run make version 14 see ghosts in va_lists.
    git ls-files 'core/*.c' | xargs -P "$(processors)" -n 1 clang-tidy --quiet -p build/dev \
        2>/dev/null || status=1
fi
if [[ $browser == yes ]]; then
    echo "== The pages in a browser"
    cmake --build --preset dev --target browser >/dev/null || status=1
    ctest --preset dev -C browser -R '^browser\.' --timeout 300 || status=1
fi
echo "== Tests"
ctest --preset dev -j 2 --timeout 300
if ((status != 0)); then
    echo "Under a sanitizer, in clang-tidy or in the browser something failed: see above." >&2
fi
exit "$status"
