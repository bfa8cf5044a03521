// A small persistent pool for loops of independent items. Nothing is allocated once it stands, and a worker that is
// late delays nobody: the caller takes part, closes the loop when no item is left, and waits only for those who joined.
#ifndef FF_CPU_THREAD_POOL_H
#define FF_CPU_THREAD_POOL_H

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

namespace ff::cpu {

class ThreadPool {
public:
  /// A pool of `n_threads` in all, the caller among them. Once `*stopped` is true, what is left of a loop is not run.
  /// Throws std::system_error or std::bad_alloc.
  explicit ThreadPool(uint32_t n_threads, const std::atomic<bool>* stopped = nullptr);
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  uint32_t size() const { return static_cast<uint32_t>(workers_.size()) + 1; }

  /// Calls f(begin, end, thread) until [0, items) is covered, in pieces of at most `grain`, on any thread below size().
  /// Which thread takes which piece is not fixed: f must compute the same whoever runs it. f must not throw.
  template <typename F> void run(uint64_t items, uint64_t grain, const F& f) {
    if (items <= grain)
      return f(uint64_t{0}, items, uint32_t{0});
    if (workers_.empty()) {
      for (uint64_t begin = 0; begin < items && !stopped(); begin += grain)
        f(begin, std::min(begin + grain, items), uint32_t{0});
      return;
    }
    const auto call = [](const void* body, uint64_t begin, uint64_t end, uint32_t thread) {
      (*static_cast<const F*>(body))(begin, end, thread);
    };
    run_job({call, &f, items, grain});
  }

private:
  struct Job {
    void (*call)(const void* body, uint64_t begin, uint64_t end, uint32_t thread);
    const void* body;
    uint64_t items, grain;
  };

  void run_job(const Job& job);
  void work(uint32_t thread);
  void worker_loop(uint32_t thread);
  uint32_t wait_for_job(uint32_t seen);
  bool join(uint32_t state);
  void stop();
  bool stopped() const { return stopped_ != nullptr && stopped_->load(std::memory_order_relaxed); }

  // state_: generation (16 bits) | open (1) | workers inside (15). A worker joins only while `open` is set.
  std::atomic<uint32_t> state_{0};
  std::atomic<uint64_t> next_{0};
  std::atomic<bool> stopping_{false};
  const std::atomic<bool>* stopped_;
  Job job_{};
  std::vector<std::thread> workers_;
};

} // namespace ff::cpu

#endif
