// Number conversions, each a device instruction with a host twin that gives the same bits.
#ifndef FF_KERNELS_COMMON_CONVERT_CUH
#define FF_KERNELS_COMMON_CONVERT_CUH

#include "common/platform.cuh"

#if !defined(__CUDACC__)
#include "common/f16.h"
#endif

namespace ff::kernels {

/// binary16 to binary32: exact.
FF_DEVICE float half_to_float(uint16_t half) {
#if defined(__CUDACC__)
  return __half2float(__ushort_as_half(half));
#else
  return f16_to_f32(half);
#endif
}

/// binary32 to binary16, to nearest, ties to even. NaN stays NaN.
FF_DEVICE uint16_t float_to_half(float value) {
#if defined(__CUDACC__)
  return __half_as_ushort(__float2half_rn(value));
#else
  uint32_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  const uint32_t sign = bits >> 16 & 0x8000u;
  const uint32_t magnitude = bits & 0x7fffffffu;
  if (magnitude > 0x7f800000u)
    return static_cast<uint16_t>(sign | 0x7fffu);
  if (magnitude >= 0x477ff000u)
    return static_cast<uint16_t>(sign | 0x7c00u); // 65520 and up round to infinity
  if (magnitude < 0x38800000u) { // below 2^-14: a multiple of 2^-24, which adding 0.5 leaves in the low bits
    const float aligned = std::fabs(value) + 0.5f;
    std::memcpy(&bits, &aligned, sizeof bits);
    return static_cast<uint16_t>(sign | (bits - 0x3f000000u));
  }
  const uint32_t odd = magnitude >> 13 & 1u;
  return static_cast<uint16_t>(sign | (magnitude - 0x38000000u + 0xfffu + odd) >> 13);
#endif
}

/// An integer-valued float to int8, saturating at ±127; NaN gives 0. Unguarded, the conversion of NaN or of a value out
/// of range is undefined on the host, and on a device whatever the instruction happens to do.
FF_DEVICE int32_t to_int8(float value) {
  if (!(value >= -127.0f))
    return value < -127.0f ? -127 : 0;
  if (value > 127.0f)
    return 127;
  return static_cast<int8_t>(value);
}

/// 1 / sqrt(x). Device: rsqrtf, at most 2 ulp (CUDA Math API, single precision, full range). Host: two roundings to
/// nearest, at most 1.5 ulp.
FF_DEVICE float rsqrt_f32(float x) {
#if defined(__CUDACC__)
  return rsqrtf(x);
#else
  return 1.0f / std::sqrt(x);
#endif
}

} // namespace ff::kernels

#endif
