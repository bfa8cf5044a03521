#include "common/program.h"

#include <bit>
#include <cstring>
#include <new>

#include "common/attrs.h"
#include "common/checked.h"
#include "common/limits.h"
#include "common/types.h"

static_assert(std::endian::native == std::endian::little,
              "FFP1 and weights are read as they lie: little-endian hosts only");
static_assert(sizeof(ffp1_header) == 32 && sizeof(ffp1_value) == 16 && sizeof(ffp1_weight) == 24);
static_assert(sizeof(ffp1_cache) == 16 && sizeof(ffp1_op) == 112);

namespace ff {

namespace {

Status check_count(const char* what, uint32_t count, uint32_t low, uint32_t high) {
  if (count >= low && count <= high)
    return {};
  return fail(FF_E_PROGRAM, "header: expected %u to %u %s, found %u", low, high, what, count);
}

/// The header against the bytes at hand. Nothing has been allocated yet.
Status check_header(const ffp1_header& header, uint64_t size) {
  if (header.magic != FFP1_MAGIC) {
    return fail(FF_E_PROGRAM, "header: expected magic 0x%08x, found 0x%08x", FFP1_MAGIC, header.magic);
  }
  if (header.version != FFP1_VERSION) {
    return fail(FF_E_PROGRAM, "header: expected version %u, found %u", FFP1_VERSION, header.version);
  }
  if (header.reserved != 0)
    return fail(FF_E_PROGRAM, "header: expected reserved to be 0, found %u", header.reserved);
  FF_TRY(check_count("values", header.n_values, 1, kMaxValues));
  FF_TRY(check_count("weights", header.n_weights, 0, kMaxWeights));
  FF_TRY(check_count("caches", header.n_caches, 0, kMaxCaches));
  FF_TRY(check_count("ops", header.n_ops, 1, kMaxOps));
  // The counts are bounded above, so that these products fit 64 bits many times over.
  const uint64_t expected = sizeof(ffp1_header) + uint64_t{header.n_values} * sizeof(ffp1_value) +
                            uint64_t{header.n_weights} * sizeof(ffp1_weight) +
                            uint64_t{header.n_caches} * sizeof(ffp1_cache) + uint64_t{header.n_ops} * sizeof(ffp1_op);
  if (header.total_bytes == expected && size == expected)
    return {};
  return fail(FF_E_PROGRAM, "header: expected %llu bytes from the counts, found total_bytes %u and %llu bytes",
              static_cast<unsigned long long>(expected), header.total_bytes, static_cast<unsigned long long>(size));
}

template <typename Record> const uint8_t* read_table(const uint8_t* at, uint32_t count, std::vector<Record>* table) {
  table->resize(count);
  if (count != 0)
    std::memcpy(table->data(), at, count * sizeof(Record));
  return at + count * sizeof(Record);
}

Status check_value(const ffp1_value& value, uint32_t i) {
  if (value.role > FFP1_OUTPUT)
    return fail(FF_E_PROGRAM, "value %u: expected a role from 0 to 2, found %u", i, value.role);
  if (value.rows != 0) {
    return fail(FF_E_PROGRAM, "value %u: expected rows 0 (one for each token), found %u: no op kind has another", i,
                value.rows);
  }
  if (value.width == 0 || value.width > kMaxWidth) {
    return fail(FF_E_PROGRAM, "value %u: expected a width from 1 to %u, found %u", i, kMaxWidth, value.width);
  }
  if (value.reserved != 0)
    return fail(FF_E_PROGRAM, "value %u: expected reserved to be 0", i);
  return {};
}

Status check_weight_extents(const ffp1_weight& weight, uint32_t i) {
  if (weight.rows == 0 || weight.rows > kMaxWidth || weight.cols == 0 || weight.cols > kMaxWidth) {
    return fail(FF_E_PROGRAM, "weight %u: expected rows and columns from 1 to %u, found (%u, %u)", i, kMaxWidth,
                weight.rows, weight.cols);
  }
  if (weight.slices != 1) {
    return fail(FF_E_PROGRAM, "weight %u: expected 1 slice, found %u: no op kind takes more", i, weight.slices);
  }
  return {};
}

Status check_weight(const ffp1_weight& weight, uint32_t i) {
  const TensorType* type = tensor_type(weight.type);
  if (type == nullptr || type->intermediate) {
    return fail(FF_E_PROGRAM, "weight %u: expected a tensor type of a file, found %u", i, weight.type);
  }
  FF_TRY(check_weight_extents(weight, i));
  if (weight.cols % type->block_size != 0) {
    return fail(FF_E_PROGRAM, "weight %u: expected columns in blocks of %u for %s, found %u", i, type->block_size,
                type->name, weight.cols);
  }
  uint64_t bytes = 0;
  const bool fits = mul(row_bytes(weight), weight.rows, &bytes) && mul(bytes, weight.slices, &bytes);
  if (!fits || bytes > kMaxBufferBytes || bytes != weight.bytes) {
    return fail(FF_E_PROGRAM, "weight %u: expected %llu bytes (at most %llu), found %llu", i,
                static_cast<unsigned long long>(bytes), static_cast<unsigned long long>(kMaxBufferBytes),
                static_cast<unsigned long long>(weight.bytes));
  }
  return {};
}

Status check_cache_record(const ffp1_cache& cache, uint32_t i) {
  const bool heads = cache.n_head_kv >= 1 && cache.n_head_kv <= kMaxHeads;
  const bool dim = cache.head_dim >= 1 && cache.head_dim <= kMaxHeadDim;
  if (!heads || !dim || cache.layer >= kMaxLayers || cache.reserved != 0) {
    return fail(FF_E_PROGRAM, "cache %u: expected heads, dimension and layer in range, found %u, %u and %u", i,
                cache.n_head_kv, cache.head_dim, cache.layer);
  }
  return {};
}

/// The first `count` slots are below `limit`, the others empty.
Status check_slots(uint32_t op, const char* what, const uint32_t* slots, uint32_t max, uint32_t count, size_t limit) {
  if (count > max)
    return fail(FF_E_PROGRAM, "op %u: expected at most %u %s, found %u", op, max, what, count);
  for (uint32_t i = 0; i < max; i++) {
    if (i < count ? slots[i] < limit : slots[i] == FFP1_NONE)
      continue;
    return fail(FF_E_PROGRAM, "op %u: expected %s[%u] to be %s %zu, found %u", op, what, i,
                i < count ? "below" : "empty, not below", limit, slots[i]);
  }
  return {};
}

Status check_references(const Program& program, const ffp1_op& op, uint32_t i) {
  if (op.reserved != 0)
    return fail(FF_E_PROGRAM, "op %u: expected reserved to be 0", i);
  if (op.layer != FFP1_NONE && op.layer >= kMaxLayers) {
    return fail(FF_E_PROGRAM, "op %u: expected a layer below %u, found %u", i, kMaxLayers, op.layer);
  }
  if (op.output >= program.values.size()) {
    return fail(FF_E_PROGRAM, "op %u: expected an output below %zu, found %u", i, program.values.size(), op.output);
  }
  FF_TRY(check_slots(i, "inputs", op.inputs, FFP1_MAX_INPUTS, op.n_inputs, program.values.size()));
  return check_slots(i, "weights", op.weights, FFP1_MAX_WEIGHTS, op.n_weights, program.weights.size());
}

/// What the ops have touched so far, walking them in order.
struct Flow {
  enum Use : uint8_t { kUnread, kFloats, kTokenIds };
  std::vector<bool> written, weight_used, cache_used;
  std::vector<Use> use;

  explicit Flow(const Program& p)
      : written(p.values.size()), weight_used(p.weights.size()), cache_used(p.caches.size()), use(p.values.size()) {}
};

Status read_value(const Program& program, const ffp1_op& op, uint32_t i, uint32_t id, Flow* flow) {
  const uint32_t role = program.values[id].role;
  if (role == FFP1_OUTPUT)
    return fail(FF_E_PROGRAM, "op %u: expected no op to read the output, value %u", i, id);
  if (role == FFP1_ACTIVATION && !flow->written[id]) {
    return fail(FF_E_PROGRAM, "op %u: expected value %u to be written by an earlier op", i, id);
  }
  const Flow::Use use = op.kind == FFP1_EMBED ? Flow::kTokenIds : Flow::kFloats;
  if (use == Flow::kTokenIds && role != FFP1_INPUT) {
    return fail(FF_E_PROGRAM, "op %u (embed): expected token ids from an input, found value %u", i, id);
  }
  if (flow->use[id] != Flow::kUnread && flow->use[id] != use) {
    return fail(FF_E_PROGRAM, "op %u: value %u is read as token ids and as floats", i, id);
  }
  flow->use[id] = use;
  return {};
}

Status write_value(const Program& program, const ffp1_op& op, uint32_t i, Flow* flow) {
  if (program.values[op.output].role == FFP1_INPUT) {
    return fail(FF_E_PROGRAM, "op %u: expected no op to write an input, found value %u", i, op.output);
  }
  if (flow->written[op.output])
    return fail(FF_E_PROGRAM, "op %u: value %u is written twice", i, op.output);
  flow->written[op.output] = true;
  return {};
}

Status walk_op(const Program& program, const ffp1_op& op, uint32_t i, Flow* flow) {
  FF_TRY(check_references(program, op, i));
  for (uint32_t k = 0; k < op.n_inputs; k++)
    FF_TRY(read_value(program, op, i, op.inputs[k], flow));
  FF_TRY(check_op_shapes(program, op, i));
  for (uint32_t k = 0; k < op.n_weights; k++)
    flow->weight_used[op.weights[k]] = true;
  if (op.kind == FFP1_ATTENTION) {
    const uint32_t cache = attention_attrs(op).cache;
    if (flow->cache_used[cache])
      return fail(FF_E_PROGRAM, "op %u (attention): cache %u is written twice", i, cache);
    flow->cache_used[cache] = true;
  }
  return write_value(program, op, i, flow);
}

Status check_all_used(const char* what, const std::vector<bool>& used) {
  for (size_t i = 0; i < used.size(); i++) {
    if (!used[i])
      return fail(FF_E_PROGRAM, "%s %zu: expected an op to use it, found none", what, i);
  }
  return {};
}

Status check_roles(Program* program, const Flow& flow) {
  for (uint32_t i = 0; i < program->values.size(); i++) {
    const uint32_t role = program->values[i].role;
    if (role == FFP1_INPUT && flow.use[i] == Flow::kUnread) {
      return fail(FF_E_PROGRAM, "value %u: expected an op to read this input, found none", i);
    }
    if (role != FFP1_INPUT && !flow.written[i]) {
      return fail(FF_E_PROGRAM, "value %u: expected an op to write it, found none", i);
    }
    if (role == FFP1_INPUT)
      program->inputs.push_back(i);
    if (role != FFP1_OUTPUT)
      continue;
    if (program->output != FFP1_NONE) {
      return fail(FF_E_PROGRAM, "expected one output, found values %u and %u", program->output, i);
    }
    program->output = i;
  }
  if (program->output == FFP1_NONE)
    return fail(FF_E_PROGRAM, "expected one output, found none");
  return {};
}

Status check_flow(Program* program) {
  Flow flow(*program);
  for (uint32_t i = 0; i < program->ops.size(); i++)
    FF_TRY(walk_op(*program, program->ops[i], i, &flow));
  FF_TRY(check_all_used("weight", flow.weight_used));
  FF_TRY(check_all_used("cache", flow.cache_used));
  FF_TRY(check_roles(program, flow));
  program->is_token_ids.resize(program->values.size());
  for (size_t i = 0; i < flow.use.size(); i++)
    program->is_token_ids[i] = flow.use[i] == Flow::kTokenIds;
  return {};
}

Status decode(const uint8_t* bytes, uint64_t size, Program* program) {
  if (bytes == nullptr)
    return fail(FF_E_ARGUMENT, "program: expected bytes, found null");
  ffp1_header header;
  if (size < sizeof header) {
    return fail(FF_E_PROGRAM, "program: expected at least %zu bytes, found %llu", sizeof header,
                static_cast<unsigned long long>(size));
  }
  std::memcpy(&header, bytes, sizeof header);
  FF_TRY(check_header(header, size));
  *program = Program();
  const uint8_t* at = bytes + sizeof header;
  at = read_table(at, header.n_values, &program->values);
  at = read_table(at, header.n_weights, &program->weights);
  at = read_table(at, header.n_caches, &program->caches);
  read_table(at, header.n_ops, &program->ops);
  for (uint32_t i = 0; i < header.n_values; i++)
    FF_TRY(check_value(program->values[i], i));
  for (uint32_t i = 0; i < header.n_weights; i++)
    FF_TRY(check_weight(program->weights[i], i));
  for (uint32_t i = 0; i < header.n_caches; i++)
    FF_TRY(check_cache_record(program->caches[i], i));
  return check_flow(program);
}

} // namespace

uint64_t row_bytes(const ffp1_weight& weight) {
  const TensorType* type = tensor_type(weight.type);
  return uint64_t{weight.cols / type->block_size} * type->block_bytes;
}

Status decode_program(const uint8_t* bytes, uint64_t size, Program* program) {
  try {
    return decode(bytes, size, program);
  } catch (const std::bad_alloc&) {
    return fail(FF_E_MEMORY, "program: no memory for its tables");
  }
}

Status check_session_program(const Program& program) {
  if (program.inputs.size() == 1 && program.is_token_ids[program.inputs[0]])
    return {};
  return fail(FF_E_PROGRAM, "session: expected one input, token ids read by embed, found %zu inputs",
              program.inputs.size());
}

} // namespace ff
