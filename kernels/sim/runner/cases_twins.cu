// Host twins of device instructions, against exact arithmetic.
#include <bit>

#include "common/convert.cuh"
#include "common/dot.cuh"
#include "sim/runner/cases.h"

namespace ff::sim {

namespace {

using namespace kernels;

bool is_nan(uint32_t half) { return (half & 0x7fffu) > 0x7c00u; }

/// Every binary16 comes back; between two neighbours the nearer wins, and in the middle the even one.
void half_cases(Tally& tally) {
  uint32_t wrong = 0;
  for (uint32_t half = 0; half <= 0xffff; half++) {
    const float value = half_to_float(static_cast<uint16_t>(half));
    wrong += is_nan(half) ? !std::isnan(value) : float_to_half(value) != half;
  }
  tally.expect(wrong == 0, "binary16 there and back: %u wrong", wrong);
  wrong = 0;
  for (uint32_t half = 0; half < 0x7bff; half++) {
    const float low = half_to_float(static_cast<uint16_t>(half)), high = half_to_float(static_cast<uint16_t>(half + 1));
    const float middle = low + (high - low) / 2;
    wrong += float_to_half(middle) != half + (half & 1u);
    wrong += float_to_half(std::nextafter(middle, low)) != half;
    wrong += float_to_half(-std::nextafter(middle, high)) != (half + 1 | 0x8000u);
  }
  tally.expect(wrong == 0, "binary16 between neighbours: %u wrong", wrong);
  tally.expect(float_to_half(65519.996f) == 0x7bff && float_to_half(65520.0f) == 0x7c00,
               "binary16 at the end of its range");
  tally.expect(is_nan(float_to_half(std::nanf(""))), "binary16 of NaN");
}

void int8_cases(Tally& tally) {
  for (int32_t i = -127; i <= 127; i++)
    tally.expect(to_int8(static_cast<float>(i)) == i, "to_int8(%d)", i);
  const float infinity = std::bit_cast<float>(0x7f800000u);
  tally.expect(to_int8(std::nanf("")) == 0, "to_int8(NaN)");
  tally.expect(to_int8(infinity) == 127 && to_int8(-infinity) == -127, "to_int8(infinity)");
  tally.expect(to_int8(128.0f) == 127 && to_int8(-128.0f) == -127, "to_int8 one out of range");
}

void dot_cases(Tally& tally) {
  Random random(11);
  for (uint32_t n = 0; n < 1000; n++) {
    const auto a = static_cast<uint32_t>(random.next()), b = static_cast<uint32_t>(random.next());
    int64_t expected = 5;
    for (uint32_t i = 0; i < 32; i += 8) {
      const int64_t x = a >> i & 0xff, y = b >> i & 0xff;
      expected += (x < 128 ? x : x - 256) * (y < 128 ? y : y - 256);
    }
    tally.expect(dot4(a, b, 5) == expected, "dot4(%08x, %08x)", a, b);
  }
  tally.expect(dot4(0x80808080u, 0x80808080u, 0) == 4 * 128 * 128, "dot4 of the smallest bytes");
}

/// Within 2 ulp of the exact value: 4u, relative.
void rsqrt_cases(Tally& tally) {
  Random random(12);
  for (uint32_t n = 0; n < 10000; n++) {
    const float x = std::bit_cast<float>(1 + random.below(0x7f7fffff)); // every positive finite exponent, subnormal too
    const double exact = 1 / std::sqrt(static_cast<double>(x));
    tally.expect(std::fabs(static_cast<double>(rsqrt_f32(x)) - exact) <= 4 * kU * exact, "rsqrt_f32(%g)",
                 static_cast<double>(x));
  }
}

} // namespace

void twin_cases(Tally& tally) {
  half_cases(tally);
  int8_cases(tally);
  dot_cases(tally);
  rsqrt_cases(tally);
}

} // namespace ff::sim
