// What launchers check before a kernel may assume it: extents, alignment, aliasing, and the size of the grid.
#ifndef FF_KERNELS_COMMON_LAUNCH_CUH
#define FF_KERNELS_COMMON_LAUNCH_CUH

#include <cstdint>

#include "common/error.h"
#include "kernels.h"

namespace ff::kernels {

/// `span` is exactly `bytes` long and aligned to `align`.
inline Status check_span(const char* kernel, const char* what, const Span& span, uint64_t bytes, size_t align) {
  if (span.data == nullptr)
    return fail(FF_E_ARGUMENT, "%s: %s: expected a buffer, found null", kernel, what);
  if (span.bytes != bytes) {
    return fail(FF_E_EXTENT, "%s: %s: expected %llu bytes, found %llu", kernel, what,
                static_cast<unsigned long long>(bytes), static_cast<unsigned long long>(span.bytes));
  }
  if (reinterpret_cast<uintptr_t>(span.data) % align == 0)
    return {};
  return fail(FF_E_ALIGNMENT, "%s: %s: expected an address that is a multiple of %zu", kernel, what, align);
}

/// The output overlaps no input. An empty span (an absent bias) overlaps nothing.
inline Status check_apart(const char* kernel, const char* what, const Span& input, const Span& output) {
  const auto in = reinterpret_cast<uintptr_t>(input.data);
  const auto out = reinterpret_cast<uintptr_t>(output.data);
  if (in + input.bytes <= out || out + output.bytes <= in)
    return {};
  return fail(FF_E_ALIAS, "%s: %s: expected the output elsewhere, found them overlapping", kernel, what);
}

inline Status check_extent(const char* kernel, const char* what, uint64_t found, uint64_t most) {
  if (found >= 1 && found <= most)
    return {};
  return fail(FF_E_EXTENT, "%s: expected %s from 1 to %llu, found %llu", kernel, what,
              static_cast<unsigned long long>(most), static_cast<unsigned long long>(found));
}

/// Blocks of a grid over `items`, `each` a block: no more than `most`, since kernels stride over the rest.
inline uint32_t grid_of(uint64_t items, uint32_t each, uint32_t most) {
  const uint64_t blocks = (items + each - 1) / each;
  return blocks < most ? static_cast<uint32_t>(blocks) : most;
}

} // namespace ff::kernels

#endif
