// Overflow-checked arithmetic on sizes that come from a caller or a file.
#ifndef FF_COMMON_CHECKED_H
#define FF_COMMON_CHECKED_H

#include <cstdint>

namespace ff {

/// *product = a * b. False on overflow.
[[nodiscard]] inline bool mul(uint64_t a, uint64_t b, uint64_t* product) {
  return !__builtin_mul_overflow(a, b, product);
}

/// *sum = a + b. False on overflow.
[[nodiscard]] inline bool add(uint64_t a, uint64_t b, uint64_t* sum) { return !__builtin_add_overflow(a, b, sum); }

} // namespace ff

#endif
