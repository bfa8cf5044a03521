// A traced step runs on the main thread: its observer is JavaScript, and sees each op's output before the next op runs.
#include <cstring>
#include <vector>

#include "addon/arguments.h"
#include "addon/session.h"

namespace ff::addon {

namespace {

struct Observer {
  Napi::Env env;
  Napi::Function sink;
};

/// Gives JavaScript a copy. Once the sink has thrown it is not called again.
void on_op(void* user, uint32_t op, const float* output, uint64_t n_elements) {
  const auto* observer = static_cast<const Observer*>(user);
  const Napi::Env env = observer->env;
  if (env.IsExceptionPending()) return;
  const Napi::HandleScope scope(env);
  Napi::Float32Array copy = Napi::Float32Array::New(env, n_elements);
  if (env.IsExceptionPending()) return;
  std::memcpy(copy.Data(), output, n_elements * sizeof(float));
  observer->sink.Call({Napi::Number::New(env, op), copy});
}

uint32_t past_of(const SessionState& state) {
  ff_usage usage;
  std::memset(&usage, 0, sizeof usage);
  usage.struct_size = sizeof usage;
  return state.library->session_usage(state.session, &usage) == FF_OK ? usage.n_past : 0;
}

}  // namespace

Napi::Value trace(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const SessionRef state = idle_session_of(info[0]);
  if (state == nullptr) return {};
  View tokens;
  if (!to_view(info[1], napi_int32_array, &tokens) || tokens.elements > UINT32_MAX) {
    return throw_argument(env, "trace: expected tokens as Int32Array");
  }
  if (!info[2].IsFunction()) return throw_argument(env, "trace: expected a function that takes each op's output");
  std::vector<int32_t> ids(tokens.elements);  // a copy: the sink could detach the array
  if (!ids.empty()) std::memcpy(ids.data(), tokens.data, tokens.size);
  Observer observer{env, info[2].As<Napi::Function>()};
  ff_step_args args;
  std::memset(&args, 0, sizeof args);
  args.struct_size = sizeof args;
  args.n_tokens = static_cast<uint32_t>(ids.size());
  args.tokens = ids.data();
  args.on_op = on_op;
  args.user = &observer;
  const uint32_t past = past_of(*state);
  state->busy = true;
  const ff_status status = state->library->session_step(state->session, &args);
  state->busy = false;
  if (env.IsExceptionPending()) {
    state->library->session_truncate(state->session, past);  // as if the step had not been
    return {};
  }
  if (status != FF_OK) return throw_status(env, *state->library, status);
  return env.Undefined();
}

}  // namespace ff::addon
