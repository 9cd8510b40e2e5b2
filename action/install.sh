#!/usr/bin/env bash
# Puts canvass on the path: the binary that was given, else the release of the action's version, else one built from the
# action's own source. Nothing of the checkout has a say in it: no setting of cargo, no toolchain, no variable of the job.
set -euo pipefail
# shellcheck source=/dev/null
. "${BASH_SOURCE[0]%/*}/guard.sh"

fail() {
    printf '::error::canvass: %s\n' "$1"
    exit 2
}

source=$(cd "$GITHUB_ACTION_PATH/.." && pwd)
checksums=$GITHUB_ACTION_PATH/checksums.txt
# Git's shell on Windows cannot tell a drive from a host in `D:\a`.
temporary=$(mkdir -p "$RUNNER_TEMP/canvass" && cd "$RUNNER_TEMP/canvass" && pwd)
bin=$temporary/bin
program=canvass
packing=tar.gz
if [ "$RUNNER_OS" = Windows ]; then
    program=canvass.exe
    packing=zip
fi

digest() {
    if command -v sha256sum > /dev/null; then sha256sum; else shasum -a 256; fi < "$1" | cut -d ' ' -f 1
}

# Checks who built the archive, where that can be checked; its digest is known from the action's own tree either way.
attested() {
    local help
    if [ "$GITHUB_SERVER_URL" != https://github.com ] || [ -z "$token" ]; then
        echo '::notice::canvass: the attestation was not checked, for there is no token for github.com'
    elif ! help=$(gh attestation verify --help 2> /dev/null) || [[ $help != *--signer-workflow* ]]; then
        echo '::notice::canvass: the attestation was not checked, for gh is missing or too old'
    else
        GH_TOKEN=$token gh attestation verify "$1" --repo "$REPOSITORY" --deny-self-hosted-runners \
            --signer-workflow "$REPOSITORY/.github/workflows/release.yml" ||
            fail "the attestation of ${1##*/} could not be confirmed; nothing was installed"
    fi
}

download() {
    local archive=$1 expected=$2 file=$temporary/$1 member=${1%".$packing"}/$program
    curl --disable --proto '=https' --tlsv1.2 --fail --silent --show-error --location --max-redirs 5 \
        --connect-timeout 20 --max-time 300 --max-filesize 100000000 --retry 3 --output "$file" -- \
        "$GITHUB_SERVER_URL/$REPOSITORY/releases/download/v$wanted/$archive" ||
        fail "cannot download $archive; where runners reach nothing, give binary"
    [ "$(digest "$file")" = "$expected" ] || fail "$archive has another checksum than the action knows; nothing was installed"
    attested "$file"
    case $packing in
        zip) unzip -q -o -j "$file" "$member" -d "$bin" ;;
        *) tar -xzf "$file" -C "$bin" --strip-components 1 "$member" ;;
    esac
    chmod 755 "$bin/$program"
    rm -f "$file"
}

# Cargo and rustup also look in every folder above the source, and some of them may be the checkout.
refuse_settings() {
    local folder file
    folder=$(pwd -P)
    while [ "$folder" != "${checkout:?}" ] && is_checked_out "$folder"; do
        folder=${folder%/*}
        for file in .cargo/config .cargo/config.toml rust-toolchain rust-toolchain.toml; do
            [ ! -e "$folder/$file" ] ||
                fail "$file of the checkout would have a say in building canvass; name the action by its repository, or give binary"
        done
    done
}

build() {
    command -v cargo > /dev/null ||
        fail "version $own has no release for this system, and cargo is not there to build it; install Rust, or give binary"
    echo "::notice::canvass: the action has no checksum of version $own for this system, so it is built from the action's source"
    refuse_settings
    cargo install --locked --force --no-track --path "$source" --root "$temporary"
}

# Takes away what would steer programs, and every secret: what downloads, unpacks or builds needs none of it. Where a folder of
# cargo or rustup is named, it stays only if it is not checked out.
clean_environment() {
    local name
    for name in $(compgen -e); do
        case $name in
            CARGO_HOME | RUSTUP_HOME) ! is_checked_out "${!name}" || unset "$name" ;;
            CARGO | CARGO_* | RUST* | CC | CC_* | CXX | CXX_* | AR | AR_* | CMAKE* | MAKE* | PKG_CONFIG* | *FLAGS* | LD | \
                LD_* | DYLD_* | GIT_* | GH_* | CURL_* | TAR_* | UNZIP* | GZIP | LIBGIT2* | HOST_* | TARGET_*) unset "$name" ;;
            ACTIONS_* | INPUT_* | CANVASS_* | *TOKEN* | *SECRET* | *PASSWORD* | *CREDENTIAL* | *PRIVATE* | *_KEY) unset "$name" ;;
            *) [ -z "$token" ] || [ "${!name}" != "$token" ] || unset "$name" ;;
        esac
    done
}

token=${GH_TOKEN:-}
unset GH_TOKEN
rm -rf "$bin"
mkdir -p "$bin"

if [ -n "$BINARY" ]; then
    { [ -f "$BINARY" ] && [ -x "$BINARY" ]; } || fail 'binary is no executable file'
    ! is_checked_out "$(cd "$(dirname -- "$BINARY")" && pwd)" ||
        fail 'binary lies in the checkout, where a pull request can put another; keep it elsewhere, such as in RUNNER_TEMP'
    ln -s "$(cd "$(dirname -- "$BINARY")" && pwd)/$(basename -- "$BINARY")" "$bin/$program"
else
    clean_environment
    cd -- "$source"
    own=$(sed -n '/^version = /{s/^version = "\(.*\)"$/\1/p;q;}' "$source/Cargo.toml")
    wanted=${VERSION#v}
    wanted=${wanted:-$own}
    [[ $wanted =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?$ ]] || fail 'version is no version, such as 0.1.0'

    case $RUNNER_OS-$RUNNER_ARCH in
        Linux-X64) target=x86_64-unknown-linux-musl ;;
        Linux-ARM64) target=aarch64-unknown-linux-musl ;;
        macOS-X64) target=x86_64-apple-darwin ;;
        macOS-ARM64) target=aarch64-apple-darwin ;;
        Windows-X64) target=x86_64-pc-windows-msvc ;;
        *) target=unknown ;;
    esac
    archive=canvass-$wanted-$target.$packing
    expected=$(awk -v name="$archive" '$0 ~ /^[0-9a-f]+  / && length($1) == 64 && $2 == name { print $1; exit }' "$checksums")

    # Used from a checkout, an action belongs to no repository, and its source is what is wanted.
    if [ -n "$expected" ] && [ -n "$REPOSITORY" ]; then
        download "$archive" "$expected"
    elif [ "$wanted" = "$own" ]; then
        build
    else
        known=$(sed -n "s/^[0-9a-f]\{64\}  canvass-\(.*\)-$target\.$packing\$/\1/p" "$checksums" | sort -u | paste -sd ' ' -)
        fail "the action knows no release $wanted for this system; it knows ${known:-none}, and is $own itself"
    fi
fi

"$bin/$program" --version || fail 'the installed binary does not run on this system'
printf '%s\n' "$bin" >> "$GITHUB_PATH"
