// Arguments from JavaScript, checked; failures to JavaScript, as Errors with a `code`. Nothing here trusts its caller.
//
// A getter may run JavaScript, which may detach a buffer. So every function of the addon first takes all the values
// that it needs, and only then asks for addresses; no JavaScript runs between that and their last use.
#ifndef FF_ADDON_ARGUMENTS_H
#define FF_ADDON_ARGUMENTS_H

#include <napi.h>

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>

#include "addon/job.h"
#include "ff/ff.h"

namespace ff::addon {

/// `FF_E_EXTENT` for FF_E_EXTENT, …: the `code` of the Error. src/native/status.ts maps it further.
const char* status_name(ff_status status);

inline constexpr const char* kBusy = "FF_SESSION_BUSY";
inline constexpr const char* kClosed = "FF_SESSION_CLOSED";
inline constexpr const char* kLibraryOpen = "FF_LIBRARY_OPEN";
inline constexpr const char* kLibraryAbi = "FF_LIBRARY_ABI";

/// An Error with that message and `code`; null where the environment makes no more.
napi_value make_error(napi_env env, const char* code, const char* message);

/// Rejects a promise with an Error of the outcome's status and message. What fails is ignored: nobody awaits it then.
void reject(napi_env env, napi_deferred deferred, const Outcome& outcome);

/// Leaves an exception pending; returns an empty value for the caller to return.
Napi::Value throw_error(Napi::Env env, const char* code, const std::string& message);

/// As throw_error with FF_E_ARGUMENT, unless an exception is pending already.
Napi::Value throw_argument(Napi::Env env, const std::string& message);

/// True, and the number, for an integer in [0, 2^32).
bool to_uint32(const Napi::Value& value, uint32_t* number);

/// Bytes of a typed array.
struct View {
  uint8_t* data = nullptr;
  uint64_t size = 0; // bytes
  uint64_t elements = 0;
};

/// True, and its bytes, for a typed array of that type over an ArrayBuffer. Shared memory, which another thread could
/// change between a check and a use, is refused.
bool to_view(const Napi::Value& value, napi_typedarray_type type, View* view);

/// A new typed array of that name, filled with zeros; null with a RangeError pending where there is no memory. The
/// constructor is asked as JavaScript asks it: what N-API offers ends the process instead.
napi_value new_array(napi_env env, const char* constructor, uint64_t length);

/// Calls a function of JavaScript. False where it threw, or where its environment, about to end, calls nothing more:
/// then no exception need be pending.
bool call(napi_env env, napi_value function, std::initializer_list<napi_value> arguments);

/// What makes an object ours: the address it wraps is only believed with its tag.
template <typename T> Napi::Object wrap_tagged(Napi::Env env, const napi_type_tag& tag, std::unique_ptr<T> owned) {
  Napi::Object handle = Napi::Object::New(env);
  const auto finalize = [](napi_env, void* data, void*) { delete static_cast<T*>(data); };
  if (napi_wrap(env, handle, owned.get(), finalize, nullptr, nullptr) != napi_ok) {
    throw_argument(env, "could not wrap a handle");
    return handle;
  }
  owned.release(); // the collector's
  if (napi_type_tag_object(env, handle, &tag) != napi_ok)
    throw_argument(env, "could not tag a handle");
  return handle;
}

/// The wrapped object, or null for anything that does not carry the tag.
template <typename T> T* unwrap_tagged(const Napi::Value& value, const napi_type_tag& tag) {
  bool tagged = false;
  void* data = nullptr;
  if (!value.IsObject())
    return nullptr;
  if (napi_check_object_type_tag(value.Env(), value, &tag, &tagged) != napi_ok || !tagged)
    return nullptr;
  return napi_unwrap(value.Env(), value, &data) == napi_ok ? static_cast<T*>(data) : nullptr;
}

} // namespace ff::addon

#endif
