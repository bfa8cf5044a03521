#include "cpu/session.h"

#include <algorithm>
#include <bit>

namespace ff::cpu {

namespace {

/// True when no element is NaN or infinite. Integer compares: about 10 µs for the logits of 50,000 entries, and less
/// than 1 % of a step for all of its ops, so that every op is looked at and the first culprit is known.
bool all_finite(const float* values, uint64_t n) {
  uint32_t bad = 0;
  for (uint64_t i = 0; i < n; i++)
    bad |= (std::bit_cast<uint32_t>(values[i]) & 0x7f800000u) == 0x7f800000u ? 1u : 0u;
  return bad == 0;
}

/// Holds the session for one call: a callback that calls back in is refused.
class Hold {
public:
  explicit Hold(std::atomic<bool>* busy) : busy_(busy), held_(!busy->exchange(true, std::memory_order_acquire)) {}
  ~Hold() {
    if (held_)
      busy_->store(false, std::memory_order_release);
  }
  Hold(const Hold&) = delete;
  Hold& operator=(const Hold&) = delete;
  bool held() const { return held_; }

private:
  std::atomic<bool>* busy_;
  bool held_;
};

} // namespace

/// A piece of a step: tokens that go through the ops together.
struct Session::Chunk {
  const int32_t* tokens;
  uint32_t n_tokens;
  uint32_t n_past;
  const Workspace* workspace; // null: the session's own, at the addresses already planned
  float* logits;              // rows of the output op; null: skip it
  bool last_row;              // the output op runs for the last token only
  ff_on_op on_op;
  void* user;
};

Status Session::check_logits(const ff_step_args& args) const {
  const uint64_t n_vocab = program_.values[program_.output].width;
  const uint64_t rows = args.last_only != 0 ? 1 : args.n_tokens;
  if (args.logits == nullptr) {
    if (args.on_op == nullptr)
      return fail(FF_E_ARGUMENT, "step: expected logits or on_op, found neither");
    if (args.logits_size != 0)
      return fail(FF_E_EXTENT, "step: expected logits_size 0 without logits");
    return {};
  }
  if (args.logits_size != rows * n_vocab) {
    return fail(FF_E_EXTENT, "step: expected %llu logits, found room for %llu",
                static_cast<unsigned long long>(rows * n_vocab), static_cast<unsigned long long>(args.logits_size));
  }
  if (reinterpret_cast<uintptr_t>(args.logits) % alignof(float) != 0) {
    return fail(FF_E_ALIGNMENT, "step: expected logits at a multiple of 4");
  }
  return {};
}

Status Session::check_step(const ff_step_args& args) const {
  if (args.reserved != 0 || args.last_only > 1 || (args.last_only != 0 && args.on_op != nullptr)) {
    return fail(FF_E_ARGUMENT, "step: expected reserved 0 and last_only 0 or 1, and 0 with on_op");
  }
  if (args.n_tokens == 0)
    return fail(FF_E_STATE, "step: expected at least one token, found none");
  if (args.tokens == nullptr)
    return fail(FF_E_ARGUMENT, "step: expected tokens, found null");
  if (args.n_tokens > n_ctx_ - n_past_) {
    return fail(FF_E_STATE, "step: expected at most %u tokens (%u of %u positions taken), found %u", n_ctx_ - n_past_,
                n_past_, n_ctx_, args.n_tokens);
  }
  FF_TRY(check_logits(args));
  for (uint32_t t = 0; t < args.n_tokens; t++) {
    if (args.tokens[t] < 0 || static_cast<uint32_t>(args.tokens[t]) >= n_vocab_in_) {
      return fail(FF_E_TOKEN, "token %u: expected an id from 0 to %u, found %d", t, n_vocab_in_ - 1, args.tokens[t]);
    }
  }
  return {};
}

Status Session::step(const ff_step_args& args) {
  const Hold hold(&busy_);
  if (!hold.held())
    return fail(FF_E_STATE, "step: the session is in another call");
  FF_TRY(check_step(args));
  first_non_finite_.reset();
  logits_finite_ = true;
  const Status ran = args.on_op != nullptr ? run_traced(args) : run_chunks(args);
  // Not where the step begins: a stop that came just before it is meant for it.
  if (stopped_.exchange(false, std::memory_order_relaxed))
    return fail(FF_E_STATE, "step: stopped");
  FF_TRY(ran);
  FF_TRY(check_finite());
  n_past_ += args.n_tokens;
  return {};
}

void Session::stop() { stopped_.store(true, std::memory_order_relaxed); }

Status Session::check_finite() const {
  if (logits_finite_)
    return {};
  const uint32_t op = first_non_finite_.value_or(0);
  return fail(FF_E_NONFINITE, "step: a logit is NaN or infinite; first seen after op %u (%s)", op,
              kind_name(program_.ops[op].kind));
}

Status Session::run_chunks(const ff_step_args& args) {
  const uint64_t n_vocab = program_.values[program_.output].width;
  for (uint32_t at = 0; at < args.n_tokens; at += workspace_.capacity()) {
    const uint32_t n = std::min(workspace_.capacity(), args.n_tokens - at);
    const bool last = at + n == args.n_tokens;
    Chunk chunk{args.tokens + at, n, n_past_ + at, nullptr, nullptr, args.last_only != 0, nullptr, nullptr};
    if (args.last_only == 0)
      chunk.logits = args.logits + at * n_vocab;
    if (args.last_only != 0 && last)
      chunk.logits = args.logits;
    run_chunk(chunk);
    if (stopped_.load(std::memory_order_relaxed))
      break;
  }
  return {};
}

/// All tokens at once, so that the observer sees each op's whole output: in memory of its own, for this call.
Status Session::run_traced(const ff_step_args& args) {
  Workspace workspace;
  Buffer logits;
  FF_TRY(workspace.allocate(slots_, args.n_tokens));
  if (args.logits == nullptr) {
    const uint64_t n_vocab = program_.values[program_.output].width;
    FF_TRY(logits.allocate("logits", n_vocab * args.n_tokens * sizeof(float)));
  }
  float* out = args.logits != nullptr ? args.logits : logits.floats();
  run_chunk({args.tokens, args.n_tokens, n_past_, &workspace, out, false, args.on_op, args.user});
  return {};
}

void Session::run_chunk(const Chunk& chunk) {
  for (const Planned& planned : ops_) {
    if (stopped_.load(std::memory_order_relaxed))
      return;
    run_op(planned, chunk);
  }
}

/// The operands for this chunk. With last_row, the output op sees the last row of its inputs, at that row's position:
/// every kind that may write the output works row by row.
OpArgs Session::bind(const Planned& planned, const Chunk& chunk, float* output) const {
  OpArgs args = planned.args;
  const bool is_output = planned.args.op->output == program_.output;
  const uint32_t first = is_output && chunk.last_row ? chunk.n_tokens - 1 : 0;
  args.n_tokens = chunk.n_tokens - first;
  args.n_past = chunk.n_past + first;
  args.tokens = chunk.tokens + first;
  for (uint32_t i = 0; i < args.op->n_inputs; i++) {
    const uint32_t slot = slots_.slot_of[args.op->inputs[i]];
    if (slot == FFP1_NONE)
      continue;
    const float* base = chunk.workspace != nullptr ? chunk.workspace->slot(slot) : planned.args.inputs[i];
    args.inputs[i] = base + uint64_t{first} * args.in_width[i];
  }
  args.output = output;
  return args;
}

void Session::run_op(const Planned& planned, const Chunk& chunk) {
  float* output = planned.args.output;
  const uint32_t value = planned.args.op->output;
  const bool is_output = value == program_.output;
  if (is_output) {
    output = chunk.logits;
  } else if (chunk.workspace != nullptr) {
    output = chunk.workspace->slot(slots_.slot_of[value]);
  }
  if (output == nullptr)
    return;
  const OpArgs args = bind(planned, chunk, output);
  planned.kernel->run({*isa_, *pool_, thread_scratch_.floats(), scratch_stride_}, args);
  const uint64_t n = uint64_t{args.n_tokens} * args.out_width;
  const auto index = static_cast<uint32_t>(&planned - ops_.data());
  if (!all_finite(output, n)) {
    if (!first_non_finite_)
      first_non_finite_ = index;
    if (is_output)
      logits_finite_ = false;
  }
  if (chunk.on_op != nullptr)
    chunk.on_op(chunk.user, index, output, n);
}

Status Session::truncate(uint32_t n_past) {
  const Hold hold(&busy_);
  if (!hold.held())
    return fail(FF_E_STATE, "truncate: the session is in another call");
  if (n_past > n_past_) {
    return fail(FF_E_STATE, "truncate: expected at most %u positions, found %u", n_past_, n_past);
  }
  n_past_ = n_past;
  return {};
}

Status Session::usage(ff_usage* usage) const {
  if (usage == nullptr || usage->struct_size != sizeof *usage) {
    return fail(FF_E_ARGUMENT, "usage: expected a struct of %zu bytes", sizeof *usage);
  }
  usage->n_past = n_past_;
  usage->weight_bytes = 0;
  usage->cache_bytes = 0;
  for (const Buffer& weight : weights_)
    usage->weight_bytes += weight.size();
  for (const Buffer& cache : cache_k_)
    usage->cache_bytes += 2 * cache.size();
  usage->scratch_bytes = workspace_.bytes() + thread_scratch_.size();
  return {};
}

} // namespace ff::cpu
