// Runs a launch: the threads of a block are fibers on the calling OS thread, and blocks run one after another, both in
// an order drawn from a seed. Internal: kernels see runtime.h.
#ifndef FF_KERNELS_SIM_SCHEDULER_H
#define FF_KERNELS_SIM_SCHEDULER_H

#include <cstdint>
#include <cstring>
#include <deque>
#include <memory>
#include <vector>

#include "sim/context.h"
#include "sim/defect.h"
#include "sim/runtime.h"
#include "sim/shared_arena.h"

namespace ff::sim {

/// An address for the race detector to hang an ordering on. One for each meeting: with one for all barriers, a thread
/// that runs ahead to the next barrier would hand its later accesses to a slower thread leaving this one, and hide
/// every race between them.
struct Tag {
  uint64_t unused;
};

struct Fiber {
  enum class State : uint8_t { kReady, kAtBarrier, kInWarpOp, kDone };

  ThreadView view;
  State state = State::kDone;
  std::source_location site; // of what it waits at
  uint32_t mask = 0;         // of the warp operation it waits in
  uint64_t result = 0;
  Tag* tag = nullptr;
  Context context;
  Stack stack;
  void* race_fiber = nullptr;
  void* fake_stack = nullptr; // ASan's
};

/// Lanes that wait for each other in one warp operation.
struct Meeting {
  WarpOp op;
  uint32_t mask;
  std::source_location site;
  uint32_t arrived;
  uint64_t value[kWarpSize];
  uint32_t source[kWarpSize];
  Tag* tag;
};

/// One place in the source: two barriers on one line are two sites.
inline bool same_site(const std::source_location& a, const std::source_location& b) {
  return a.line() == b.line() && a.column() == b.column() && std::strcmp(a.file_name(), b.file_name()) == 0;
}

class Launch {
public:
  Launch(const char* kernel, const dim3& grid, const dim3& block, void (*body)(void*), void* argument,
         const Options& options);
  ~Launch();
  Launch(const Launch&) = delete;
  Launch& operator=(const Launch&) = delete;

  /// Runs every block. False when a defect was reported: the launch stopped there.
  bool run();

  // Called on the fibers.
  void barrier(const std::source_location& site);
  uint64_t warp_op(WarpOp op, uint32_t mask, uint64_t value, uint32_t source, const std::source_location& site);
  void* shared(size_t bytes, size_t align, const std::source_location& site);

private:
  static void fiber_main();

  bool check_limits();
  bool run_block(const uint3& index);
  void prepare_fiber(uint32_t i, const uint3& block_index);
  bool drive();
  bool run_warp(uint32_t warp);
  void resume(Fiber& fiber);
  void suspend(bool forever);
  bool release_barrier();
  bool check_barrier();
  void find_stuck_warp_op();
  void retire_block();
  void* carve(size_t bytes, size_t align, const std::source_location& site);

  Tag* arrive(WarpOp op, uint32_t mask, uint64_t value, uint32_t source, const std::source_location& site);
  Meeting& join(WarpOp op, uint32_t mask, const std::source_location& site);
  void complete(uint32_t warp, Meeting& meeting);
  uint64_t outcome(const Meeting& meeting, uint32_t lane) const;
  bool blames(const Fiber& f, uint32_t lane);

  void fail(DefectKind kind, const Fiber& at, const std::source_location* site, const char* format, ...)
      __attribute__((format(printf, 5, 6)));
  [[noreturn]] void stop_fiber();
  Tag* new_tag();
  void shuffle(std::vector<uint32_t>* order);

  const char* kernel_;
  dim3 grid_, block_;
  void (*body_)(void*);
  void* argument_;
  Options options_;
  uint32_t n_threads_ = 0, n_warps_ = 0;
  uint64_t random_;
  uint64_t switches_ = 0; // in this block
  bool failed_ = false;

  std::vector<Fiber> fibers_;
  std::vector<std::vector<Meeting>> meetings_; // (warps): those not yet complete
  std::vector<uint32_t> warp_order_, lane_order_;
  std::unique_ptr<SharedArena> shared_;
  Tag* barrier_tag_ = nullptr;

  Context scheduler_;
  void* scheduler_race_fiber_ = nullptr;
  const void* scheduler_stack_ = nullptr;
  size_t scheduler_stack_bytes_ = 0;
  Fiber* running_ = nullptr;
  Tag start_{}, end_{}; // two: one tag for both would order the blocks
  Tag suspended_{};     // every switch back; acquired only when a defect ends the launch

  // Kept until the launch ends when races are looked for: reuse would order a block before the next.
  std::deque<Tag> tags_;
  std::vector<Stack> old_stacks_;
  std::vector<void*> old_race_fibers_;
  std::vector<std::unique_ptr<SharedArena>> old_shared_;
};

/// The launch that the calling OS thread is in.
Launch* active_launch();

} // namespace ff::sim

#endif
