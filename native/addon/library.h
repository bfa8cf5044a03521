// An engine's library: opened by path, its ABI version checked, its functions looked up.
#ifndef FF_ADDON_LIBRARY_H
#define FF_ADDON_LIBRARY_H

#include <napi.h>

#include <memory>
#include <string>

#include "ff/ff.h"

namespace ff::addon {

/// The functions of ff.h in one library. The library stays loaded for the life of the process: worker threads and
/// thread-local destructors may still be inside it when the last handle goes.
struct Library {
  decltype(&ff_abi_version) abi_version = nullptr;
  decltype(&ff_describe) describe = nullptr;
  decltype(&ff_last_error) last_error = nullptr;
  decltype(&ff_program_check) program_check = nullptr;
  decltype(&ff_session_open) session_open = nullptr;
  decltype(&ff_session_step) session_step = nullptr;
  decltype(&ff_session_stop) session_stop = nullptr;
  decltype(&ff_session_truncate) session_truncate = nullptr;
  decltype(&ff_session_usage) session_usage = nullptr;
  decltype(&ff_session_close) session_close = nullptr;
  decltype(&ff_run_op) run_op = nullptr;
};

using LibraryRef = std::shared_ptr<const Library>;

/// The library behind a handle; null, with an exception pending, for anything else.
LibraryRef library_of(const Napi::Value& handle);

/// Throws in JavaScript what the library's last call in this thread failed with.
Napi::Value throw_status(Napi::Env env, const Library& library, ff_status status);

/// openLibrary(path): handle. Throws FF_LIBRARY_OPEN, FF_LIBRARY_ABI.
Napi::Value open_library(const Napi::CallbackInfo& info);
#if defined(FF_FAILING_NEW)
Napi::Value fail_after(const Napi::CallbackInfo& info);
#endif
/// describe(library): the capabilities as JSON.
Napi::Value describe(const Napi::CallbackInfo& info);
/// programCheck(library, program: Uint8Array). Throws FF_E_PROGRAM and others.
Napi::Value program_check(const Napi::CallbackInfo& info);
/// runOp(library, program, nTokens, nPast, inputs, weights, pastK, pastV, output): the kernel that ran. `inputs` are
/// Float32Array or Int32Array, `weights` Uint8Array, the others Float32Array; the result is written to `output`.
Napi::Value run_op(const Napi::CallbackInfo& info);

} // namespace ff::addon

#endif
