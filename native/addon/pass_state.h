// What JavaScript and the thread of a pass tell each other: what to do, to stop, and how far it is.
#ifndef FF_ADDON_PASS_STATE_H
#define FF_ADDON_PASS_STATE_H

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>

#include "addon/scan_lane.h"

namespace ff::addon {

/// Shared by the handle and the worker.
class PassState {
public:
  uint64_t size = 0;
  std::atomic<uint64_t> position{0};

  bool stopped() const { return stopped_.load(std::memory_order_relaxed); }

  void stop() {
    const std::lock_guard lock(mutex_);
    stopped_.store(true, std::memory_order_relaxed);
    changed_.notify_all();
  }

  void stop_without_plan() {
    const std::lock_guard lock(mutex_);
    if (planned_)
      return;
    stopped_.store(true, std::memory_order_relaxed);
    changed_.notify_all();
  }

  /// What to do; false when that was said before.
  bool plan(std::unique_ptr<PassPlan> plan) {
    const std::lock_guard lock(mutex_);
    if (planned_)
      return false;
    planned_ = true;
    plan_ = std::move(plan);
    changed_.notify_all();
    return true;
  }

  bool planned() {
    const std::lock_guard lock(mutex_);
    return planned_;
  }

  /// What to do, once, after waiting for it; null when the pass was stopped before.
  std::unique_ptr<PassPlan> take_plan() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return planned_ || stopped(); });
    return std::move(plan_);
  }

private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::atomic<bool> stopped_{false};
  bool planned_ = false;
  std::unique_ptr<PassPlan> plan_;
};

} // namespace ff::addon

#endif
