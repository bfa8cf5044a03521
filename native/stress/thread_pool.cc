// Opens pools, runs a few loops on each and closes it again, over and over: what a fuzzer of sessions does, a thousand
// times as fast. A worker that sleeps through the end of its pool shows as a program that does not end, an item that
// runs twice or never as exit 1.
//
//   thread_pool_stress POOLS
#include "cpu/thread_pool.h"

#include <atomic>
#include <cstdio>
#include <cstdlib>

namespace {

constexpr uint32_t kThreads = 3;
constexpr uint64_t kItems = 5;
constexpr uint32_t kMaxLoops = 4;

/// One loop. Every item must have run once when it returns.
bool each_item_runs_once(ff::cpu::ThreadPool* pool) {
  std::atomic<uint32_t> runs[kItems] = {};
  pool->run(kItems, 1, [&](uint64_t begin, uint64_t end, uint32_t) {
    for (uint64_t item = begin; item < end; item++)
      runs[item].fetch_add(1, std::memory_order_relaxed);
  });
  for (const auto& count : runs) {
    if (count.load(std::memory_order_relaxed) != 1)
      return false;
  }
  return true;
}

} // namespace

int main(int argc, char** argv) {
  const long n_pools = argc == 2 ? std::strtol(argv[1], nullptr, 10) : 0;
  if (n_pools < 1)
    return std::fprintf(stderr, "expected a number of pools\n"), 2;
  for (long i = 0; i < n_pools; i++) {
    ff::cpu::ThreadPool pool(kThreads);
    for (long loop = 0; loop < i % kMaxLoops; loop++) {
      if (!each_item_runs_once(&pool))
        return std::fprintf(stderr, "pool %ld: expected each item to run once\n", i), 1;
    }
  }
  std::printf("%ld pools opened and closed\n", n_pools);
}
