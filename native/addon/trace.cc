// A traced step runs on the main thread: its observer is JavaScript, and sees each op's output before the next op runs.
#include <cstring>
#include <vector>

#include "addon/arguments.h"
#include "addon/session.h"

namespace ff::addon {

namespace {

struct Observer {
  napi_env env;
  napi_value sink;
  SessionState* state;
  bool failed = false;
};

/// False where JavaScript could not be given its copy, or threw.
bool observe(const Observer& observer, uint32_t op, const float* output, uint64_t n_elements) {
  const napi_env env = observer.env;
  const Napi::HandleScope scope(env);
  napi_value number = nullptr;
  napi_value const copy = new_array(env, "Float32Array", n_elements);
  if (copy == nullptr || napi_create_uint32(env, op, &number) != napi_ok)
    return false;
  View view;
  if (!to_view(Napi::Value(env, copy), napi_float32_array, &view) || view.elements != n_elements)
    return false;
  std::memcpy(view.data, output, view.size);
  return call(env, observer.sink, {number, copy});
}

/// Once the sink has failed it is not called again, and the step ends.
void on_op(void* user, uint32_t op, const float* output, uint64_t n_elements) {
  auto* observer = static_cast<Observer*>(user);
  if (observer->failed || observe(*observer, op, output, n_elements))
    return;
  observer->failed = true;
  observer->state->library->session_stop(observer->state->session);
}

uint32_t past_of(const SessionState& state) {
  ff_usage usage;
  std::memset(&usage, 0, sizeof usage);
  usage.struct_size = sizeof usage;
  return state.library->session_usage(state.session, &usage) == FF_OK ? usage.n_past : 0;
}

} // namespace

Napi::Value trace(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const SessionRef state = idle_session_of(info[0]);
  if (state == nullptr)
    return {};
  View tokens;
  if (!to_view(info[1], napi_int32_array, &tokens) || tokens.elements > UINT32_MAX) {
    return throw_argument(env, "trace: expected tokens as Int32Array");
  }
  if (!info[2].IsFunction())
    return throw_argument(env, "trace: expected a function that takes each op's output");
  std::vector<int32_t> ids(tokens.elements); // a copy: the sink could detach the array
  if (!ids.empty())
    std::memcpy(ids.data(), tokens.data, tokens.size);
  Observer observer{env, info[2], state.get()};
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
  if (observer.failed) {
    state->library->session_truncate(state->session, past); // as if the step had not been
    if (env.IsExceptionPending())
      return {};
    return throw_error(env, status_name(FF_E_STATE), "trace: expected a sink that can be called, found none");
  }
  if (status != FF_OK)
    return throw_status(env, *state->library, status);
  return env.Undefined();
}

} // namespace ff::addon
