// Every limit on what a Program or an op case may ask for, with its reason. All are far above any published model and
// far below what would overflow the arithmetic behind them.
#ifndef FF_COMMON_LIMITS_H
#define FF_COMMON_LIMITS_H

#include <cstdint>

namespace ff {

/// Deepest published decoders have about 130 layers of about 20 ops: 2,600. Twenty-five times that.
inline constexpr uint32_t kMaxOps = 1u << 16;
/// Every op writes one value; the rest are inputs.
inline constexpr uint32_t kMaxValues = kMaxOps + 16;
/// At most four weights an op, and most ops have one or none.
inline constexpr uint32_t kMaxWeights = 1u << 17;
/// One for each attention layer.
inline constexpr uint32_t kMaxCaches = 1u << 12;
/// Layer numbers only label ops and caches.
inline constexpr uint32_t kMaxLayers = 1u << 12;
/// Widest activation: the logits. The largest published vocabulary has 262,208 entries, 2^18.
inline constexpr uint32_t kMaxWidth = 1u << 24;
/// Heads and elements in a head: published models stay at or below 128 and 576.
inline constexpr uint32_t kMaxHeads = 1u << 14;
inline constexpr uint32_t kMaxHeadDim = 1u << 14;
/// One allocation, a tensor or a cache: thirty times the largest published tensor, and below what AddressSanitizer
/// allows
inline constexpr uint64_t kMaxBufferBytes = 1ull << 38;
/// Positions in a cache, from ff.h. Exact in float32, so that a position converts without rounding.
inline constexpr uint32_t kMaxContext = 1u << 24;
/// Tokens of one op case, from ff.h.
inline constexpr uint32_t kMaxCaseTokens = 1u << 20;
/// Threads of a session. More than any machine this runs on; a bound, so that a wild number starts no thousand threads.
inline constexpr uint32_t kMaxThreads = 256;

} // namespace ff

#endif
