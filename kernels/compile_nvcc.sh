#!/usr/bin/env bash
# Compiles every kernel with nvcc for real architectures, warnings as errors, and checks what came out: one code object
# for each architecture and no PTX. PTX would be compiled by whatever driver runs it, and so not be what was tested.
#
#   kernels/compile_nvcc.sh          exit 0, or 1 when a kernel does not compile or holds something else
#
# Exit 3, with one line, when there is no nvcc: the caller decides whether that is a failure. NVCC chooses the compiler,
# FF_CUDA_ARCHS the architectures (those below which this nvcc knows).
set -u
root=$(cd "$(dirname "$0")/.." && pwd)
nvcc=${NVCC:-nvcc}
if ! command -v "$nvcc" >/dev/null; then
  echo "left out: kernels for CUDA devices, no $nvcc in the path"
  exit 3
fi

known=$("$nvcc" --list-gpu-code)
archs=()
for arch in ${FF_CUDA_ARCHS:-75 80 86 89 90 100 120}; do
  if grep -qx "sm_$arch" <<<"$known"; then archs+=("$arch"); else echo "left out: sm_$arch, not known to this nvcc"; fi
done
if [ "${#archs[@]}" -eq 0 ]; then
  echo 'expected an architecture that this nvcc knows, found none'
  exit 1
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

# --fmad=false: a multiplication and an addition round twice unless the source says fmaf, as on the host.
compile() { # compile SOURCE FATBIN ARGUMENT...
  "$nvcc" -std=c++20 -O3 --fmad=false -Werror all-warnings -fatbin -I"$root/kernels" -I"$root/native" \
    -I"$root/native/include" "${@:3}" "$1" -o "$2"
}

# One line for each architecture, `elf 90`, in order: exactly that must be in the file.
expected() { printf 'elf %s\n' "${archs[@]}" | sort; }
found() { node "$root/kernels/fatbin.mjs" "$1" | sort; }

count() { # count RESULT TEXT
  if [ "$1" = ok ]; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
  printf '  %-4s %s\n' "$1" "$2"
}

targets=()
for arch in "${archs[@]}"; do targets+=(-gencode "arch=compute_$arch,code=sm_$arch"); done
for source in "$root"/kernels/*.cu "$root"/kernels/naive/*.cu; do
  name=${source#"$root"/}
  if ! compile "$source" "$work/kernel.fatbin" "${targets[@]}"; then
    count FAIL "$name does not compile"
  elif [ "$(found "$work/kernel.fatbin")" = "$(expected)" ]; then
    count ok "$name: ${archs[*]}, no PTX"
  else
    count FAIL "$name: expected one code object for each of ${archs[*]}, found $(found "$work/kernel.fatbin" | tr '\n' ' ')"
  fi
done

# The check must see PTX, and a missing architecture.
source=$root/kernels/naive/rms_norm.cu
last=${archs[-1]}
compile "$source" "$work/ptx.fatbin" "${targets[@]}" -gencode "arch=compute_$last,code=compute_$last"
if found "$work/ptx.fatbin" | grep -qx "ptx $last"; then count ok 'control: PTX is seen'; else count FAIL 'control: PTX is not seen'; fi
compile "$source" "$work/one.fatbin" -gencode "arch=compute_$last,code=sm_$last"
if [ "${#archs[@]}" -eq 1 ] || [ "$(found "$work/one.fatbin")" != "$(expected)" ]; then
  count ok 'control: a missing architecture is seen'
else
  count FAIL 'control: a missing architecture is not seen'
fi

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
