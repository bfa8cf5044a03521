#include "op_case.h"

#include <cstring>
#include <vector>

#include "common/attrs.h"
#include "expect.h"
#include "ff/ff.h"
#include "limits.h"
#include "program_builder.h"

namespace ff::fuzz {

namespace {

/// Everything that an ff_op_case points at.
struct OpBuffers {
  Block program;
  std::vector<Block> inputs, weights;
  Block past_k, past_v, output;
  uint32_t n_tokens = 1, n_past = 0;

  std::vector<ff_bytes> input_table, weight_table;

  ff_op_case make() {
    input_table = table(inputs);
    weight_table = table(weights);
    ff_op_case c{};
    c.struct_size = sizeof c;
    c.n_tokens = n_tokens;
    c.n_past = n_past;
    c.n_inputs = static_cast<uint32_t>(inputs.size());
    c.n_weights = static_cast<uint32_t>(weights.size());
    c.program = program.data();
    c.program_size = program.size();
    c.inputs = input_table.data();
    c.weights = weight_table.data();
    c.past_k = {past_k.data(), past_k.size()};
    c.past_v = {past_v.data(), past_v.size()};
    c.output = output.floats();
    c.output_size = output.size();
    return c;
  }

private:
  static std::vector<ff_bytes> table(const std::vector<Block>& blocks) {
    std::vector<ff_bytes> out;
    for (const Block& block : blocks)
      out.push_back({block.data(), block.size()});
    return out;
  }
};

uint32_t choose_cols(Choices* c, uint32_t type) {
  const uint32_t block = tensor_type(type)->block_size;
  return block == 1 ? c->range(1, kMaxWidth) : block * c->range(1, kMaxBlocks);
}

uint32_t choose_type(Choices* c) {
  constexpr uint32_t kTypes[] = {kTypeF32, kTypeF16, kTypeQ4_1, kTypeQ8_0};
  return c->pick(kTypes);
}

void build_embed(Choices* c, ProgramBuilder* b) {
  const uint32_t type = choose_type(c);
  const uint32_t cols = choose_cols(c, type);
  const uint32_t w = b->weight(type, c->range(1, kMaxVocab), cols);
  const uint32_t x = b->value(FFP1_INPUT, 1);
  b->op(FFP1_EMBED, {x}, {w}, b->value(FFP1_OUTPUT, cols));
}

void build_norm(Choices* c, ProgramBuilder* b) {
  const uint32_t width = c->range(1, kMaxWidth);
  const uint32_t x = b->value(FFP1_INPUT, width);
  const uint32_t w = b->weight(kTypeF32, 1, width);
  b->op(FFP1_NORM, {x}, {w}, b->value(FFP1_OUTPUT, width), {0}, {1e-5});
}

void build_linear(Choices* c, ProgramBuilder* b) {
  const uint32_t type = choose_type(c);
  const uint32_t cols = choose_cols(c, type);
  const uint32_t rows = c->range(1, kMaxWidth);
  const uint32_t w = b->weight(type, rows, cols);
  const uint32_t x = b->value(FFP1_INPUT, cols);
  const uint32_t y = b->value(FFP1_OUTPUT, rows);
  if (c->flag()) {
    b->op(FFP1_LINEAR, {x}, {w, b->weight(kTypeF32, 1, rows)}, y);
  } else {
    b->op(FFP1_LINEAR, {x}, {w}, y);
  }
}

void build_pair(Choices* c, ProgramBuilder* b, ffp1_kind kind) {
  const uint32_t width = c->range(1, kMaxWidth);
  const uint32_t a = b->value(FFP1_INPUT, width);
  const uint32_t other = b->value(FFP1_INPUT, width);
  b->op(kind, {a, other}, {}, b->value(FFP1_OUTPUT, width));
}

void build_rope(Choices* c, ProgramBuilder* b) {
  const uint32_t pairing = c->range(0, 1);
  const uint32_t n_head = c->range(1, kMaxHeadsKv * kMaxGroup), head_dim = c->range(2, kMaxWidth);
  const uint32_t n_rot = 2 * c->range(1, head_dim / 2);
  const uint32_t x = b->value(FFP1_INPUT, n_head * head_dim);
  const uint32_t y = b->value(FFP1_OUTPUT, n_head * head_dim);
  if (c->flag()) {
    b->op(FFP1_ROPE, {x}, {b->weight(kTypeF32, 1, n_rot / 2)}, y, {pairing, n_head, head_dim, n_rot}, {1e4, 1.0});
  } else {
    b->op(FFP1_ROPE, {x}, {}, y, {pairing, n_head, head_dim, n_rot}, {1e4, 1.0});
  }
}

void build_attention(Choices* c, ProgramBuilder* b) {
  const uint32_t n_kv = c->range(1, kMaxHeadsKv), n_head = n_kv * c->range(1, kMaxGroup), dim = c->range(1, kMaxWidth);
  const uint32_t q = b->value(FFP1_INPUT, n_head * dim);
  const uint32_t k = b->value(FFP1_INPUT, n_kv * dim);
  const uint32_t v = b->value(FFP1_INPUT, n_kv * dim);
  const uint32_t cache = b->cache(n_kv, dim, 0);
  b->op(FFP1_ATTENTION, {q, k, v}, {}, b->value(FFP1_OUTPUT, n_head * dim), {n_head, n_kv, dim, cache}, {0.25});
}

void build(ffp1_kind kind, Choices* c, ProgramBuilder* b) {
  switch (kind) {
  case FFP1_EMBED:
    return build_embed(c, b);
  case FFP1_NORM:
    return build_norm(c, b);
  case FFP1_LINEAR:
    return build_linear(c, b);
  case FFP1_ADD:
  case FFP1_GLU:
    return build_pair(c, b, kind);
  case FFP1_ROPE:
    return build_rope(c, b);
  case FFP1_ATTENTION:
    return build_attention(c, b);
  }
}

/// Fills the buffers that the Program asks for from the choices that are left.
OpBuffers buffers_for(Block bytes, const ff::Program& program, uint32_t n_tokens, uint32_t n_past, const Choices& c,
                      bool gentle) {
  OpBuffers o;
  o.program = std::move(bytes);
  o.n_tokens = n_tokens;
  o.n_past = n_past;
  const auto filled = [&](uint64_t size) {
    Block block(size);
    c.fill(block.data(), size, o.inputs.size() + o.weights.size());
    if (gentle)
      make_gentle(block.data(), size);
    return block;
  };
  for (const uint32_t value : program.inputs) {
    o.inputs.push_back(filled(uint64_t{n_tokens} * program.values[value].width * 4));
  }
  for (const ffp1_weight& weight : program.weights)
    o.weights.push_back(filled(weight.bytes));
  const ffp1_op& op = program.ops[0];
  if (op.kind == FFP1_ATTENTION) {
    const AttentionAttrs a = attention_attrs(op);
    o.past_k = filled(uint64_t{n_past} * a.n_head_kv * a.head_dim * 4);
    o.past_v = filled(uint64_t{n_past} * a.n_head_kv * a.head_dim * 4);
  }
  if (op.kind == FFP1_EMBED) {
    auto* ids = reinterpret_cast<int32_t*>(o.inputs[0].data());
    const uint32_t rows = program.weights[op.weights[0]].rows;
    for (uint32_t t = 0; t < n_tokens; t++)
      ids[t] = static_cast<int32_t>(static_cast<uint32_t>(ids[t]) % rows);
  }
  o.output = Block(uint64_t{n_tokens} * program.values[program.output].width * 4);
  return o;
}

/// Over two kinds of garbage.
ff_status run_twice(OpBuffers* o) {
  Block first(o->output.size());
  std::memset(o->output.data(), 0x7f, o->output.size());
  ff_op_case c = o->make();
  const ff_status status = checked(ff_run_op(&c));
  if (status != FF_OK)
    return status;
  const bool named = c.kernel[0] != '\0' && std::memchr(c.kernel, 0, sizeof c.kernel) != nullptr;
  expect(named, "the name of the kernel that ran");
  std::memcpy(first.data(), o->output.data(), first.size());
  std::memset(o->output.data(), 0x80, o->output.size());
  c = o->make();
  expect(checked(ff_run_op(&c)) == FF_OK, "an op case that ran to run again");
  const bool same = std::memcmp(first.data(), o->output.data(), first.size()) == 0;
  expect(same, "every element of the output written, the same each time");
  return FF_OK;
}

enum Twist : uint8_t {
  kNone,
  kInputShort,
  kInputLong,
  kInputNull,
  kInputMisaligned,
  kAlias,
  kTokens,
  kStructSize,
  kReserved,
  kWeightSize,
  kOutputSize,
  kCountInputs,
  kCountWeights,
  kPast,
  kTokenId,
  kProgramCut,
  kProgramByte,
  kTwistCount
};

/// One byte of the Program: what comes of it may still be good.
void flip(Block* program, Choices* choices) {
  const uint32_t high = choices->byte(), low = choices->byte();
  program->data()[(high * 256 + low) % program->size()] ^= choices->byte();
}

/// Bends one thing. True when the engine must now refuse.
bool apply(Twist twist, ff_op_case* c, OpBuffers* o, Choices* choices, Block* spare) {
  ff_bytes& input = o->input_table[choices->byte() % o->input_table.size()];
  switch (twist) {
  case kInputShort:
    input.size -= 4;
    return true;
  case kInputLong:
    input.size += choices->range(1, 8);
    return true;
  case kInputNull:
    input.data = nullptr;
    return true;
  case kInputMisaligned:
    *spare = Block(input.size + 1);
    input.data = spare->data() + 1;
    return true;
  case kAlias:
    c->output = static_cast<float*>(const_cast<void*>(input.data));
    return true;
  case kTokens:
    c->n_tokens += choices->range(1, 200);
    return true;
  case kStructSize:
    c->struct_size += choices->range(1, 255);
    return true;
  case kReserved:
    c->reserved = 1;
    return true;
  case kWeightSize:
    if (o->weight_table.empty())
      return false;
    o->weight_table[0].size -= 1;
    return true;
  case kOutputSize:
    c->output_size += choices->range(1, 255);
    return true;
  case kCountInputs:
    c->n_inputs -= 1;
    return true;
  case kCountWeights:
    c->n_weights += 1;
    return true;
  case kPast:
    c->n_past += 1u << choices->range(0, 31);
    return o->past_k.size() != 0;
  case kTokenId:
    std::memset(const_cast<void*>(input.data), choices->byte() | 0x80, 4);
    return false;
  case kProgramCut:
    c->program_size -= choices->range(1, 255) % c->program_size;
    return c->program_size != o->program.size();
  case kProgramByte:
    flip(&o->program, choices);
    return false;
  case kNone:
  case kTwistCount:
    break;
  }
  return false;
}

} // namespace

void run_chosen_op(Choices choices) {
  const auto kind = static_cast<ffp1_kind>(choices.range(FFP1_EMBED, FFP1_ATTENTION));
  const auto twist = static_cast<Twist>(choices.range(0, kTwistCount - 1));
  const uint32_t n_tokens = choices.range(1, kMaxTokens), n_past = choices.range(0, kMaxPositions);
  const bool gentle = choices.flag();
  ProgramBuilder builder;
  build(kind, &choices, &builder);
  Block bytes = builder.bytes();
  ff::Program program;
  expect(decode_program(bytes.data(), bytes.size(), &program).ok(), "a Program made from choices to be accepted");
  OpBuffers buffers = buffers_for(std::move(bytes), program, n_tokens, n_past, choices, gentle);
  if (twist == kNone) {
    expect(run_twice(&buffers) == FF_OK, "an op case made from choices to run");
    reached.op_ok[kind]++;
    return;
  }
  Block spare;
  ff_op_case c = buffers.make();
  const bool must_refuse = apply(twist, &c, &buffers, &choices, &spare);
  const ff_status status = checked(ff_run_op(&c));
  if (must_refuse)
    expect(status != FF_OK, "an op case with a twist to be refused");
  if (status != FF_OK)
    reached.op_refused++;
}

void run_raw_op(const uint8_t* bytes, uint64_t size, const ff::Program& program, Choices choices) {
  Block copy(size);
  std::memcpy(copy.data(), bytes, size);
  const uint32_t n_tokens = choices.range(1, kMaxTokens), n_past = choices.range(0, kMaxPositions);
  OpBuffers buffers = buffers_for(std::move(copy), program, n_tokens, n_past, choices, choices.flag());
  const ff_status status = run_twice(&buffers);
  expect(status == FF_OK || status == FF_E_TYPE, "a checked Program with buffers of its sizes to run or lack a kernel");
  if (status == FF_OK)
    reached.raw_run++;
}

} // namespace ff::fuzz
