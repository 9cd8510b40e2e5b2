#!/usr/bin/env bash
# Posts the numbers of the week where the workspace wants them.
set -euo pipefail

canvass report digest --post --workspace="$WORKSPACE" --summary="$GITHUB_STEP_SUMMARY"
