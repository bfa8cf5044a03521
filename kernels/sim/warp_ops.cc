// Operations in which the lanes of a warp meet: shuffle, ballot, __syncwarp. Compiled without TSan, as the scheduler.
//
// A meeting has two halves: all lanes bring their value, then all read. Both happen when the last lane of the mask
// arrives, so that each lane is suspended at most once and no slot can be overwritten before it is read.
#include <cstdio>

#include "sim/sanitizers.h"
#include "sim/scheduler.h"

namespace ff::sim {

namespace {
bool has(uint32_t mask, uint32_t lane) { return (mask >> lane & 1u) != 0; }
} // namespace

uint64_t Launch::warp_op(WarpOp op, uint32_t mask, uint64_t value, uint32_t source, const std::source_location& site) {
  Fiber& fiber = *running_;
  const uint32_t lane = fiber.view.flat % kWarpSize;
  const bool calls = has(mask, lane);
  if (!calls || !has(mask, source)) {
    fail(calls ? DefectKind::kSourceNotInMask : DefectKind::kCallerNotInMask, fiber, &site,
         "lane %u is not in mask 0x%08x", calls ? source : lane, mask);
    stop_fiber();
  }
  Tag* tag = arrive(op, mask, value, source, site);
  if (fiber.state == Fiber::State::kInWarpOp)
    suspend(false);
  if (op == WarpOp::kSync)
    race_acquire(tag);
  return fiber.result;
}

/// Brings the running lane's part. Afterwards it waits, unless it was the last of the mask.
Tag* Launch::arrive(WarpOp op, uint32_t mask, uint64_t value, uint32_t source, const std::source_location& site) {
  const RaceIgnored ignored;
  Fiber& fiber = *running_;
  const uint32_t lane = fiber.view.flat % kWarpSize;
  Meeting& meeting = join(op, mask, site);
  meeting.value[lane] = value;
  meeting.source[lane] = source;
  meeting.arrived |= 1u << lane;
  Tag* tag = meeting.tag;
  if (op == WarpOp::kSync)
    race_release(tag);
  fiber.state = Fiber::State::kInWarpOp;
  fiber.site = site;
  fiber.mask = mask;
  if (meeting.arrived == mask)
    complete(fiber.view.flat / kWarpSize, meeting);
  return tag;
}

/// The open meeting of the running lane's warp with that operation, mask and line; a new one when there is none.
Meeting& Launch::join(WarpOp op, uint32_t mask, const std::source_location& site) {
  auto& open = meetings_[running_->view.flat / kWarpSize];
  for (Meeting& m : open) {
    if (m.op == op && m.mask == mask && same_site(m.site, site))
      return m;
  }
  Meeting& fresh = open.emplace_back();
  fresh.op = op;
  fresh.mask = mask;
  fresh.site = site;
  fresh.arrived = 0;
  fresh.tag = op == WarpOp::kSync ? new_tag() : nullptr;
  return fresh;
}

uint64_t Launch::outcome(const Meeting& meeting, uint32_t lane) const {
  if (meeting.op == WarpOp::kShuffle)
    return meeting.value[meeting.source[lane]];
  uint64_t votes = 0;
  for (uint32_t i = 0; i < kWarpSize; i++) {
    if (has(meeting.mask, i) && meeting.value[i] != 0)
      votes |= uint64_t{1} << i;
  }
  return votes;
}

/// Gives every lane of the mask its result, lets it go on, and forgets the meeting.
void Launch::complete(uint32_t warp, Meeting& meeting) {
  for (uint32_t lane = 0; lane < kWarpSize; lane++) {
    if (!has(meeting.mask, lane))
      continue;
    Fiber& fiber = fibers_[warp * kWarpSize + lane];
    fiber.result = outcome(meeting, lane);
    fiber.state = Fiber::State::kReady;
  }
  auto& open = meetings_[warp];
  meeting = open.back();
  open.pop_back();
}

/// Nobody can go on, and some wait in a warp operation: reports the first lane that they wait for in vain.
void Launch::find_stuck_warp_op() {
  for (const Fiber& f : fibers_) {
    if (f.state != Fiber::State::kInWarpOp)
      continue;
    for (uint32_t lane = 0; lane < kWarpSize; lane++) {
      if (has(f.mask, lane) && blames(f, lane))
        return;
    }
  }
  fail(DefectKind::kDeadlock, fibers_[0], nullptr, "no thread of the block can go on");
}

/// Reports what keeps `lane` from meeting `f`, and returns true; false when it is there.
bool Launch::blames(const Fiber& f, uint32_t lane) {
  const uint32_t i = f.view.flat / kWarpSize * kWarpSize + lane;
  if (i >= n_threads_) {
    fail(DefectKind::kLaneExitedInMask, f, &f.site, "mask 0x%08x names lane %u, which the block does not have", f.mask,
         lane);
    return true;
  }
  const Fiber& other = fibers_[i];
  const auto line = static_cast<unsigned>(other.site.line());
  switch (other.state) {
  case Fiber::State::kReady:
    return false;
  case Fiber::State::kDone:
    fail(DefectKind::kLaneExitedInMask, f, &f.site, "mask 0x%08x names lane %u, which has exited", f.mask, lane);
    return true;
  case Fiber::State::kAtBarrier:
    fail(DefectKind::kDeadlock, f, &f.site, "mask 0x%08x names lane %u, which waits at the barrier of line %u", f.mask,
         lane, line);
    return true;
  case Fiber::State::kInWarpOp:
    if (other.mask == f.mask && same_site(other.site, f.site))
      return false;
    fail(DefectKind::kDivergentWarpOp, f, &f.site, "mask 0x%08x names lane %u, which waits with mask 0x%08x at line %u",
         f.mask, lane, other.mask, line);
    return true;
  }
  return false;
}

} // namespace ff::sim
