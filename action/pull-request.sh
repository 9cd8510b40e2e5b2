#!/usr/bin/env bash
# Judges what a pull request brings, keeps the report and writes the comment. The exit code is the verdict.
set -euo pipefail
# shellcheck source=/dev/null
. "${BASH_SOURCE[0]%/*}/guard.sh"

if [ -z "$BASE" ]; then
    echo '::error::canvass: there is no pull request to compare with; give base'
    exit 2
fi

# Hosts try the change merged into the branch as it is now, which may have moved on since the event was sent.
if [ -n "$HEAD_SHA" ] && [ "$(git -c safe.bareRepository=explicit -C "$WORKSPACE" rev-parse --verify --quiet 'HEAD^2')" = "$HEAD_SHA" ]; then
    BASE=HEAD^1
fi

if ! [[ $KEY =~ ^[A-Za-z0-9._-]+$ ]]; then
    echo '::error::canvass: comment-key may hold letters, digits, dots, dashes and underscores'
    exit 2
fi
report=$RUNNER_TEMP/canvass/$KEY/report.json
mkdir -p "${report%/*}"
rm -f "$report"

status=0
canvass review --workspace="$WORKSPACE" --base="$BASE" --fail-on="$FAIL_ON" --out="$report" \
    --output-format=github --summary="$GITHUB_STEP_SUMMARY" --outputs="$GITHUB_OUTPUT" || status=$?

if [ -f "$report" ]; then
    printf 'report=%s\n' "$report" >> "$GITHUB_OUTPUT"
    # A merge queue has no pull request to comment on.
    if [ -n "$NUMBER" ]; then
        canvass comment --pull-request="$NUMBER" --key="$KEY" --output-format=github -- "$report" ||
            echo '::warning::canvass: the comment could not be written; the verdict stands'
    fi
fi

# 3: there was nothing to check.
[ "$status" -eq 3 ] || exit "$status"
