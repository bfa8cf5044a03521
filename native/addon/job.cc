#include "addon/job.h"

#include <atomic>
#include <list>
#include <mutex>
#include <new>
#include <set>
#include <system_error>
#include <thread>

#include "addon/arguments.h"

namespace ff::addon {

namespace {

/// A job with its thread and its promise.
struct Started {
  std::shared_ptr<Job> job;
  napi_deferred deferred = nullptr;
  bool holds = false;
  std::atomic<bool> done{false};
  Outcome outcome;
  std::thread thread;
};

Outcome fenced_run(Job& job) noexcept {
  try {
    return job.run();
  } catch (const std::bad_alloc&) {
    return {FF_E_MEMORY, "no memory left"};
  } catch (...) {
    return {FF_E_UNSUPPORTED, "unexpected exception"};
  }
}

/// The jobs of one environment. Only its own thread starts and settles them; halt() is for whoever ends it.
class Jobs {
public:
  bool open(napi_env env);
  napi_value start(napi_env env, std::shared_ptr<Job> job, bool holds);
  void hold(napi_env env, const Job* job);

  /// Stops and joins every job; none is settled afterwards.
  void halt() noexcept;

  /// As halt, where the environment can still be asked to let go of what the jobs hold of it.
  void close() noexcept;

private:
  void settle_done(napi_env env) noexcept;
  void begin(Started* started);
  void hold(napi_env env, Started* started);
  void unhold(napi_env env, const Started& started);

  napi_threadsafe_function wake_ = nullptr;
  std::list<Started> started_;
  uint64_t holding_ = 0;
  std::mutex mutex_; // over halted_ and the calls of wake_
  bool halted_ = false;
};

/// Every environment's jobs, for the exit of the process: process.exit runs no hook of an environment.
class AllJobs {
public:
  void add(Jobs* jobs) {
    const std::lock_guard lock(mutex_);
    all_.insert(jobs);
  }
  void remove(Jobs* jobs) {
    const std::lock_guard lock(mutex_);
    all_.erase(jobs);
  }
  ~AllJobs() {
    const std::lock_guard lock(mutex_);
    for (Jobs* jobs : all_)
      jobs->halt();
  }

private:
  std::mutex mutex_;
  std::set<Jobs*> all_;
};

/// Made when the addon is loaded: after OpenSSL, so that it is destroyed before what the jobs hash with.
AllJobs& all_jobs() {
  static AllJobs all;
  return all;
}

bool Jobs::open(napi_env env) {
  napi_value name = nullptr;
  if (napi_create_string_utf8(env, "ff_job", NAPI_AUTO_LENGTH, &name) != napi_ok)
    return false;
  const auto settle = [](napi_env calling, napi_value, void* context, void*) {
    if (calling != nullptr)
      static_cast<Jobs*>(context)->settle_done(calling);
  };
  if (napi_create_threadsafe_function(env, nullptr, nullptr, name, 0, 1, nullptr, nullptr, this, settle, &wake_) !=
      napi_ok) {
    return false;
  }
  // Where nothing is under way, it keeps no event loop alive.
  return napi_unref_threadsafe_function(env, wake_) == napi_ok;
}

void Jobs::begin(Started* started) {
  started->thread = std::thread([this, started] {
    started->outcome = fenced_run(*started->job);
    const std::lock_guard lock(mutex_);
    started->done.store(true, std::memory_order_release);
    if (!halted_)
      napi_call_threadsafe_function(wake_, nullptr, napi_tsfn_nonblocking);
  });
}

napi_value Jobs::start(napi_env env, std::shared_ptr<Job> job, bool holds) {
  napi_value promise = nullptr;
  started_.emplace_back();
  Started* const started = &started_.back();
  started->job = std::move(job);
  try {
    begin(started);
  } catch (const std::system_error&) {
    started_.pop_back();
    throw_error(env, status_name(FF_E_MEMORY), "expected a thread to be had, found none");
    return nullptr;
  } catch (...) {
    started_.pop_back();
    throw;
  }
  // Only this thread settles it, and not before this function has returned.
  if (napi_create_promise(env, &started->deferred, &promise) != napi_ok)
    started->deferred = nullptr;
  if (holds)
    hold(env, started);
  return promise;
}

void Jobs::hold(napi_env env, const Job* job) {
  for (Started& started : started_) {
    if (started.job.get() == job)
      hold(env, &started);
  }
}

void Jobs::hold(napi_env env, Started* started) {
  if (started->holds)
    return;
  started->holds = true;
  if (holding_++ == 0)
    napi_ref_threadsafe_function(env, wake_);
}

void Jobs::unhold(napi_env env, const Started& started) {
  if (started.holds && --holding_ == 0)
    napi_unref_threadsafe_function(env, wake_);
}

void Jobs::settle_done(napi_env env) noexcept {
  for (auto at = started_.begin(); at != started_.end();) {
    if (!at->done.load(std::memory_order_acquire)) {
      at++;
      continue;
    }
    at->thread.join();
    unhold(env, *at);
    if (at->deferred != nullptr) {
      try {
        at->job->settle(env, at->deferred, at->outcome);
      } catch (...) {
        reject(env, at->deferred, {FF_E_MEMORY, "no memory left"});
      }
    }
    at = started_.erase(at);
  }
}

void Jobs::halt() noexcept {
  {
    const std::lock_guard lock(mutex_);
    halted_ = true;
  }
  for (Started& started : started_)
    started.job->stop();
  for (Started& started : started_) {
    if (started.thread.joinable())
      started.thread.join();
  }
}

void Jobs::close() noexcept {
  halt();
  started_.clear();
  napi_release_threadsafe_function(wake_, napi_tsfn_abort);
}

Jobs* jobs_of(napi_env env) {
  void* data = nullptr;
  return napi_get_instance_data(env, &data) == napi_ok ? static_cast<Jobs*>(data) : nullptr;
}

} // namespace

bool prepare_jobs(Napi::Env env) {
  auto jobs = std::make_unique<Jobs>();
  const auto close = [](void* data) {
    all_jobs().remove(static_cast<Jobs*>(data));
    static_cast<Jobs*>(data)->close();
  };
  const auto finalize = [](napi_env, void* data, void*) { delete static_cast<Jobs*>(data); };
  // Hooks run last in, first out: this one before what ends the thread-safe function and the environment itself.
  if (!jobs->open(env) || napi_set_instance_data(env, jobs.get(), finalize, nullptr) != napi_ok) {
    throw_error(env, status_name(FF_E_MEMORY), "the addon could not be set up");
    return false;
  }
  Jobs* const owned = jobs.release();
  all_jobs().add(owned);
  return napi_add_env_cleanup_hook(env, close, owned) == napi_ok;
}

napi_value start_job(Napi::Env env, std::shared_ptr<Job> job, Hold hold) {
  Jobs* const jobs = jobs_of(env);
  if (jobs == nullptr) {
    throw_error(env, status_name(FF_E_UNSUPPORTED), "the environment is ending");
    return nullptr;
  }
  return jobs->start(env, std::move(job), hold == Hold::kFromStart);
}

void hold_job(Napi::Env env, const Job* job) {
  if (Jobs* const jobs = jobs_of(env))
    jobs->hold(env, job);
}

} // namespace ff::addon
