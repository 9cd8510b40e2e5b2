#!/usr/bin/env bash
# Plans, and names the owners to file for, so that each gets a job with a token of its own. What there is to tell of the
# backlogs is told there: the token of this job does not see those that are private, and would complain of each.
set -euo pipefail
# shellcheck source=/dev/null
. "${BASH_SOURCE[0]%/*}/guard.sh"

report=$RUNNER_TEMP/canvass/plan.json
mkdir -p "${report%/*}"
rm -f "$report"

status=0
canvass plan --workspace="$WORKSPACE" --out="$report" --outputs="$GITHUB_OUTPUT" || status=$?

if [ -f "$report" ]; then
    printf 'report=%s\n' "$report" >> "$GITHUB_OUTPUT"
fi
# 3: nobody is asked for anything.
[ "$status" -eq 3 ] || exit "$status"
printf 'owners=[]\n' >> "$GITHUB_OUTPUT"
