// The tensor types of ggml, as in src/gguf/tensorTypes.ts: id, name, elements per block, bytes per block.
#ifndef FF_COMMON_TYPES_H
#define FF_COMMON_TYPES_H

#include <cstdint>

namespace ff {

/// The ids that kernels here name. The table holds all.
enum TypeId : uint32_t { kTypeF32 = 0, kTypeF16 = 1, kTypeQ4_1 = 3, kTypeQ8_0 = 8 };

struct TensorType {
  uint32_t id;
  const char* name;
  uint32_t block_size;  // elements
  uint32_t block_bytes; // bytes
  bool intermediate;    // holds activations while a kernel runs; refused as a weight
};

/// The type of that id, or null: removed ids and ids never given out are absent.
const TensorType* tensor_type(uint32_t id);

} // namespace ff

#endif
