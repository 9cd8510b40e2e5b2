#!/usr/bin/env bash
# Writes the comment from a report that another run kept. Whoever opened the pull request may have made that file.
set -euo pipefail
# shellcheck source=/dev/null
. "${BASH_SOURCE[0]%/*}/guard.sh"

if [ -z "$HEAD_SHA" ]; then
    echo '::error::canvass: the command comment runs on the event workflow_run'
    exit 2
fi
if [ -L "$REPORT" ] || { [ -e "$REPORT" ] && [ ! -f "$REPORT" ]; }; then
    echo '::error::canvass: the report is no regular file'
    exit 2
fi
if [ ! -f "$REPORT" ]; then
    echo '::notice::canvass: the run on the pull request left no report, so there is nothing to say'
    exit 0
fi
if [ "$(wc -c < "$REPORT")" -gt 1048576 ]; then
    echo '::error::canvass: the report is larger than 1 MiB'
    exit 2
fi

canvass comment --head="$HEAD_SHA" --key="$KEY" --run="$RUN_ID" --output-format=github -- "$REPORT"
