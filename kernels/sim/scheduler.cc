// Blocks, fibers and barriers. Warp operations: warp_ops.cc. Compiled without TSan, or it reports races of its own.
#include "sim/scheduler.h"

#include <cstdarg>
#include <cstdio>
#include <new>
#include <numeric>
#include <utility>

#include "sim/sanitizers.h"

namespace ff::sim {

namespace {
/// Compute capabilities table, "Technical specifications": the same for every architecture.
constexpr uint32_t kMaxBlockThreads = 1024;
constexpr uint32_t kMaxBlockZ = 64;
constexpr uint32_t kMaxGridX = 0x7fffffff;
constexpr uint32_t kMaxGridYZ = 65535;
/// The race detector holds 8,128 threads at a time, and none is given back before the launch ends.
constexpr uint64_t kMaxRaceThreads = 8000;

/// Stacks of finished launches, for the next ones of this OS thread: mapping one takes longer than a small kernel.
thread_local std::vector<Stack> spare_stacks;

constexpr std::source_location kNowhere{};
} // namespace

Launch::Launch(const char* kernel, const dim3& grid, const dim3& block, void (*body)(void*), void* argument,
               const Options& options)
    : kernel_(kernel), grid_(grid), block_(block), body_(body), argument_(argument), options_(options),
      random_(options.seed * 0x9e3779b97f4a7c15u + 1) {}

Launch::~Launch() {
  race_acquire(&end_);
  if (failed_)
    race_acquire(&suspended_); // of fibers that will never end
  for (void* fiber : old_race_fibers_)
    race_fiber_destroy(fiber);
  for (Fiber& f : fibers_) {
    if (f.race_fiber != nullptr)
      race_fiber_destroy(f.race_fiber);
    if (f.stack.allocated() && !failed_ && spare_stacks.size() < kMaxBlockThreads) {
      spare_stacks.push_back(std::move(f.stack));
    }
  }
}

bool Launch::check_limits() {
  const uint64_t threads = uint64_t{block_.x} * block_.y * block_.z;
  const uint64_t blocks = uint64_t{grid_.x} * grid_.y * grid_.z;
  const bool block_ok = threads != 0 && block_.x <= kMaxBlockThreads && block_.y <= kMaxBlockThreads &&
                        block_.z <= kMaxBlockZ && threads <= kMaxBlockThreads;
  const bool grid_ok = blocks != 0 && grid_.x <= kMaxGridX && grid_.y <= kMaxGridYZ && grid_.z <= kMaxGridYZ;
  const bool race_ok = !kTsan || threads * blocks <= kMaxRaceThreads;
  if (block_ok && grid_ok && race_ok) {
    n_threads_ = static_cast<uint32_t>(threads);
    n_warps_ = (n_threads_ + kWarpSize - 1) / kWarpSize;
    return true;
  }
  fail(DefectKind::kLaunchLimits, Fiber{}, nullptr, "grid (%u,%u,%u) of blocks (%u,%u,%u)%s", grid_.x, grid_.y, grid_.z,
       block_.x, block_.y, block_.z, race_ok ? "" : ": more threads than the race detector follows");
  return false;
}

bool Launch::run() {
  if (!check_limits())
    return false;
  fibers_.resize(n_threads_);
  meetings_.resize(n_warps_);
  for (auto& open : meetings_)
    open.reserve(kWarpSize); // one lane waits in one meeting; nothing may throw on a fiber
  warp_order_.resize(n_warps_);
  lane_order_.resize(kWarpSize);
  std::iota(warp_order_.begin(), warp_order_.end(), 0u);
  std::iota(lane_order_.begin(), lane_order_.end(), 0u);
  scheduler_race_fiber_ = race_fiber_current();
  race_release(&start_);
  // Blocks in the order first + i * step (mod n): every block once, since step and n have no common divisor.
  const uint64_t n = uint64_t{grid_.x} * grid_.y * grid_.z;
  uint64_t step = 1, first = 0;
  if (options_.seed != 0) {
    first = (random_ >> 33) % n;
    for (step = (random_ >> 20) % n; std::gcd(step, n) != 1;)
      step++;
  }
  for (uint64_t i = 0, at = first; i < n; i++, at = (at + step) % n) {
    const uint64_t yz = at / grid_.x;
    const uint3 index = {static_cast<unsigned>(at % grid_.x), static_cast<unsigned>(yz % grid_.y),
                         static_cast<unsigned>(yz / grid_.y)};
    if (!run_block(index))
      return false;
  }
  return true;
}

bool Launch::run_block(const uint3& index) {
  switches_ = 0;
  barrier_tag_ = new_tag();
  shared_ = std::make_unique<SharedArena>();
  for (auto& open : meetings_)
    open.clear();
  for (uint32_t i = 0; i < n_threads_; i++)
    prepare_fiber(i, index);
  if (!drive())
    return false;
  SharedArena::Overflow overflow;
  if (!shared_->intact(&overflow)) {
    fail(DefectKind::kSharedOverflow, fibers_[0], &overflow.nearest, "byte %td written, of an array of %zu bytes",
         overflow.offset, overflow.bytes);
    return false;
  }
  retire_block();
  return true;
}

void Launch::prepare_fiber(uint32_t i, const uint3& block_index) {
  Fiber& f = fibers_[i];
  const uint3 thread = {i % block_.x, i / block_.x % block_.y, i / (block_.x * block_.y)};
  f.view = {thread, block_index, block_, grid_, i};
  f.state = Fiber::State::kReady;
  if (!f.stack.allocated() && !spare_stacks.empty() && !kTsan) {
    f.stack = std::move(spare_stacks.back());
    spare_stacks.pop_back();
  }
  if (!f.stack.allocated() && !f.stack.allocate())
    throw std::bad_alloc();
  f.context.prepare(f.stack, fiber_main);
  f.race_fiber = race_fiber_create();
}

/// Where every fiber begins.
void Launch::fiber_main() {
  Launch& launch = *active_launch();
  finish_switch(nullptr, &launch.scheduler_stack_, &launch.scheduler_stack_bytes_);
  race_acquire(&launch.start_);
  launch.body_(launch.argument_);
  race_release(&launch.end_);
  launch.running_->state = Fiber::State::kDone;
  launch.suspend(true);
}

/// Runs the block until all its threads are done (true), or until a defect (false).
bool Launch::drive() {
  const bool eager = options_.seed % 2 == 1;
  for (;;) {
    shuffle(&warp_order_);
    bool any = false;
    for (const uint32_t warp : warp_order_) {
      bool ran = run_warp(warp);
      any = any || ran;
      while (ran && eager && !failed_)
        ran = run_warp(warp);
      if (failed_)
        return false;
    }
    if (!any && !release_barrier())
      return !failed_;
  }
}

/// Resumes each lane that can go on, once. False when there was none.
bool Launch::run_warp(uint32_t warp) {
  shuffle(&lane_order_);
  bool ran = false;
  for (const uint32_t lane : lane_order_) {
    const uint32_t i = warp * kWarpSize + lane;
    if (i >= n_threads_ || fibers_[i].state != Fiber::State::kReady)
      continue;
    resume(fibers_[i]);
    ran = true;
    if (failed_)
      break;
  }
  return ran;
}

void Launch::resume(Fiber& fiber) {
  if (++switches_ > options_.max_switches) {
    fail(DefectKind::kHang, fiber, nullptr, "the block took more than %llu switches",
         static_cast<unsigned long long>(options_.max_switches));
    return;
  }
  running_ = &fiber;
  current = &fiber.view;
  void* fake = nullptr;
  start_switch(&fake, fiber.stack.bottom(), kStackBytes);
  race_fiber_switch(fiber.race_fiber);
  Context::switch_to(&scheduler_, &fiber.context);
  finish_switch(fake, nullptr, nullptr);
}

/// Back to the scheduler. `forever`: the fiber is done, and ASan may free what it keeps for it.
void Launch::suspend(bool forever) {
  Fiber& fiber = *running_;
  race_release(&suspended_);
  start_switch(forever ? nullptr : &fiber.fake_stack, scheduler_stack_, scheduler_stack_bytes_);
  race_fiber_switch(scheduler_race_fiber_);
  Context::switch_to(&fiber.context, &scheduler_);
  finish_switch(fiber.fake_stack, &scheduler_stack_, &scheduler_stack_bytes_);
}

void Launch::stop_fiber() {
  for (;;)
    suspend(false);
}

void Launch::barrier(const std::source_location& site) {
  Fiber& fiber = *running_;
  Tag* tag = barrier_tag_;
  {
    const RaceIgnored ignored;
    fiber.state = Fiber::State::kAtBarrier;
    fiber.site = site;
  }
  race_release(tag);
  suspend(false);
  race_acquire(tag);
}

/// Nobody can go on. True when that was a barrier, which is now open; false when all are done, or on a defect.
bool Launch::release_barrier() {
  uint32_t waiting = 0;
  for (const Fiber& f : fibers_) {
    if (f.state == Fiber::State::kInWarpOp) {
      find_stuck_warp_op();
      return false;
    }
    if (f.state == Fiber::State::kAtBarrier)
      waiting++;
  }
  if (waiting == 0 || !check_barrier())
    return false;
  for (Fiber& f : fibers_) {
    if (f.state == Fiber::State::kAtBarrier)
      f.state = Fiber::State::kReady;
  }
  barrier_tag_ = new_tag();
  return true;
}

/// Every thread of the block waits at the same line, or a defect is reported.
bool Launch::check_barrier() {
  if (!options_.strict_barriers)
    return true;
  const Fiber* first = nullptr;
  const Fiber* exited = nullptr;
  for (const Fiber& f : fibers_) {
    if (f.state == Fiber::State::kDone) {
      exited = &f;
    } else if (first == nullptr) {
      first = &f;
    } else if (!same_site(f.site, first->site)) {
      fail(DefectKind::kBarrierSitesDiffer, f, &f.site, "thread %u of the block waits at line %u", first->view.flat,
           static_cast<unsigned>(first->site.line()));
      return false;
    }
  }
  if (exited == nullptr)
    return true;
  fail(DefectKind::kBarrierAfterExit, *first, &first->site, "thread %u of the block has exited", exited->view.flat);
  return false;
}

void* Launch::carve(size_t bytes, size_t align, const std::source_location& site) {
  const RaceIgnored ignored;
  return shared_->carve(bytes, align, site);
}

void* Launch::shared(size_t bytes, size_t align, const std::source_location& site) {
  if (void* array = carve(bytes, align, site); array != nullptr)
    return array;
  fail(DefectKind::kSharedExhausted, *running_, &site, "no room for %zu bytes: a block has %zu", bytes, kSharedBytes);
  stop_fiber();
}

/// Nothing of a finished block may be reused while races are looked for: not its stacks, fibers or shared memory.
void Launch::retire_block() {
  if (!kTsan)
    return;
  for (Fiber& f : fibers_) {
    old_stacks_.push_back(std::move(f.stack));
    old_race_fibers_.push_back(std::exchange(f.race_fiber, nullptr));
  }
  old_shared_.push_back(std::move(shared_));
}

Tag* Launch::new_tag() {
  if (!kTsan)
    return &start_;
  return &tags_.emplace_back();
}

/// Fisher-Yates over xorshift64* (Vigna, 2016). Seed 0 leaves the order alone.
void Launch::shuffle(std::vector<uint32_t>* order) {
  if (options_.seed == 0)
    return;
  for (size_t i = order->size(); i > 1; i--) {
    random_ ^= random_ >> 12;
    random_ ^= random_ << 25;
    random_ ^= random_ >> 27;
    const uint64_t drawn = (random_ * 0x2545f4914f6cdd1du) >> 32;
    std::swap((*order)[i - 1], (*order)[drawn * i >> 32]);
  }
}

void Launch::fail(DefectKind kind, const Fiber& at, const std::source_location* site, const char* format, ...) {
  const RaceIgnored ignored;
  const std::source_location& where = site != nullptr ? *site : kNowhere;
  Defect defect = {kind, kernel_, at.view.block, at.view.thread, where.file_name(), static_cast<unsigned>(where.line()),
                   ""};
  va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(defect.detail, sizeof defect.detail, format, arguments);
  va_end(arguments);
  report(defect);
  failed_ = true;
}

} // namespace ff::sim
