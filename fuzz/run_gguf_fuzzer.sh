#!/bin/sh
# Runs every fuzz target, or every target's controls, one after another.
#
#   fuzz/run_gguf_fuzzer.sh [SECONDS]             each target for SECONDS (60): fails on a finding, and where nothing ran
#   fuzz/run_gguf_fuzzer.sh --planted [SECONDS]   each planted defect within SECONDS (180): fails where one is not found
#
# Inputs of corpus/regress/TARGET/ are replayed first. Findings, made small, lie in build/fuzz/TARGET. Exits 0 when all
# passed, 1 otherwise, 2 on bad usage.
set -u
cd "$(dirname "$0")/.." || exit 2

planted=
seconds=60
if [ "${1:-}" = --planted ]; then
  planted=--planted
  seconds=180
  shift
fi
case ${1:-$seconds} in
  *[!0-9]* | 0) echo "usage: fuzz/run_gguf_fuzzer.sh [--planted] [SECONDS]" >&2; exit 2 ;;
esac
seconds=${1:-$seconds}

npm run --silent build:ts || exit 2

passed=0
failed=0
for target in gguf-parse check-file load-boundary; do
  echo "== $target"
  if node bin/flea-flicker.mjs fuzz "$target" --time "${seconds}s" ${planted:+"$planted"}; then
    passed=$((passed + 1))
  else
    [ $? -eq 130 ] && exit 130
    failed=$((failed + 1))
  fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
