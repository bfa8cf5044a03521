#!/bin/sh
# Builds the native engines and the addon with clang's sanitizers and runs their tests under them.
#
#   native/sanitize.sh asan    AddressSanitizer and UndefinedBehaviorSanitizer
#   native/sanitize.sh tsan    ThreadSanitizer, and the pool of threads opened and closed 20,000 times
#   native/sanitize.sh memory  every allocation of the addon and the CPU engines fails in turn, and a wrong addon without a
#                              fence, which the lane must notice
#   native/sanitize.sh plant   the controls, wrong versions that the lanes must report: an out-of-bounds read with exit 99, a
#                              data race with exit 66, a lost stop, with which the pool never ends, and jobs that the addon
#                              does not halt, with which the end of a thread aborts the process
#   native/sanitize.sh wrong   the other wrong versions of native/wrong that are not the oracle's: each must be killed by the
#                              stress program or by the tests that it names. Takes the addon of build/native
#
# CLANG names the compiler (clang++-19). FF_CMAKE_ARGS adds arguments for cmake-js: --CDFF_KERNELS=OFF builds no kernels.
set -eu
cd "$(dirname "$0")/.."
lane=${1:?expected asan, tsan, memory, plant or wrong}
clang=${CLANG:-clang++-19}
llvm_bin=$(dirname "$(readlink -f "$(command -v "$clang")")")

build() { # directory, arguments
  directory=$1
  shift
  # shellcheck disable=SC2086 # words on purpose
  node_modules/.bin/cmake-js compile -O "$directory" --parallel 2 --CDCMAKE_CXX_COMPILER="$clang" "$@" ${FF_CMAKE_ARGS:-}
}

vitest() { # directory, runtime, arguments: one process, whose exit status is the sanitizer's
  directory=$1
  runtime=$("$clang" -print-file-name="libclang_rt.$2-$(uname -m).so")
  shift 2
  # LeakSanitizer stays off: V8 and libuv never free what they made at start.
  setarch -R env CI=true FF_NATIVE_DIR="$directory" LD_PRELOAD="$runtime" \
    ASAN_OPTIONS=detect_leaks=0:exitcode=99:halt_on_error=1 \
    UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1 \
    TSAN_OPTIONS=ignore_noninstrumented_modules=1:halt_on_error=1:exitcode=66 \
    ASAN_SYMBOLIZER_PATH="$llvm_bin/llvm-symbolizer" TSAN_SYMBOLIZER_PATH="$llvm_bin/llvm-symbolizer" \
    node node_modules/vitest/vitest.mjs run --pool=threads --reporter=default "$@"
}

expect_report() { # exit status, text of the report, then as vitest
  expected=$1
  text=$2
  shift 2
  report=$1/report.txt
  status=0
  vitest "$@" >"$report" 2>&1 || status=$?
  if [ "$status" -ne "$expected" ] || ! grep -q "$text" "$report"; then
    cat "$report"
    echo "expected a report of the planted $text with exit $expected, found exit $status" >&2
    exit 1
  fi
  echo "the planted $text was reported with exit $expected"
}

stress_program() { # program, folder of the pool's sources: under ThreadSanitizer
  mkdir -p build/native-stress
  "$clang" -std=c++20 -O2 -g -pthread -fsanitize=thread -Wall -Wextra -Werror -Wno-unused -Wno-unused-parameter \
    -DFF_STRESS=1 -I"$2" -Inative native/stress/thread_pool.cc "$2/cpu/thread_pool.cc" -o "build/native-stress/$1"
}

stress() { # program, seconds for one pool
  TSAN_OPTIONS=halt_on_error=1:exitcode=66 timeout 120 setarch -R "build/native-stress/$1" 20000 "$2"
}

status_of() { # killer: the exit status of a stress program that it kills
  case $1 in
    race) echo 66 ;;
    hang) echo 142 ;; # SIGALRM
    abort) echo 134 ;;
    result) echo 1 ;;
    *) echo "expected race, hang, abort or result, found $1" >&2 && exit 2 ;;
  esac
}

killed() { # id, by what
  echo "$1: killed by $2"
}

survived() { # id, what was expected, file with the output
  tail -30 "$3"
  echo "$1: expected to be killed by $2, found that it was not" >&2
  exit 1
}

expect_stressed() { # id, killers: any of them
  id=$1
  shift
  node scripts/wrong-versions.mjs write build/native-stress/wrong "$id"
  stress_program "$id" "build/native-stress/wrong/$id/native"
  status=0
  stress "$id" 3 >"build/native-stress/$id.txt" 2>&1 || status=$?
  for killer; do
    if [ "$status" -eq "$(status_of "$killer")" ]; then killed "$id" "$killer" && return; fi
  done
  survived "$id" "$*" "build/native-stress/$id.txt"
}

tests_kill() { # folder of the build, tests: without sanitizers. False where they pass
  directory=$1
  shift
  ! env CI=true FF_NATIVE_DIR="$directory" timeout 300 node node_modules/vitest/vitest.mjs run --reporter=default --bail=1 \
    "$@" >"$directory/report.txt" 2>&1
}

folder_of() { # name, engine library in place of the CPU engine: a build for the tests
  folder=build/native-wrong/with/$1
  mkdir -p "$folder"
  ln -sf "$PWD"/build/native/*.node "$PWD"/build/native/*.so "$folder"
  ln -sf "$PWD/$2" "$folder/libff_cpu.so"
  echo "$folder"
}

expect_tested() { # id, name, tests
  id=$1
  folder=$(folder_of "$2" "build/native-wrong/libff_cpu_wrong_$2.so")
  shift 2
  if tests_kill "$folder" "$@"; then killed "$id" "$*"; else survived "$id" "$*" "$folder/report.txt"; fi
}

each_of() { # lane, function: id, name and killers of each version
  list=build/wrong-$1.txt
  node scripts/wrong-versions.mjs list native "$1" >"$list"
  [ -s "$list" ] || { echo "expected wrong versions of the lane $1, found none" >&2 && exit 1; }
  while read -r id name killers; do
    # shellcheck disable=SC2086 # words on purpose
    "$2" "$id" "$name" $killers </dev/null
  done <"$list"
}

stressed() { # id, name, killers
  id=$1
  shift 2
  expect_stressed "$id" "$@"
}

failing_memory() { # directory: each allocation of each function of the addon fails in turn
  env CI=true FF_NATIVE_DIR="$1" node node_modules/vitest/vitest.mjs run --reporter=default tests/unit/native/noMemory.test.ts
}

expect_unhalted() { # directory: without sanitizers; Node aborts where a thread is still joinable
  report=$1/report.txt
  status=0
  env CI=true FF_NATIVE_DIR="$1" node node_modules/vitest/vitest.mjs run --reporter=default tests/unit/native/endings.test.ts \
    -t 'step: terminating' >"$report" 2>&1 || status=$?
  if [ "$status" -ne 1 ] || ! grep -q 'SIGABRT' "$report"; then
    cat "$report"
    echo "expected the planted jobs that nobody halts to abort the process, found exit $status" >&2
    exit 1
  fi
  echo "the planted jobs that nobody halts were noticed"
}

case $lane in
  asan)
    build build/native-asan --CDFF_SANITIZE=address,undefined
    vitest build/native-asan asan tests/unit/native tests/conformance/native.test.ts
    ;;
  tsan)
    build build/native-tsan --CDFF_SANITIZE=thread
    vitest build/native-tsan tsan tests/unit/native/session.test.ts tests/conformance/native.test.ts
    stress_program thread_pool native
    stress thread_pool 30
    ;;
  memory)
    build build/native-memory --CDFF_FAILING_NEW=ON --CDFF_KERNELS=OFF
    failing_memory build/native-memory
    build build/native-memory-plant --CDFF_FAILING_NEW=ON --CDFF_WRONG=addon.unfenced --CDFF_KERNELS=OFF
    if failing_memory build/native-memory-plant >build/native-memory-plant/report.txt 2>&1; then
      cat build/native-memory-plant/report.txt
      echo "expected the wrong addon without a fence to abort, found that it did not" >&2
      exit 1
    fi
    grep -q 'bad_alloc' build/native-memory-plant/report.txt
    echo "addon.unfenced: killed by the failing memory"
    ;;
  plant)
    build build/native-plant --CDFF_SANITIZE=address,undefined --CDFF_WRONG=cpu.add.reads-past-the-end --CDFF_KERNELS=OFF
    expect_report 99 heap-buffer-overflow build/native-plant asan tests/unit/native/ops.test.ts -t 'add rounds once'
    build build/native-plant-race --CDFF_SANITIZE=thread --CDFF_WRONG=thread-pool.shared-counter --CDFF_KERNELS=OFF
    expect_report 66 'data race' build/native-plant-race tsan tests/unit/native/session.test.ts -t 'number of threads'
    expect_stressed thread-pool.lost-stop hang
    build build/native-plant-halt --CDFF_WRONG=addon.no-halt --CDFF_KERNELS=OFF
    expect_unhalted build/native-plant-halt
    ;;
  wrong)
    each_of stress stressed
    cmake -S . -B build/native-wrong -DFF_WRONG_VERSIONS=ON -DFF_KERNELS=OFF
    cmake --build build/native-wrong -j2 --target ff_wrong_tests
    right=$(folder_of right build/native/libff_cpu.so)
    tests=$(node scripts/wrong-versions.mjs list native tests | cut -f3 | tr ' ' '\n' | sort -u)
    # shellcheck disable=SC2086 # words on purpose
    if tests_kill "$right" $tests; then survived 'the right engine' 'nothing' "$right/report.txt"; fi
    each_of tests expect_tested
    ;;
  *)
    echo "expected asan, tsan, memory, plant or wrong, found $lane" >&2
    exit 2
    ;;
esac
