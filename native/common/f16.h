// IEEE 754 binary16 to binary32, exactly, without hardware support. Works on any byte alignment.
#ifndef FF_COMMON_F16_H
#define FF_COMMON_F16_H

#include <bit>
#include <cstdint>
#include <cstring>

namespace ff {

/// Every binary16 value is a binary32 value: there is nothing to round. A NaN keeps its sign and payload.
inline float f16_to_f32(uint16_t half) {
  const uint32_t sign = (half & 0x8000u) << 16;
  const uint32_t exponent = (half >> 10) & 0x1fu;
  const uint32_t fraction = half & 0x3ffu;
  if (exponent == 31)
    return std::bit_cast<float>(sign | 0x7f800000u | fraction << 13);
  if (exponent != 0)
    return std::bit_cast<float>(sign | (exponent + 112) << 23 | fraction << 13);
  const float magnitude = static_cast<float>(fraction) * 0x1p-24f;
  return sign != 0 ? -magnitude : magnitude;
}

/// The binary16 at `bytes`, which need not be aligned.
inline float load_f16(const uint8_t* bytes) {
  uint16_t half;
  std::memcpy(&half, bytes, sizeof half);
  return f16_to_f32(half);
}

} // namespace ff

#endif
