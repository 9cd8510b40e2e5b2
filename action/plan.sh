#!/usr/bin/env bash
# Plans, and names the owners to file for, so that each gets a job with a token of its own.
set -euo pipefail

if ! command -v jq > /dev/null; then
    echo '::error::canvass: the command plan needs jq on the runner'
    exit 2
fi

report=$RUNNER_TEMP/canvass/plan.json
mkdir -p "${report%/*}"
rm -f "$report"

status=0
canvass plan --workspace="$WORKSPACE" --output-format=json --output-file="$report" \
    --summary="$GITHUB_STEP_SUMMARY" || status=$?

owners='[]'
case $status in
    0)
        owners=$(jq --compact-output .owners "$report")
        printf 'report=%s\n' "$report" >> "$GITHUB_OUTPUT"
        ;;
    3) ;; # nothing to file
    *) exit "$status" ;;
esac

delimiter=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
printf 'owners<<%s\n%s\n%s\n' "$delimiter" "$owners" "$delimiter" >> "$GITHUB_OUTPUT"
