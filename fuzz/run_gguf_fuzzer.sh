#!/usr/bin/env bash
# Runs both fuzz targets, or with --planted their controls, for SECONDS each (60 by default).
#
#   fuzz/run_gguf_fuzzer.sh [SECONDS]
#   fuzz/run_gguf_fuzzer.sh --planted [SECONDS]
#
# A target passes when it ran and found nothing; a control passes when its planted defect was found. Zero executions are a
# failure. The last line is `N passed, N failed`.
set -uo pipefail
cd "$(dirname "$0")/.."

targets='gguf-parse load-boundary'
expected=0
if [ "${1:-}" = --planted ]; then
  targets='gguf-parse-planted load-boundary-header load-boundary-oob'
  expected=1
  shift
fi
seconds=${1:-60}
case $seconds in '' | *[!0-9]*) echo "expected a number of seconds, found $seconds" >&2 && exit 2 ;; esac

[ -f dist/cli/main.js ] || npm run --silent build:ts || exit 2
passed=0
failed=0
for target in $targets; do
  node bin/flea-flicker.mjs fuzz "$target" --time "${seconds}s"
  code=$?
  if [ "$code" -eq "$expected" ]; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "$target: expected exit $expected, found $code"
  fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
