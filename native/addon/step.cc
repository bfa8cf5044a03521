// A step runs on a thread of libuv's pool; JavaScript gets a promise.
#include <cstring>
#include <memory>
#include <new>
#include <vector>

#include "addon/arguments.h"
#include "addon/session.h"

namespace ff::addon {

namespace {

class StepWorker : public Napi::AsyncWorker {
 public:
  StepWorker(Napi::Env env, SessionRef state, std::vector<int32_t> tokens, bool last_only, const Napi::Value& logits,
             uint64_t n_logits)
      : Napi::AsyncWorker(env, "ff_session_step"),
        deferred_(Napi::Promise::Deferred::New(env)),
        state_(std::move(state)),
        session_(state_->session),
        tokens_(std::move(tokens)),
        last_only_(last_only),
        n_logits_(n_logits),
        target_(Napi::Reference<Napi::Value>::New(logits, 1)) {
    state_->busy = true;
  }

  Napi::Promise promise() const { return deferred_.Promise(); }

 protected:
  /// Off the main thread: touches the session, which `busy` keeps for us, and our own memory. The array that JavaScript
  /// passed is filled later, on the main thread, since JavaScript may detach it meanwhile.
  void Execute() override {
    logits_.reset(new (std::nothrow) float[n_logits_]);
    if (logits_ == nullptr) {
      status_ = FF_E_MEMORY;
      message_ = "step: no memory for the logits";
      return;
    }
    ff_step_args args;
    std::memset(&args, 0, sizeof args);
    args.struct_size = sizeof args;
    args.n_tokens = static_cast<uint32_t>(tokens_.size());
    args.tokens = tokens_.data();
    args.logits = logits_.get();
    args.logits_size = n_logits_;
    args.last_only = last_only_ ? 1 : 0;
    status_ = state_->library->session_step(session_, &args);
    if (status_ != FF_OK) message_ = state_->library->last_error();
  }

  void OnOK() override {
    const Napi::HandleScope scope(Env());
    state_->busy = false;
    if (status_ != FF_OK) return deferred_.Reject(make_error(Env(), status_name(status_), message_).Value());
    View view;
    if (!to_view(target_.Value(), napi_float32_array, &view) || view.elements != n_logits_) {
      return deferred_.Reject(
          make_error(Env(), status_name(FF_E_ARGUMENT), "step: the array for the logits changed during the step").Value());
    }
    std::memcpy(view.data, logits_.get(), view.size);
    deferred_.Resolve(Env().Undefined());
  }

  void OnError(const Napi::Error& error) override {
    state_->busy = false;
    deferred_.Reject(error.Value());
  }

 private:
  Napi::Promise::Deferred deferred_;
  SessionRef state_;
  ff_session* session_;
  std::vector<int32_t> tokens_;
  bool last_only_;
  uint64_t n_logits_;
  Napi::Reference<Napi::Value> target_;
  std::unique_ptr<float[]> logits_;
  ff_status status_ = FF_OK;
  std::string message_;
};

}  // namespace

Napi::Value step(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  SessionRef state = idle_session_of(info[0]);
  if (state == nullptr) return {};
  View tokens, logits;
  if (!to_view(info[1], napi_int32_array, &tokens) || tokens.elements > UINT32_MAX) {
    return throw_argument(env, "step: expected tokens as Int32Array");
  }
  if (!info[2].IsBoolean()) return throw_argument(env, "step: expected lastOnly as boolean");
  if (!to_view(info[3], napi_float32_array, &logits)) return throw_argument(env, "step: expected logits as Float32Array");
  std::vector<int32_t> ids(tokens.elements);
  if (!ids.empty()) std::memcpy(ids.data(), tokens.data, tokens.size);
  const bool last_only = info[2].As<Napi::Boolean>().Value();
  // AsyncWorker owns and deletes itself after OnOK or OnError.
  auto* worker = new StepWorker(env, std::move(state), std::move(ids), last_only, info[3], logits.elements);
  const Napi::Promise promise = worker->promise();
  worker->Queue();
  return promise;
}

}  // namespace ff::addon
