#include "cpu/thread_pool.h"

#include <algorithm>
#include <chrono>

namespace ff::cpu {

namespace {

constexpr uint32_t kOpen = 1u << 15;
constexpr uint32_t kInside = kOpen - 1;
constexpr uint32_t kGeneration = 1u << 16;

/// Turns of spinning before a thread sleeps: about 20 µs, the longest usual gap between two parallel ops of a step.
/// A sleep and a wake cost about 10 µs, and a step has some 400 loops.
constexpr int kSpins = 1000;

void pause() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#else
  std::this_thread::yield();
#endif
}

uint32_t generation_of(uint32_t state) { return state / kGeneration; }

/// Between reading an atomic and acting on what was read. Nothing, but in a stress build a wait of up to some
/// microseconds: as long as being preempted there, and a thousand times as often. One in eight gives the core away:
/// with one core alone, nothing else lets another thread run in between.
void schedule_point() {
#if defined(FF_STRESS)
  thread_local uint32_t random = 2463534242u;
  random ^= random << 13;
  random ^= random >> 17;
  random ^= random << 5;
  if (random % 8 == 0)
    return std::this_thread::sleep_for(std::chrono::microseconds(1));
  for (uint32_t turns = random % 1024; turns > 0; turns--)
    pause();
#endif
}

} // namespace

ThreadPool::ThreadPool(uint32_t n_threads, const std::atomic<bool>* stopped) : stopped_(stopped) {
  workers_.reserve(n_threads - 1);
  try {
    for (uint32_t i = 1; i < n_threads; i++)
      workers_.emplace_back([this, i] { worker_loop(i); });
  } catch (...) {
    stop();
    throw;
  }
}

ThreadPool::~ThreadPool() { stop(); }

void ThreadPool::stop() {
  stopping_.store(true, std::memory_order_relaxed);
  state_.fetch_add(kGeneration, std::memory_order_release);
  state_.notify_all();
  for (std::thread& worker : workers_)
    worker.join();
}

void ThreadPool::run_job(const Job& job) {
  job_ = job;
  next_.store(0, std::memory_order_relaxed);
  const uint32_t generation = generation_of(state_.load(std::memory_order_relaxed)) + 1;
  state_.store(generation * kGeneration | kOpen, std::memory_order_release);
  state_.notify_all();
  work(0);
  uint32_t state = state_.fetch_and(~kOpen, std::memory_order_acq_rel) & ~kOpen;
  for (int spin = 0; (state & kInside) != 0; spin++) {
    if (spin < kSpins) {
      pause();
    } else {
      state_.wait(state, std::memory_order_acquire);
    }
    state = state_.load(std::memory_order_acquire);
  }
}

void ThreadPool::work(uint32_t thread) {
  for (;;) {
    schedule_point();
    const uint64_t begin = next_.fetch_add(job_.grain, std::memory_order_relaxed);
    if (begin >= job_.items || stopped())
      return;
    job_.call(job_.body, begin, std::min(begin + job_.grain, job_.items), thread);
  }
}

/// Spins, then sleeps, until the generation is another than `seen`. Returns the state found.
uint32_t ThreadPool::wait_for_job(uint32_t seen) {
  uint32_t state = state_.load(std::memory_order_acquire);
  for (int spin = 0; generation_of(state) == seen; spin++) {
    if (spin < kSpins) {
      pause();
    } else {
      state_.wait(state, std::memory_order_acquire);
    }
    state = state_.load(std::memory_order_acquire);
  }
  return state;
}

/// Enters the loop that `state` shows, or a later one, while it is open. False when it has closed.
bool ThreadPool::join(uint32_t state) {
  while ((state & kOpen) != 0) {
    schedule_point();
    if (state_.compare_exchange_weak(state, state + 1, std::memory_order_acq_rel, std::memory_order_acquire))
      return true;
  }
  return false;
}

void ThreadPool::worker_loop(uint32_t thread) {
  uint32_t seen = 0;
  for (;;) {
    const uint32_t state = wait_for_job(seen);
    if (stopping_.load(std::memory_order_relaxed))
      return;
    schedule_point();
    // Of the state as it was before `stopping_` was read: a stop that comes later, while joining fails, is another
    // generation and wakes the next wait. What joining finds instead may be that stop's own generation.
    seen = generation_of(state);
    if (!join(state))
      continue;
    work(thread);
    schedule_point();
    const uint32_t before = state_.fetch_sub(1, std::memory_order_acq_rel);
    if ((before & kOpen) == 0)
      state_.notify_all();
  }
}

} // namespace ff::cpu
