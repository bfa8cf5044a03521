// How work is cut. None of these changes a result: see isa.h.
#ifndef FF_CPU_OPS_TILES_H
#define FF_CPU_OPS_TILES_H

#include <cstdint>

namespace ff::cpu {

/// Weight rows that a thread dequantises at once before it meets a batch of tokens with them.
inline constexpr uint32_t kPanelRows = 8;
/// Rows of one token's product that a thread takes at a time.
inline constexpr uint32_t kRowGrain = 32;
/// Products below which a loop is not worth waking a thread for: about 10 µs of work.
inline constexpr uint64_t kMinParallelProducts = 1u << 16;

} // namespace ff::cpu

#endif
