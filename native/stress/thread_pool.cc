// Opens pools, runs a few loops on each and closes it again, over and over: what a fuzzer of sessions does, a thousand
// times as fast. A pool that does not end in time ends the program by SIGALRM; an item that runs twice or never is exit
// 1; threads that share an index, or meet without order, are ThreadSanitizer's to report.
//
//   thread_pool_stress POOLS SECONDS: SECONDS are for one pool, which takes about a millisecond
#include "cpu/thread_pool.h"

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <unistd.h>

namespace {

constexpr uint32_t kThreads = 3;
constexpr uint64_t kItems = 5;
constexpr uint32_t kMaxLoops = 4;

/// One loop. Every item must have run once when it returns.
bool each_item_runs_once(ff::cpu::ThreadPool* pool) {
  std::atomic<uint32_t> runs[kItems] = {};
  uint64_t own[kThreads] = {}; // not atomic: a thread's index is its alone within a loop
  pool->run(kItems, 1, [&](uint64_t begin, uint64_t end, uint32_t thread) {
    own[thread] += end - begin;
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
  const long n_pools = argc == 3 ? std::strtol(argv[1], nullptr, 10) : 0;
  const long seconds = argc == 3 ? std::strtol(argv[2], nullptr, 10) : 0;
  if (n_pools < 1 || seconds < 1)
    return std::fprintf(stderr, "expected a number of pools and of seconds for each\n"), 2;
  for (long i = 0; i < n_pools; i++) {
    alarm(static_cast<unsigned>(seconds)); // nobody catches the signal: it always arrives
    ff::cpu::ThreadPool pool(kThreads);
    for (long loop = 0; loop < i % kMaxLoops; loop++) {
      if (!each_item_runs_once(&pool))
        return std::fprintf(stderr, "pool %ld: expected each item to run once\n", i), 1;
    }
  }
  std::printf("%ld pools opened and closed\n", n_pools);
}
