// The Node addon: opens engine libraries and passes calls through, checking every argument. The only part of the project
// that knows N-API. Its exports are functions over tagged handles; src/native/addon.ts is their typed view.
#include <napi.h>

#include "addon/library.h"
#include "addon/pass.h"
#include "addon/session.h"

namespace {

Napi::Object init(Napi::Env env, Napi::Object exports) {
  using namespace ff::addon;
  exports.Set("openLibrary", Napi::Function::New<open_library>(env, "openLibrary"));
  exports.Set("describe", Napi::Function::New<describe>(env, "describe"));
  exports.Set("programCheck", Napi::Function::New<program_check>(env, "programCheck"));
  exports.Set("runOp", Napi::Function::New<run_op>(env, "runOp"));
  exports.Set("openSession", Napi::Function::New<open_session>(env, "openSession"));
  exports.Set("step", Napi::Function::New<step>(env, "step"));
  exports.Set("trace", Napi::Function::New<trace>(env, "trace"));
  exports.Set("truncate", Napi::Function::New<truncate_session>(env, "truncate"));
  exports.Set("usage", Napi::Function::New<usage>(env, "usage"));
  exports.Set("close", Napi::Function::New<close_session>(env, "close"));
  exports.Set("scanNumbers", Napi::Function::New<scan_numbers>(env, "scanNumbers"));
  exports.Set("startPass", Napi::Function::New<start_pass>(env, "startPass"));
  exports.Set("planPass", Napi::Function::New<plan_pass>(env, "planPass"));
  exports.Set("passPosition", Napi::Function::New<pass_position>(env, "passPosition"));
  exports.Set("stopPass", Napi::Function::New<stop_pass>(env, "stopPass"));
  return exports;
}

}  // namespace

NODE_API_MODULE(ff_addon, init)
