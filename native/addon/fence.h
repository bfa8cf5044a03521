// The one door from JavaScript into the addon: no exception of C++ leaves it.
#ifndef FF_ADDON_FENCE_H
#define FF_ADDON_FENCE_H

#include <napi.h>

#include <exception>
#include <new>

#include "addon/arguments.h"

namespace ff::addon {

/// What JavaScript calls for `kFunction`. Reading more than six arguments allocates too, so that it is done in here.
template <Napi::Value (*kFunction)(const Napi::CallbackInfo&)>
napi_value fenced(napi_env env, napi_callback_info info) noexcept {
  try {
    return kFunction(Napi::CallbackInfo(env, info));
  } catch (const std::bad_alloc&) {
    napi_throw_error(env, status_name(FF_E_MEMORY), "no memory left");
  } catch (const std::exception& e) {
    napi_throw_error(env, status_name(FF_E_UNSUPPORTED), e.what());
  } catch (...) {
    napi_throw_error(env, status_name(FF_E_UNSUPPORTED), "unexpected exception");
  }
  return nullptr;
}

} // namespace ff::addon

#endif
