#!/usr/bin/env bash
# Files what is due, for one owner or for all.
set -euo pipefail
# shellcheck source=/dev/null
. "${BASH_SOURCE[0]%/*}/guard.sh"

options=(--workspace="$WORKSPACE" --output-format=github --summary="$GITHUB_STEP_SUMMARY")
# OWNER/NAME/.github/workflows/FILE@refs/heads/BRANCH; old servers do not say.
workflow=${GITHUB_WORKFLOW_REF:-}
workflow=${workflow%%@refs/*}
if [ -n "$workflow" ]; then
    options+=(--workflow="${workflow##*/}")
fi
if [ -n "$OWNER" ]; then
    options+=(--owner="$OWNER")
fi
case $BOOTSTRAP in
    true) options+=(--bootstrap) ;;
    false | '') ;;
    *)
        echo '::error::canvass: bootstrap must be true or false'
        exit 2
        ;;
esac

status=0
canvass apply --yes "${options[@]}" || status=$?
# 3: nobody is asked for anything.
[ "$status" -eq 3 ] || exit "$status"
