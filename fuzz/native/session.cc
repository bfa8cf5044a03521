#include "session.h"

#include <cstring>
#include <memory>
#include <vector>

#include "expect.h"
#include "ff/ff.h"
#include "limits.h"
#include "program_builder.h"

namespace ff::fuzz {

namespace {

/// What the read callback hands out.
struct Host {
  const Choices* choices;
  bool gentle;
  uint32_t fails_at; // weight whose read fails; FFP1_NONE for none
};

int32_t read_weight(void* user, uint32_t weight, uint64_t offset, void* dst, uint64_t size) {
  const Host& host = *static_cast<Host*>(user);
  if (weight == host.fails_at)
    return 1;
  host.choices->fill(dst, size, weight * 7 + offset);
  if (host.gentle)
    make_gentle(dst, size);
  return 0;
}

struct Close {
  void operator()(ff_session* session) const { ff_session_close(session); }
};
using Handle = std::unique_ptr<ff_session, Close>;

/// A decoder of a few numbers: embed, then layers of attention and feed-forward, norm, output.
class TinyLlama {
public:
  explicit TinyLlama(Choices* c)
      : n_layer_(c->range(0, kMaxLayers)), n_kv_(c->range(1, kMaxHeadsKv)), n_head_(n_kv_ * c->range(1, kMaxGroup)),
        head_dim_(2 * c->range(1, 4)), n_ff_(c->flag() ? 32 : c->range(1, kMaxWidth)), n_vocab_(c->range(1, kMaxVocab)),
        type_(choose_type(c)) {}

  Block build() {
    const uint32_t tokens = b_.value(FFP1_INPUT, 1);
    uint32_t x = activation(n_embd());
    const uint32_t table = matrix(n_vocab_, n_embd());
    b_.op(FFP1_EMBED, {tokens}, {table}, x);
    for (uint32_t layer = 0; layer < n_layer_; layer++)
      x = feed_forward(attention(x, layer));
    const uint32_t normed = norm(x);
    b_.op(FFP1_LINEAR, {normed}, {table}, b_.value(FFP1_OUTPUT, n_vocab_));
    return b_.bytes();
  }

  uint32_t n_vocab() const { return n_vocab_; }

private:
  static uint32_t choose_type(Choices* c) {
    constexpr uint32_t kTypes[] = {kTypeF32, kTypeF16, kTypeQ4_1, kTypeQ8_0};
    return c->pick(kTypes);
  }

  uint32_t n_embd() const { return n_head_ * head_dim_; }
  uint32_t activation(uint32_t width) { return b_.value(FFP1_ACTIVATION, width); }

  /// Of the chosen type where whole blocks fit a row, else F32.
  uint32_t matrix(uint32_t rows, uint32_t cols) {
    const bool fits = cols % tensor_type(type_)->block_size == 0;
    return b_.weight(fits ? type_ : uint32_t{kTypeF32}, rows, cols);
  }

  uint32_t linear(uint32_t x, uint32_t rows, uint32_t cols) {
    const uint32_t y = activation(rows);
    b_.op(FFP1_LINEAR, {x}, {matrix(rows, cols)}, y);
    return y;
  }

  uint32_t norm(uint32_t x) {
    const uint32_t y = activation(n_embd());
    b_.op(FFP1_NORM, {x}, {b_.weight(kTypeF32, 1, n_embd())}, y, {0}, {1e-5});
    return y;
  }

  uint32_t add(uint32_t a, uint32_t b) {
    const uint32_t y = activation(n_embd());
    b_.op(FFP1_ADD, {a, b}, {}, y);
    return y;
  }

  uint32_t rope(uint32_t x, uint32_t n_head) {
    const uint32_t y = activation(n_head * head_dim_);
    b_.op(FFP1_ROPE, {x}, {}, y, {0, n_head, head_dim_, head_dim_}, {1e4, 1.0});
    return y;
  }

  uint32_t attention(uint32_t x, uint32_t layer) {
    const uint32_t h = norm(x), n_embd_kv = n_kv_ * head_dim_;
    const uint32_t q = rope(linear(h, n_embd(), n_embd()), n_head_);
    const uint32_t k = rope(linear(h, n_embd_kv, n_embd()), n_kv_);
    const uint32_t v = linear(h, n_embd_kv, n_embd());
    const uint32_t y = activation(n_embd()), cache = b_.cache(n_kv_, head_dim_, layer);
    b_.op(FFP1_ATTENTION, {q, k, v}, {}, y, {n_head_, n_kv_, head_dim_, cache}, {0.25});
    return add(x, linear(y, n_embd(), n_embd()));
  }

  uint32_t feed_forward(uint32_t x) {
    const uint32_t h = norm(x);
    const uint32_t gate = linear(h, n_ff_, n_embd()), up = linear(h, n_ff_, n_embd());
    const uint32_t y = activation(n_ff_);
    b_.op(FFP1_GLU, {gate, up}, {}, y);
    return add(x, linear(y, n_embd(), n_ff_));
  }

  ProgramBuilder b_;
  uint32_t n_layer_, n_kv_, n_head_, head_dim_, n_ff_, n_vocab_, type_;
};

/// A session with what must be true of it.
class Play {
public:
  Play(Handle session, uint32_t n_ctx, uint32_t n_vocab, Choices* choices)
      : session_(std::move(session)), n_ctx_(n_ctx), n_vocab_(n_vocab), choices_(choices) {}

  void run() {
    const uint32_t calls = choices_->range(1, kMaxCalls);
    for (uint32_t i = 0; i < calls; i++)
      call();
  }

private:
  void call() {
    switch (choices_->byte() % 8) {
    case 0:
      return truncate();
    case 1:
      return twisted_step();
    default:
      return good_step();
    }
  }

  void expect_positions() {
    ff_usage usage{};
    usage.struct_size = sizeof usage;
    expect(checked(ff_session_usage(session_.get(), &usage)) == FF_OK, "usage of an open session");
    expect(usage.n_past == n_past_, "the positions that were stepped");
  }

  void truncate() {
    const uint32_t to = choices_->range(0, kMaxPositions + 2);
    const ff_status status = checked(ff_session_truncate(session_.get(), to));
    expect((status == FF_OK) == (to <= n_past_), "truncate to take exactly positions that are there");
    if (status == FF_OK)
      n_past_ = to;
    expect_positions();
  }

  ff_status step(const std::vector<int32_t>& tokens, bool last_only, Block* logits) {
    *logits = Block(uint64_t{last_only ? 1 : tokens.size()} * n_vocab_ * sizeof(float));
    ff_step_args args{};
    args.struct_size = sizeof args;
    args.n_tokens = static_cast<uint32_t>(tokens.size());
    args.tokens = tokens.data();
    args.logits = logits->floats();
    args.logits_size = logits->size() / sizeof(float);
    args.last_only = last_only ? 1 : 0;
    return checked(ff_session_step(session_.get(), &args));
  }

  std::vector<int32_t> choose_tokens() {
    std::vector<int32_t> tokens(choices_->range(1, kMaxTokens));
    for (int32_t& token : tokens)
      token = static_cast<int32_t>(choices_->range(0, n_vocab_ - 1));
    return tokens;
  }

  void good_step() {
    const std::vector<int32_t> tokens = choose_tokens();
    const bool last_only = choices_->flag();
    Block logits, again;
    const ff_status status = step(tokens, last_only, &logits);
    const bool fits = tokens.size() <= n_ctx_ - n_past_;
    expect((status == FF_E_STATE) == !fits, "a step to be refused exactly where the context is full");
    expect(!fits || status == FF_OK || status == FF_E_NONFINITE, "a step of good tokens to run");
    if (status == FF_E_STATE)
      reached.step_refused++;
    if (status == FF_E_NONFINITE)
      reached.step_nonfinite++;
    if (status != FF_OK)
      return expect_positions();
    reached.step_ok++;
    expect(ff_session_truncate(session_.get(), n_past_) == FF_OK, "a step to be taken back");
    expect(step(tokens, last_only, &again) == FF_OK, "a step that ran to run again");
    expect(std::memcmp(logits.data(), again.data(), logits.size()) == 0, "the same bits from the same step");
    n_past_ += static_cast<uint32_t>(tokens.size());
    expect_positions();
  }

  /// One thing wrong with the arguments: refused, and nothing moves.
  void twisted_step() {
    std::vector<int32_t> tokens = choose_tokens();
    Block logits(tokens.size() * n_vocab_ * sizeof(float) + 1);
    ff_step_args args{};
    args.struct_size = sizeof args;
    args.n_tokens = static_cast<uint32_t>(tokens.size());
    args.tokens = tokens.data();
    args.logits = logits.floats();
    args.logits_size = tokens.size() * n_vocab_;
    switch (choices_->byte() % 9) {
    case 0:
      args.struct_size += 1;
      break;
    case 1:
      args.n_tokens = 0;
      break;
    case 2:
      args.tokens = nullptr;
      break;
    case 3:
      args.logits = nullptr;
      break;
    case 4:
      args.logits_size += 1;
      break;
    case 5:
      args.last_only = 2;
      break;
    case 6:
      args.reserved = choices_->range(1, 255);
      break;
    case 7:
      tokens[0] = choices_->flag() ? -1 : static_cast<int32_t>(n_vocab_);
      break;
    case 8:
      args.logits = reinterpret_cast<float*>(logits.data() + 1);
      break;
    }
    expect(checked(ff_session_step(session_.get(), &args)) != FF_OK, "a step with a twist to be refused");
    reached.step_refused++;
    expect_positions();
  }

  Handle session_;
  uint32_t n_ctx_, n_vocab_, n_past_ = 0;
  Choices* choices_;
};

ff_status open(const uint8_t* program, uint64_t size, uint32_t n_ctx, uint32_t n_threads, Host* host, Handle* session) {
  ff_session_options options{};
  options.struct_size = sizeof options;
  options.n_ctx = n_ctx;
  options.n_threads = n_threads;
  options.program = program;
  options.program_size = size;
  options.read_weight = read_weight;
  options.user = host;
  ff_session* opened = nullptr;
  const ff_status status = checked(ff_session_open(&options, &opened));
  expect((status == FF_OK) == (opened != nullptr), "a session exactly where opening it succeeded");
  session->reset(opened);
  return status;
}

} // namespace

void run_chosen_session(Choices choices) {
  // A thread costs more than a step here: one session in sixteen has a second.
  const uint32_t n_threads = choices.range(0, 15) == 15 ? 2 : 1;
  const uint32_t n_ctx = choices.range(1, kMaxPositions);
  const bool gentle = choices.range(0, 7) != 7;
  const bool fails = choices.range(0, 15) == 15;
  TinyLlama model(&choices);
  const Block program = model.build();
  Host host{&choices, gentle, fails ? 0 : FFP1_NONE};
  Handle session;
  const ff_status status = open(program.data(), program.size(), n_ctx, n_threads, &host, &session);
  expect(status == (fails ? FF_E_READ : FF_OK), "a session over a tiny model to open, unless its host fails");
  if (fails)
    reached.read_failed++;
  if (status != FF_OK)
    return;
  reached.session_open++;
  Play(std::move(session), n_ctx, model.n_vocab(), &choices).run();
}

void run_raw_session(const uint8_t* bytes, uint64_t size, const ff::Program& program, Choices choices) {
  const uint32_t n_ctx = choices.range(1, kMaxPositions);
  Host host{&choices, choices.flag(), FFP1_NONE};
  Handle session;
  const ff_status status = open(bytes, size, n_ctx, 1, &host, &session);
  const bool refused = status == FF_E_TYPE || status == FF_E_UNSUPPORTED;
  expect(status == FF_OK || refused, "a checked Program to open or lack a kernel");
  if (status != FF_OK)
    return;
  reached.raw_run++;
  const std::vector<int32_t> tokens(1, 0);
  Block logits(program.values[program.output].width * sizeof(float));
  ff_step_args args{};
  args.struct_size = sizeof args;
  args.n_tokens = 1;
  args.tokens = tokens.data();
  args.logits = logits.floats();
  args.logits_size = logits.size() / sizeof(float);
  const ff_status stepped = checked(ff_session_step(session.get(), &args));
  expect(stepped == FF_OK || stepped == FF_E_NONFINITE, "token 0 to run");
}

} // namespace ff::fuzz
