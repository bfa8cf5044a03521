// Opening a session: everything is checked here, once.
#include <algorithm>

#include "common/attrs.h"
#include "common/checked.h"
#include "common/limits.h"
#include "cpu/session.h"

namespace ff::cpu {

namespace {

/// Tokens that the working memory holds; longer steps run in pieces. Beyond about 100 a panel of weights is dequantised
/// rarely enough not to matter.
constexpr uint32_t kBatch = 128;

/// Bytes asked of the host at a time.
constexpr uint64_t kReadChunk = 1u << 20;

Status check_options(const ff_session_options& options) {
  if (options.reserved != 0)
    return fail(FF_E_ARGUMENT, "session: expected reserved to be 0, found %u", options.reserved);
  if (options.n_ctx == 0 || options.n_ctx > kMaxContext) {
    return fail(FF_E_ARGUMENT, "session: expected n_ctx from 1 to %u, found %u", kMaxContext, options.n_ctx);
  }
  if (options.n_threads > kMaxThreads) {
    return fail(FF_E_ARGUMENT, "session: expected at most %u threads, found %u", kMaxThreads, options.n_threads);
  }
  if (options.read_weight == nullptr)
    return fail(FF_E_ARGUMENT, "session: expected a read_weight callback, found null");
  return {};
}

uint32_t thread_count(uint32_t asked) {
  const uint32_t n = asked != 0 ? asked : std::thread::hardware_concurrency();
  return std::clamp(n, 1u, kMaxThreads);
}

/// The smallest table: a token id must be a row of each.
uint32_t embed_rows(const Program& program) {
  uint32_t rows = kMaxWidth;
  for (const ffp1_op& op : program.ops) {
    if (op.kind == FFP1_EMBED)
      rows = std::min(rows, program.weights[op.weights[0]].rows);
  }
  return rows;
}

Status read_weight(const ff_session_options& options, uint32_t index, const Buffer& into) {
  for (uint64_t at = 0; at < into.size(); at += kReadChunk) {
    const uint64_t n = std::min(kReadChunk, into.size() - at);
    if (const int32_t failed = options.read_weight(options.user, index, at, into.data() + at, n); failed != 0) {
      return fail(FF_E_READ, "weight %u: the host failed (%d) to read %llu bytes at %llu", index, failed,
                  static_cast<unsigned long long>(n), static_cast<unsigned long long>(at));
    }
  }
  return {};
}

} // namespace

Status Session::open(const ff_session_options& options) {
  FF_TRY(check_options(options));
  FF_TRY(decode_program(options.program, options.program_size, &program_));
  FF_TRY(check_session_program(program_));
  isa_ = &best_isa();
  n_ctx_ = options.n_ctx;
  n_vocab_in_ = embed_rows(program_);
  return load(options);
}

/// Kernels before weights: an unsupported type is refused before a byte of it is read.
Status Session::load(const ff_session_options& options) {
  for (const ffp1_op& op : program_.ops) {
    const Kernel* kernel = nullptr;
    FF_TRY(find_kernel(program_, op, &kernel));
    if (op.kind == FFP1_ATTENTION && op.output == program_.output) {
      return fail(FF_E_UNSUPPORTED, "session: expected logits from another op than attention");
    }
  }
  pool_ = std::make_unique<ThreadPool>(thread_count(options.n_threads), &stopped_);
  scratch_stride_ = scratch_floats(program_, n_ctx_);
  FF_TRY(thread_scratch_.allocate("scratch", scratch_stride_ * pool_->size() * sizeof(float)));
  slots_ = plan_slots(program_);
  FF_TRY(workspace_.allocate(slots_, std::min(n_ctx_, kBatch)));
  FF_TRY(allocate_caches());
  FF_TRY(read_weights(options));
  return plan_ops();
}

/// Allocates each weight just before it is read: a Program that claims more than its host has fails at the first lie.
Status Session::read_weights(const ff_session_options& options) {
  weights_.resize(program_.weights.size());
  for (uint32_t i = 0; i < weights_.size(); i++) {
    FF_TRY(weights_[i].allocate("weight", program_.weights[i].bytes));
    FF_TRY(read_weight(options, i, weights_[i]));
  }
  return {};
}

Status Session::allocate_caches() {
  cache_k_.resize(program_.caches.size());
  cache_v_.resize(program_.caches.size());
  for (size_t i = 0; i < program_.caches.size(); i++) {
    const ffp1_cache& cache = program_.caches[i];
    // Three factors of at most 2^24, 2^14 and 2^14, and 4 bytes: below 2^54.
    const uint64_t bytes = uint64_t{n_ctx_} * cache.n_head_kv * cache.head_dim * sizeof(float);
    FF_TRY(cache_k_[i].allocate("key cache", bytes));
    FF_TRY(cache_v_[i].allocate("value cache", bytes));
  }
  return {};
}

Status Session::plan_ops() {
  ops_.reserve(program_.ops.size());
  for (const ffp1_op& op : program_.ops)
    FF_TRY(plan_op(op));
  return {};
}

Status Session::plan_op(const ffp1_op& op) {
  Planned planned;
  FF_TRY(find_kernel(program_, op, &planned.kernel));
  OpArgs& args = planned.args;
  args.op = &op;
  args.out_width = program_.values[op.output].width;
  if (slots_.slot_of[op.output] != FFP1_NONE)
    args.output = workspace_.slot(slots_.slot_of[op.output]);
  for (uint32_t i = 0; i < op.n_inputs; i++) {
    args.in_width[i] = program_.values[op.inputs[i]].width;
    if (slots_.slot_of[op.inputs[i]] != FFP1_NONE)
      args.inputs[i] = workspace_.slot(slots_.slot_of[op.inputs[i]]);
  }
  for (uint32_t i = 0; i < op.n_weights; i++) {
    args.weights[i] = weight_over(program_.weights[op.weights[i]], weights_[op.weights[i]].data());
  }
  if (op.kind == FFP1_ROPE) {
    planned.frequencies.resize(rope_attrs(op).n_rot / 2);
    rope_frequencies(op, op.n_weights != 0 ? args.weights[0].floats() : nullptr, planned.frequencies.data());
    args.frequencies = planned.frequencies.data(); // a move of the vector keeps its storage
  }
  point_at_caches(op, &args);
  ops_.push_back(std::move(planned));
  return {};
}

void Session::point_at_caches(const ffp1_op& op, OpArgs* args) const {
  if (op.kind != FFP1_ATTENTION)
    return;
  const uint32_t cache = attention_attrs(op).cache;
  args->cache_k = cache_k_[cache].floats();
  args->cache_v = cache_v_[cache].floats();
}

} // namespace ff::cpu
