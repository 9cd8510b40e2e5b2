#!/usr/bin/env bash
# Checks the files, and with a base only what is new since.
set -euo pipefail
# shellcheck source=/dev/null
. "${BASH_SOURCE[0]%/*}/guard.sh"

options=(--workspace="$WORKSPACE" --fail-on="$FAIL_ON" --output-format=github --summary="$GITHUB_STEP_SUMMARY")
if [ -n "$BASE" ]; then
    options+=(--base="$BASE")
fi

status=0
canvass validate "${options[@]}" || status=$?
# 3: there was nothing to check.
[ "$status" -eq 3 ] || exit "$status"
