#!/usr/bin/env bash
# Builds the kernels as host C++ in each lane, and runs every case, every planted defect and every wrong version that the
# lane must catch.
#
#   kernels/sim/run_lanes.sh [--no-mutants] plain|ucontext|asan|tsan|all
#
#   plain     the release build that ships as libff_cuda_sim
#   ucontext  the same, fibers switched by ucontext as on processors without a switch of our own
#   asan      AddressSanitizer and UndefinedBehaviorSanitizer
#   tsan      ThreadSanitizer, without address randomisation
#
# Ends with `N passed, N failed`; exit 1 when anything failed or nothing ran. CXX chooses the compiler (clang++-19, else
# clang++), FF_JOBS how many compile at a time (2).
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
passed=0
failed=0
with_mutants=1
out=$(mktemp)
trap 'rm -f "$out"' EXIT

find_compiler() {
  for candidate in "${CXX:-}" clang++-19 clang++; do
    if [ -n "$candidate" ] && command -v "$candidate" >/dev/null; then
      echo "$candidate"
      return
    fi
  done
  echo 'expected clang++-19 or clang++ in the path, found neither' >&2
  exit 1
}

count() { # count RESULT TEXT: one line of the table
  if [ "$1" = ok ]; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
  fi
  printf '  %-4s %s\n' "$1" "$2"
}

configure() { # configure LANE
  local sanitize='' force=OFF
  case $1 in
    asan) sanitize=address,undefined ;;
    tsan) sanitize=thread ;;
    ucontext) force=ON ;;
  esac
  local generator=() wrong=OFF
  if [ "$with_mutants" -eq 1 ]; then wrong=ON; fi
  if command -v ninja >/dev/null; then generator=(-G Ninja); fi
  cmake -S "$root" -B "$root/build/sim-$1" "${generator[@]}" "-DCMAKE_CXX_COMPILER=$compiler" "-DFF_SANITIZE=$sanitize" \
    "-DFF_SIM_FORCE_UCONTEXT=$force" "-DFF_WRONG_VERSIONS=$wrong" >"$out" 2>&1 || { cat "$out"; return 1; }
}

build() { # build LANE TARGET...
  cmake --build "$root/build/sim-$1" -j "${FF_JOBS:-2}" --target "${@:2}" >"$out" 2>&1 || { tail -40 "$out"; return 1; }
}

run() { # run LANE PROGRAM ARGUMENT...: output in $out
  local lane=$1
  shift
  case $lane in
    asan) ASAN_OPTIONS=exitcode=99 UBSAN_OPTIONS=print_stacktrace=1 timeout 300 "$@" >"$out" 2>&1 ;;
    tsan) TSAN_OPTIONS=exitcode=66 timeout 300 setarch -R "$@" >"$out" 2>&1 ;;
    *) timeout 300 "$@" >"$out" 2>&1 ;;
  esac
}

run_cases() { # run_cases LANE
  run "$1" "$bin" cases
  local code=$? ran
  grep -E ' passed +[0-9]+ failed$|FAIL|SUMMARY|runtime error' "$out"
  ran=$(grep -cE ' [1-9][0-9]* passed +0 failed$' "$out")
  if [ "$code" -eq 0 ] && [ "$ran" -gt 0 ]; then count ok "$ran groups of cases"; else count FAIL "cases: exit $code"; fi
}

# The defect is reported as its kind, by an exit status that is not the clean one; the twin that is right is not reported.
run_control() { # run_control LANE NAME EXPECTED
  run "$1" "$bin" planted "$2" defect
  local code=$?
  if [ "$3" = - ]; then
    if [ "$code" -eq 0 ]; then count ok "$2: not to be seen in this lane"; else count FAIL "$2: expected to stay unseen, found exit $code"; fi
  elif [ "$code" -ne 0 ] && [ "$code" -ne 2 ] && [ "$code" -ne 124 ] && grep -qF -- "$3" "$out"; then
    count ok "$2: reported, $3"
  else
    count FAIL "$2: expected a report of \"$3\", found exit $code: $(head -1 "$out")"
  fi
  run "$1" "$bin" planted "$2" right
  code=$?
  if [ "$code" -eq 0 ]; then count ok "$2: its right twin is clean"; else count FAIL "$2: right twin, exit $code: $(head -1 "$out")"; fi
}

run_controls() { # run_controls LANE
  local name expected
  "$bin" list >"$out.list"
  while IFS=$'\t' read -r name expected; do run_control "$1" "$name" "$expected"; done <"$out.list"
  rm -f "$out.list"
}

mutants_of() { # mutants_of LANE: id, tab, name of the runner, tab, killers
  node "$root/scripts/wrong-versions.mjs" list kernels "$1"
}

run_mutants() { # run_mutants LANE
  local id name code targets
  readarray -t targets < <(mutants_of "$1" | cut -f2 | sed 's/^/ff_sim_runner_wrong_/')
  if [ ${#targets[@]} -eq 0 ]; then return; fi
  build "$1" "${targets[@]}" || { count FAIL 'wrong versions do not build'; return; }
  while IFS=$'\t' read -r id name _; do
    run "$1" "$root/build/sim-$1/ff_sim_runner_wrong_$name" cases fast
    code=$?
    if [ "$code" -ne 0 ] && [ "$code" -ne 2 ] && [ "$code" -ne 124 ]; then
      count ok "wrong version $id: caught, $(grep -m1 -oE 'SUMMARY: .{0,70}|runtime error: .{0,60}|FAIL .{0,70}' "$out")"
    else
      count FAIL "wrong version $id: not caught, exit $code"
    fi
  done < <(mutants_of "$1")
}

run_lane() { # run_lane LANE
  echo "$1"
  bin=$root/build/sim-$1/ff_sim_runner
  if ! configure "$1" || ! build "$1" ff_sim_runner ff_cuda_sim ff_cuda_sim_naive; then
    count FAIL "$1 does not build"
    return
  fi
  run_cases "$1"
  run_controls "$1"
  if [ "$with_mutants" -eq 1 ]; then run_mutants "$1"; fi
}

if [ "${1:-}" = --no-mutants ]; then
  with_mutants=0
  shift
fi
case ${1:-} in
  plain | ucontext | asan | tsan) lanes=$1 ;;
  all) lanes='plain ucontext asan tsan' ;;
  *)
    echo 'usage: run_lanes.sh [--no-mutants] plain|ucontext|asan|tsan|all' >&2
    exit 2
    ;;
esac
compiler=$(find_compiler) || exit 1
# The sanitizers' runtimes are shared libraries beside the compiler: the same build serves the Node addon.
LD_LIBRARY_PATH=$(dirname "$("$compiler" -print-file-name=libclang_rt.asan-x86_64.so)")${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
export LD_LIBRARY_PATH
for lane in $lanes; do run_lane "$lane"; done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
