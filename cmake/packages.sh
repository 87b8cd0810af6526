# What the set-up scripts share: which Debian packages are needed, and how they are installed.
# shellcheck shell=bash

# Used by the scripts that source this file.
# shellcheck disable=SC2034
BUILD_PACKAGES=(
    cmake gcc libc6-dev make pkgconf gettext
    libexpat1-dev libical-dev libjansson-dev liblua5.4-dev libminizip-dev libsqlite3-dev
    libssl-dev libutf8proc-dev libuv1-dev libxlsxwriter-dev node-llhttp zlib1g-dev
)
# shellcheck disable=SC2034
TEST_PACKAGES=(
    python3 python3-icalendar python3-vobject libcmocka-dev lua-check
    clang clang-format-14 clang-tidy vdirsyncer khal
)

processors() {
    nproc 2>/dev/null || echo 1
}

is_installed() {
    dpkg-query -W -f '${Status}\n' "$1" 2>/dev/null | grep -q '^install ok installed$'
}

# need_packages yes|no NAME…: installs those that are missing (yes) or stops (no).
need_packages() {
    local install=$1 name
    local missing=()
    shift
    if ! command -v dpkg-query >/dev/null; then
        echo "This is not a Debian system: make sure that it has $*" >&2
        return 0
    fi
    for name in "$@"; do
        is_installed "$name" || missing+=("$name")
    done
    if ((${#missing[@]} == 0)); then
        return 0
    fi
    if [[ $install == no ]]; then
        echo "Missing packages: ${missing[*]}" >&2
        echo "Install them with: apt-get install --no-install-recommends ${missing[*]}" >&2
        return 4
    fi
    local as_root=()
    if ((EUID != 0)); then
        if ! command -v sudo >/dev/null; then
            echo "Missing packages: ${missing[*]}" >&2
            echo "Installing them takes root, and there is no sudo: run this as root." >&2
            return 4
        fi
        as_root=(sudo)
    fi
    echo "== Installing with apt: ${missing[*]}"
    "${as_root[@]}" apt-get update -qq
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
        --no-install-recommends "${missing[@]}" </dev/null >/dev/null
}

# node_packages: what the pages need beside the others. Debian's npm cannot stand beside other
# builds of node, which bring their own.
node_packages() {
    command -v node >/dev/null || echo nodejs
    if ! command -v npm >/dev/null && ! command -v node >/dev/null; then
        echo npm
    fi
}
