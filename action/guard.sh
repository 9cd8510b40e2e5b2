#!/usr/bin/env bash
# Sourced first by every script of the action: refuses the event that hands a stranger's change the rights of the
# repository, before anything is read, and lets no program of the checkout run.
set -euo pipefail

if [ "${GITHUB_EVENT_NAME:-}" = pull_request_target ]; then
    echo '::error::canvass: on the event pull_request_target the change is not checked out; use pull_request'
    exit 2
fi
unset BASH_ENV ENV CDPATH

# The checkout as a path without links; the action's steps begin in it.
checkout=$(cd -- "${GITHUB_WORKSPACE:-.}" && pwd -P)

# Whether the folder belongs to a pull request: it lies in the checkout, or depends on where one stands.
is_checked_out() {
    local folder
    case $1 in /* | [A-Za-z]:[/\\]*) ;; *) return 0 ;; esac
    folder=$(cd -- "$1" 2> /dev/null && pwd -P) || folder=$1
    case $folder/ in "${checkout%/}"/*) return 0 ;; *) return 1 ;; esac
}

# What the action installed comes before all others, and nothing is looked for in the checkout.
safe_path() {
    local rest=$PATH: entry safe=
    if [ -n "${RUNNER_TEMP:-}" ] && [ -d "$RUNNER_TEMP/canvass/bin" ]; then
        safe=:$(cd -- "$RUNNER_TEMP/canvass/bin" && pwd)
    fi
    while [ -n "$rest" ]; do
        entry=${rest%%:*} rest=${rest#*:}
        is_checked_out "$entry" || safe+=:$entry
    done
    printf '%s\n' "${safe#:}"
}
PATH=$(safe_path)
export PATH
