#include "addon/library.h"

#include <dlfcn.h>

#include <atomic>

#include "addon/arguments.h"

namespace ff::addon {

namespace {

constexpr napi_type_tag kLibraryTag = {0x6c69627261727931ull, 0xff5e55edc0de0001ull};

template <typename F> bool find(void* handle, const char* name, F* function) {
  *function = reinterpret_cast<F>(dlsym(handle, name));
  return *function != nullptr;
}

/// Fills the table. Returns the name of the first function that is missing, or null.
const char* find_all(void* handle, Library* l) {
  if (!find(handle, "ff_describe", &l->describe))
    return "ff_describe";
  if (!find(handle, "ff_last_error", &l->last_error))
    return "ff_last_error";
  if (!find(handle, "ff_program_check", &l->program_check))
    return "ff_program_check";
  if (!find(handle, "ff_session_open", &l->session_open))
    return "ff_session_open";
  if (!find(handle, "ff_session_step", &l->session_step))
    return "ff_session_step";
  if (!find(handle, "ff_session_stop", &l->session_stop))
    return "ff_session_stop";
  if (!find(handle, "ff_session_truncate", &l->session_truncate))
    return "ff_session_truncate";
  if (!find(handle, "ff_session_usage", &l->session_usage))
    return "ff_session_usage";
  if (!find(handle, "ff_session_close", &l->session_close))
    return "ff_session_close";
  if (!find(handle, "ff_run_op", &l->run_op))
    return "ff_run_op";
  return nullptr;
}

#if defined(FF_FAILING_NEW)
/// Test builds: what counts down in the addon counts down in the engine.
extern "C" std::atomic<int64_t>* ff_own_countdown();

void share_countdown(void* handle) {
  void (*share)(std::atomic<int64_t>*) = nullptr;
  if (find(handle, "ff_share_countdown", &share))
    share(ff_own_countdown());
}
#endif

/// The version first: another version's functions are not looked at.
Napi::Value fill(Napi::Env env, void* handle, Library* library) {
  if (!find(handle, "ff_abi_version", &library->abi_version)) {
    return throw_error(env, kLibraryAbi, "expected a library that exports ff_abi_version");
  }
  if (const uint32_t version = library->abi_version(); version != FF_ABI_VERSION) {
    return throw_error(env, kLibraryAbi,
                       "expected ABI version " + std::to_string(FF_ABI_VERSION) + ", found " + std::to_string(version));
  }
  if (const char* missing = find_all(handle, library)) {
    return throw_error(env, kLibraryAbi, std::string("expected a library that exports ") + missing);
  }
  return {};
}

} // namespace

LibraryRef library_of(const Napi::Value& handle) {
  const auto* library = unwrap_tagged<LibraryRef>(handle, kLibraryTag);
  if (library != nullptr)
    return *library;
  throw_argument(handle.Env(), "expected a handle from openLibrary");
  return nullptr;
}

Napi::Value throw_status(Napi::Env env, const Library& library, ff_status status) {
  return throw_error(env, status_name(status), library.last_error());
}

Napi::Value open_library(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  if (!info[0].IsString())
    return throw_argument(env, "openLibrary: expected a path");
  const std::string path = info[0].As<Napi::String>().Utf8Value();
  // A bare name would be looked for in the system's search path; a NUL would cut the path short.
  if (path.empty() || path[0] != '/' || path.find('\0') != std::string::npos) {
    return throw_argument(env, "openLibrary: expected an absolute path");
  }
  void* handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) {
    const char* reason = dlerror();
    return throw_error(env, kLibraryOpen, reason != nullptr ? reason : path);
  }
#if defined(FF_FAILING_NEW)
  share_countdown(handle);
#endif
  Library library;
  fill(env, handle, &library);
  if (env.IsExceptionPending())
    return {};
  return wrap_tagged(env, kLibraryTag, std::make_unique<LibraryRef>(std::make_shared<const Library>(library)));
}

#if defined(FF_FAILING_NEW)
/// Test builds: failAfter(n): all allocations but the next n fail; negative: none.
Napi::Value fail_after(const Napi::CallbackInfo& info) {
  ff_own_countdown()->store(info[0].As<Napi::Number>().Int64Value());
  return info.Env().Undefined();
}
#endif

Napi::Value describe(const Napi::CallbackInfo& info) {
  const LibraryRef library = library_of(info[0]);
  if (library == nullptr)
    return {};
  return Napi::String::New(info.Env(), library->describe());
}

Napi::Value program_check(const Napi::CallbackInfo& info) {
  const LibraryRef library = library_of(info[0]);
  if (library == nullptr)
    return {};
  View program;
  if (!to_view(info[1], napi_uint8_array, &program)) {
    return throw_argument(info.Env(), "programCheck: expected a Uint8Array");
  }
  const ff_status status = library->program_check(program.data, program.size);
  if (status != FF_OK)
    return throw_status(info.Env(), *library, status);
  return info.Env().Undefined();
}

} // namespace ff::addon
