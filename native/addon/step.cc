// A step runs on a thread of its own; JavaScript gets a promise.
#include <cstring>
#include <memory>
#include <new>
#include <vector>

#include "addon/arguments.h"
#include "addon/job.h"
#include "addon/session.h"

namespace ff::addon {

namespace {

class StepJob : public Job {
public:
  StepJob(SessionRef state, std::vector<int32_t> tokens, bool last_only, const Napi::Value& logits, uint64_t n_logits)
      : state_(std::move(state)), tokens_(std::move(tokens)), last_only_(last_only), n_logits_(n_logits),
        target_(Napi::Reference<Napi::Value>::New(logits, 1)) {
    state_->busy = true;
  }
  ~StepJob() override { state_->busy = false; }

  /// Touches the session, which `busy` keeps for us, and our own memory. The array that JavaScript passed is filled
  /// later, on its thread, since JavaScript may detach it meanwhile.
  Outcome run() override {
    logits_.reset(new (std::nothrow) float[n_logits_]);
    if (logits_ == nullptr)
      return {FF_E_MEMORY, "step: no memory for the logits"};
    ff_step_args args;
    std::memset(&args, 0, sizeof args);
    args.struct_size = sizeof args;
    args.n_tokens = static_cast<uint32_t>(tokens_.size());
    args.tokens = tokens_.data();
    args.logits = logits_.get();
    args.logits_size = n_logits_;
    args.last_only = last_only_ ? 1 : 0;
    const ff_status status = state_->library->session_step(state_->session, &args);
    if (status == FF_OK)
      return {};
    message_ = state_->library->last_error(); // of this thread
    return {status, message_.c_str()};
  }

  /// A stop that comes before the step has begun is kept by the session, and meant for that step.
  void stop() noexcept override { state_->library->session_stop(state_->session); }

  void settle(napi_env env, napi_deferred deferred, const Outcome& outcome) override {
    state_->busy = false;
    if (outcome.status != FF_OK)
      return reject(env, deferred, outcome);
    View view;
    if (!to_view(target_.Value(), napi_float32_array, &view) || view.elements != n_logits_) {
      return reject(env, deferred, {FF_E_ARGUMENT, "step: the array for the logits changed during the step"});
    }
    if (view.size != 0)
      std::memcpy(view.data, logits_.get(), view.size);
    napi_value undefined = nullptr;
    if (napi_get_undefined(env, &undefined) == napi_ok)
      napi_resolve_deferred(env, deferred, undefined);
  }

private:
  SessionRef state_;
  std::vector<int32_t> tokens_;
  bool last_only_;
  uint64_t n_logits_;
  Napi::Reference<Napi::Value> target_;
  std::unique_ptr<float[]> logits_;
  std::string message_;
};

} // namespace

Napi::Value step(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  SessionRef state = idle_session_of(info[0]);
  if (state == nullptr)
    return {};
  View tokens, logits;
  if (!to_view(info[1], napi_int32_array, &tokens) || tokens.elements > UINT32_MAX) {
    return throw_argument(env, "step: expected tokens as Int32Array");
  }
  if (!info[2].IsBoolean())
    return throw_argument(env, "step: expected lastOnly as boolean");
  if (!to_view(info[3], napi_float32_array, &logits))
    return throw_argument(env, "step: expected logits as Float32Array");
  std::vector<int32_t> ids(tokens.elements);
  if (!ids.empty())
    std::memcpy(ids.data(), tokens.data, tokens.size);
  const bool last_only = info[2].As<Napi::Boolean>().Value();
  auto job = std::make_shared<StepJob>(std::move(state), std::move(ids), last_only, info[3], logits.elements);
  return {env, start_job(env, std::move(job), Hold::kFromStart)};
}

} // namespace ff::addon
