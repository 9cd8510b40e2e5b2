#!/usr/bin/env bash
# Files what is due, for one owner or for all.
set -euo pipefail

# OWNER/NAME/.github/workflows/FILE@refs/heads/BRANCH
workflow=${GITHUB_WORKFLOW_REF%%@refs/*}
options=(--workspace="$WORKSPACE" --workflow="${workflow##*/}" --output-format=github --summary="$GITHUB_STEP_SUMMARY")
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
