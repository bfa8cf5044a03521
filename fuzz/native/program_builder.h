// Writes an FFP1 Program field by field. It checks nothing: the engine must.
#ifndef FF_FUZZ_PROGRAM_BUILDER_H
#define FF_FUZZ_PROGRAM_BUILDER_H

#include <cstring>
#include <initializer_list>
#include <vector>

#include "choices.h"
#include "common/types.h"
#include "ff/ffp1.h"

namespace ff::fuzz {

class ProgramBuilder {
public:
  uint32_t value(ffp1_role role, uint32_t width) {
    values_.push_back({role, 0, width, 0});
    return static_cast<uint32_t>(values_.size() - 1);
  }

  uint32_t weight(uint32_t type, uint32_t rows, uint32_t cols) {
    const TensorType* t = tensor_type(type);
    weights_.push_back({type, rows, cols, 1, uint64_t{rows} * (cols / t->block_size) * t->block_bytes});
    return static_cast<uint32_t>(weights_.size() - 1);
  }

  uint32_t cache(uint32_t n_head_kv, uint32_t head_dim, uint32_t layer) {
    caches_.push_back({n_head_kv, head_dim, layer, 0});
    return static_cast<uint32_t>(caches_.size() - 1);
  }

  void op(ffp1_kind kind, std::initializer_list<uint32_t> inputs, std::initializer_list<uint32_t> weights,
          uint32_t output, std::initializer_list<uint32_t> ints = {}, std::initializer_list<double> floats = {}) {
    ffp1_op op{};
    op.kind = kind;
    op.layer = FFP1_NONE;
    op.output = output;
    op.n_inputs = static_cast<uint32_t>(inputs.size());
    op.n_weights = static_cast<uint32_t>(weights.size());
    for (uint32_t& slot : op.inputs)
      slot = FFP1_NONE;
    for (uint32_t& slot : op.weights)
      slot = FFP1_NONE;
    copy(inputs, op.inputs);
    copy(weights, op.weights);
    copy(ints, op.ints);
    copy(floats, op.floats);
    ops_.push_back(op);
  }

  const std::vector<ffp1_value>& values() const { return values_; }
  const std::vector<ffp1_weight>& weights() const { return weights_; }

  Block bytes() const {
    const uint64_t size = sizeof(ffp1_header) + values_.size() * sizeof(ffp1_value) +
                          weights_.size() * sizeof(ffp1_weight) + caches_.size() * sizeof(ffp1_cache) +
                          ops_.size() * sizeof(ffp1_op);
    const auto count = [](const auto& table) { return static_cast<uint32_t>(table.size()); };
    const ffp1_header header{FFP1_MAGIC,
                             FFP1_VERSION,
                             count(values_),
                             count(weights_),
                             count(caches_),
                             count(ops_),
                             static_cast<uint32_t>(size),
                             0};
    Block block(size);
    uint8_t* at = block.data();
    std::memcpy(at, &header, sizeof header);
    at += sizeof header;
    at = append(at, values_);
    at = append(at, weights_);
    at = append(at, caches_);
    append(at, ops_);
    return block;
  }

private:
  template <typename T, size_t n> static void copy(std::initializer_list<T> from, T (&to)[n]) {
    size_t i = 0;
    for (const T item : from)
      to[i++] = item;
  }

  template <typename Record> static uint8_t* append(uint8_t* at, const std::vector<Record>& table) {
    if (!table.empty())
      std::memcpy(at, table.data(), table.size() * sizeof(Record));
    return at + table.size() * sizeof(Record);
  }

  std::vector<ffp1_value> values_;
  std::vector<ffp1_weight> weights_;
  std::vector<ffp1_cache> caches_;
  std::vector<ffp1_op> ops_;
};

} // namespace ff::fuzz

#endif
