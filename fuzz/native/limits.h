// Every bound on what one execution may ask for, with its reason: throughput, and memory that ASan can watch.
#ifndef FF_FUZZ_LIMITS_H
#define FF_FUZZ_LIMITS_H

#include <cstdint>

namespace ff::fuzz {

/// Bytes of weights, caches and activations that a Program from the input may ask for. One that wants more is only
/// checked.
inline constexpr uint64_t kMaxRunBytes = 1u << 18;
/// Work grows with ops: a Program of more is only checked.
inline constexpr uint32_t kMaxRunOps = 32;
/// Tokens of a step or an op case: enough for a second row, a chunk boundary is a matter of the unit tests.
inline constexpr uint32_t kMaxTokens = 4;
/// Positions of a session's cache, and positions before an op case.
inline constexpr uint32_t kMaxPositions = 12;
/// Rows and plain columns: one more than two AVX2 tiles of 8, so that full, partial and no tails occur.
inline constexpr uint32_t kMaxWidth = 18;
/// Blocks in a row of a quantised weight.
inline constexpr uint32_t kMaxBlocks = 2;
inline constexpr uint32_t kMaxHeadsKv = 2;
inline constexpr uint32_t kMaxGroup = 2;
inline constexpr uint32_t kMaxLayers = 2;
inline constexpr uint32_t kMaxVocab = 12;
/// Calls on one session.
inline constexpr uint32_t kMaxCalls = 4;

} // namespace ff::fuzz

#endif
