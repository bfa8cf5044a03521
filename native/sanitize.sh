#!/bin/sh
# Builds the native engines and the addon with clang's sanitizers and runs their tests under them.
#
#   native/sanitize.sh asan    AddressSanitizer and UndefinedBehaviorSanitizer
#   native/sanitize.sh tsan    ThreadSanitizer, and the pool of threads opened and closed 20,000 times
#   native/sanitize.sh memory  every allocation of the addon and the CPU engines fails in turn, and a planted addon without
#                              a fence, which the lane must notice
#   native/sanitize.sh plant   the controls: a planted out-of-bounds read and a planted data race, which the lanes must
#                              report with exit 99 and 66; a planted lost stop, with which the pool never ends; and jobs
#                              that the addon does not halt, with which the end of a thread aborts the process
#
# CLANG names the compiler (clang++-19). FF_CMAKE_ARGS adds arguments for cmake-js: --CDFF_KERNELS=OFF builds no kernels.
set -eu
cd "$(dirname "$0")/.."
lane=${1:?expected asan, tsan, memory or plant}
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

stress() { # seconds, definitions: the pool of threads under ThreadSanitizer; 124 when it does not end in time
  limit=$1
  shift
  mkdir -p build/native-stress
  "$clang" -std=c++20 -O2 -g -pthread -fsanitize=thread -Wall -Wextra -Werror -DFF_STRESS=1 "$@" -Inative \
    native/stress/thread_pool.cc native/cpu/thread_pool.cc -o build/native-stress/thread_pool
  TSAN_OPTIONS=halt_on_error=1:exitcode=66 timeout "$limit" setarch -R build/native-stress/thread_pool 20000
}

expect_hang() { # definitions: a stop that is lost never ends
  status=0
  stress 15 "$@" || status=$?
  if [ "$status" -ne 124 ]; then
    echo "expected the pool with a planted lost stop not to end, found exit $status" >&2
    exit 1
  fi
  echo "the planted lost stop was noticed: the pool did not end"
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
    stress 120
    ;;
  memory)
    build build/native-memory --CDFF_FAILING_NEW=ON --CDFF_KERNELS=OFF
    failing_memory build/native-memory
    build build/native-memory-plant --CDFF_FAILING_NEW=ON --CDFF_PLANT_UNFENCED=ON --CDFF_KERNELS=OFF
    if failing_memory build/native-memory-plant >build/native-memory-plant/report.txt 2>&1; then
      cat build/native-memory-plant/report.txt
      echo "expected the planted addon without a fence to abort, found that it did not" >&2
      exit 1
    fi
    grep -q 'bad_alloc' build/native-memory-plant/report.txt
    echo "the planted addon without a fence was noticed"
    ;;
  plant)
    build build/native-plant --CDFF_SANITIZE=address,undefined --CDFF_PLANT_OOB=ON --CDFF_KERNELS=OFF
    expect_report 99 heap-buffer-overflow build/native-plant asan tests/unit/native/ops.test.ts -t 'add rounds once'
    build build/native-plant-race --CDFF_SANITIZE=thread --CDFF_PLANT_RACE=ON --CDFF_KERNELS=OFF
    expect_report 66 'data race' build/native-plant-race tsan tests/unit/native/session.test.ts -t 'number of threads'
    expect_hang -DFF_PLANT_LOST_STOP=1
    build build/native-plant-halt --CDFF_PLANT_NO_HALT=ON --CDFF_KERNELS=OFF
    expect_unhalted build/native-plant-halt
    ;;
  *)
    echo "expected asan, tsan, memory or plant, found $lane" >&2
    exit 2
    ;;
esac
