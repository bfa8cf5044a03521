// Work off the thread of JavaScript that nothing has to wait for: not the end of the process, nor that of a worker
// thread.
//
// libuv's pool will not do. Node joins that pool in process.exit, and waits for what it does before it tells an addon
// that its worker thread is being ended: work that takes minutes, or waits to be told something, would hold up either.
// So a job has a thread of its own, and is stopped and joined by a hook of its environment, or else by the exit of the
// process.
#ifndef FF_ADDON_JOB_H
#define FF_ADDON_JOB_H

#include <napi.h>

#include <memory>

#include "ff/ff.h"

namespace ff::addon {

/// What a job came to: a status, and a message whose storage is static or the job's.
struct Outcome {
  ff_status status = FF_OK;
  const char* message = "";
};

class Job {
public:
  virtual ~Job() = default;

  /// On a thread of its own; touches no JavaScript. What it throws becomes an outcome.
  virtual Outcome run() = 0;

  /// From any thread, at any time: run() returns soon, or at once when it begins later.
  virtual void stop() noexcept = 0;

  /// After run(), on the thread of JavaScript: settles the promise. Every call of N-API may fail, since the environment
  /// may be about to end; then nobody awaits the promise. Not called where the environment ended first.
  virtual void settle(napi_env env, napi_deferred deferred, const Outcome& outcome) = 0;
};

/// Whether a job keeps its event loop alive.
enum class Hold { kFromStart, kWhenTold };

/// Called once for each environment, before any job. False with an exception pending.
bool prepare_jobs(Napi::Env env);

/// Starts a job; its promise, or null with an exception pending. Throws std::bad_alloc.
napi_value start_job(Napi::Env env, std::shared_ptr<Job> job, Hold hold);

/// Lets a job that was started with Hold::kWhenTold keep the event loop alive until it is settled.
void hold_job(Napi::Env env, const Job* job);

} // namespace ff::addon

#endif
