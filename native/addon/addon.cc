// The Node addon: opens engine libraries and passes calls through, checking every argument. The only part of the
// project that knows N-API. Its exports are functions over tagged handles; src/native/addon.ts is their typed view.
#include <napi.h>

#include "addon/fence.h"
#include "addon/job.h"
#include "addon/library.h"
#include "addon/pass.h"
#include "addon/session.h"

namespace {

/// A function as JavaScript sees it.
struct Export {
  const char* name;
  napi_callback call;
};

constexpr Export kExports[] = {
    {"openLibrary", ff::addon::fenced<ff::addon::open_library>},
#if defined(FF_FAILING_NEW)
    {"failAfter", ff::addon::fenced<ff::addon::fail_after>},
#endif
    {"describe", ff::addon::fenced<ff::addon::describe>},
    {"programCheck", ff::addon::fenced<ff::addon::program_check>},
    {"runOp", ff::addon::fenced<ff::addon::run_op>},
    {"openSession", ff::addon::fenced<ff::addon::open_session>},
    {"step", ff::addon::fenced<ff::addon::step>},
    {"trace", ff::addon::fenced<ff::addon::trace>},
    {"truncate", ff::addon::fenced<ff::addon::truncate_session>},
    {"usage", ff::addon::fenced<ff::addon::usage>},
    {"close", ff::addon::fenced<ff::addon::close_session>},
    {"scanNumbers", ff::addon::fenced<ff::addon::scan_numbers>},
    {"startPass", ff::addon::fenced<ff::addon::start_pass>},
    {"planPass", ff::addon::fenced<ff::addon::plan_pass>},
    {"passPosition", ff::addon::fenced<ff::addon::pass_position>},
    {"stopPass", ff::addon::fenced<ff::addon::stop_pass>},
};

bool add_export(napi_env env, napi_value exports, const Export& each) {
  napi_value function = nullptr;
  return napi_create_function(env, each.name, NAPI_AUTO_LENGTH, each.call, nullptr, &function) == napi_ok &&
         napi_set_named_property(env, exports, each.name, function) == napi_ok;
}

/// What fails leaves an exception, which `require` throws.
Napi::Object init(Napi::Env env, Napi::Object exports) {
  if (!ff::addon::prepare_jobs(env))
    return exports;
  for (const Export& each : kExports) {
    if (!add_export(env, exports, each))
      break;
  }
  return exports;
}

} // namespace

NODE_API_MODULE(ff_addon, init)
