// The one place that knows whether nvcc or a host compiler reads the kernels. Everything device code needs from its
// platform comes from here: on a device from CUDA, on the host from the SIMT runtime (sim/runtime.h).
#ifndef FF_KERNELS_COMMON_PLATFORM_CUH
#define FF_KERNELS_COMMON_PLATFORM_CUH

#if defined(__CUDACC__)

#include <cstdint>
#include <cuda_fp16.h>
#include <cuda_runtime.h>

#include "common/error.h"

#define FF_SHARED(type, name, count) __shared__ type name[count]

/// A function of device code. Internal linkage: a wrong version of a header must not leak into another file through a
/// shared inline.
#define FF_DEVICE static __device__ __forceinline__
#define FF_MEMBER __device__ __forceinline__

namespace ff {
/// What a launch reported. Errors of execution come later, from the next synchronising call.
inline Status launched(const char* kernel) {
  const cudaError_t error = cudaGetLastError();
  if (error == cudaSuccess)
    return {};
  return fail(FF_E_UNSUPPORTED, "kernel %s: %s", kernel, cudaGetErrorString(error));
}
} // namespace ff

#define FF_LAUNCH(kernel, grid, block, ...) (kernel<<<grid, block>>>(__VA_ARGS__), ff::launched(#kernel))

#else

#include "sim/runtime.h"

#define FF_DEVICE static inline
#define FF_MEMBER inline

#endif

namespace ff::kernels {

inline constexpr uint32_t kWarp = 32;
inline constexpr uint32_t kFullMask = 0xffffffffu;

} // namespace ff::kernels

#endif
