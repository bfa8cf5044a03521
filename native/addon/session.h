// A session behind a handle, and its life: open, in use, closed.
#ifndef FF_ADDON_SESSION_H
#define FF_ADDON_SESSION_H

#include <napi.h>

#include <memory>

#include "addon/library.h"

namespace ff::addon {

/// Shared by the handle and by a step in flight, so that neither outlives the other's memory. Only the main thread
/// reads or writes `session` and `busy`.
struct SessionState {
  LibraryRef library;
  ff_session* session = nullptr;
  bool busy = false;

  explicit SessionState(LibraryRef owner) : library(std::move(owner)) {}
  ~SessionState() { close(); }
  SessionState(const SessionState&) = delete;
  SessionState& operator=(const SessionState&) = delete;

  void close() {
    if (session != nullptr)
      library->session_close(session);
    session = nullptr;
  }
};

using SessionRef = std::shared_ptr<SessionState>;

/// The session behind a handle, closed or not; null, with an exception pending, for anything else.
SessionRef session_of(const Napi::Value& handle);

/// As session_of, open and idle; otherwise null with FF_SESSION_CLOSED or FF_SESSION_BUSY pending.
SessionRef idle_session_of(const Napi::Value& handle);

/// openSession(library, program, nCtx, threads, readWeight): handle. readWeight(weight, offset, into: Uint8Array) fills
/// `into`; what it throws is thrown.
Napi::Value open_session(const Napi::CallbackInfo& info);
/// step(session, tokens: Int32Array, lastOnly, logits: Float32Array): a promise, fulfilled when `logits` is filled.
Napi::Value step(const Napi::CallbackInfo& info);
/// trace(session, tokens: Int32Array, sink): calls sink(op, output: Float32Array) after each op, on this thread.
Napi::Value trace(const Napi::CallbackInfo& info);
/// truncate(session, past)
Napi::Value truncate_session(const Napi::CallbackInfo& info);
/// usage(session): { past, weightBytes, cacheBytes, scratchBytes }
Napi::Value usage(const Napi::CallbackInfo& info);
/// close(session): does nothing the second time.
Napi::Value close_session(const Napi::CallbackInfo& info);

} // namespace ff::addon

#endif
