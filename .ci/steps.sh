# shellcheck shell=bash
# The steps of .ci/run, in the order in which they are reported. Each runs under errexit in a shell of its own, from the root
# of the repository. Exit 3, with a reason as the last line, leaves a step out.

# Seconds after which a step is stopped: several times what it takes on two idle cores.
limit_of() {
  case $1 in
    start) echo 300 ;; # promised: build and gate within five minutes
    kernels | mutants) echo 1200 ;;
    *) echo 900 ;;
  esac
}

step_install() {
  install_packages
  npm ci --no-audit --no-fund
}

# apt-get only for what is missing: most runners have all of it.
install_packages() {
  local packages=()
  command -v g++ >/dev/null || packages+=(g++)
  command -v cmake >/dev/null || packages+=(cmake)
  command -v make >/dev/null || packages+=(make)
  command -v setarch >/dev/null || packages+=(util-linux)
  command -v clang++-19 >/dev/null || packages+=(clang-19)
  [ -x /usr/lib/llvm-19/bin/llvm-symbolizer ] || packages+=(llvm-19)
  [ -f "$(clang++-19 -print-file-name=libclang_rt.fuzzer-x86_64.a 2>/dev/null)" ] || packages+=(libclang-rt-19-dev)
  python3 -c 'import ensurepip, venv' 2>/dev/null || packages+=(python3 python3-venv)
  python3 -m pip --version >/dev/null 2>&1 || packages+=(python3-pip)
  [ ${#packages[@]} -gt 0 ] || { echo 'apt: nothing is missing'; return; }
  echo "apt: installing ${packages[*]}"
  local root=()
  if [ "$(id -u)" -ne 0 ]; then root=(sudo); fi
  "${root[@]}" apt-get update -qq
  DEBIAN_FRONTEND=noninteractive "${root[@]}" apt-get install -y -qq --no-install-recommends "${packages[@]}"
}

step_typecheck() { npm run typecheck; }

step_lint() { npx --no-install eslint .; }

step_format() { npx --no-install prettier --check .; }

step_tracked_files() {
  node .ci/trackedFiles.mjs --controls
  node .ci/trackedFiles.mjs
}

step_style() {
  bash .ci/style.sh
  node .ci/style.mjs
}

step_commits() {
  node .ci/commitMessages.mjs --controls
  node .ci/commitMessages.mjs --newest 30
}

step_semgrep() {
  bash .ci/semgrep.sh
  node .semgrep/run.mjs
}

step_models() { npm run models -- --all; }

# The corpus is written by a program: what it writes is what is committed, byte for byte.
step_corpus() {
  npm run corpus
  git diff --exit-code --stat -- corpus
  local stray
  stray=$(git ls-files --others --exclude-standard -- corpus)
  if [ -n "$stray" ]; then
    printf 'expected no file that is not committed, found\n%s\n' "$stray"
    return 1
  fi
  echo "$(git ls-files corpus | wc -l) files, as committed"
}

# From nothing: this is the build that a new user waits for.
step_start() {
  rm -rf dist build/native
  npm start
}

step_test() { CI=true npm test; }

step_native_asan() { native/sanitize.sh asan; }

step_native_tsan() { native/sanitize.sh tsan; }

step_native_memory() { native/sanitize.sh memory; }

step_native_plant() { native/sanitize.sh plant; }

step_native_wrong() { native/sanitize.sh wrong; }

step_kernels() { kernels/sim/run_lanes.sh all; }

step_nvcc() { kernels/compile_nvcc.sh; }

step_mutants() {
  npm run build:mutants
  node bin/flea-flicker.mjs diff mutants
}

step_fuzz_planted() { ./fuzz/run_gguf_fuzzer.sh --planted; }

step_fuzz() { ./fuzz/run_gguf_fuzzer.sh 30; }

# The reference engine on the real models, every step of every prompt.
step_exactness() { CI=true npm run exactness; }
