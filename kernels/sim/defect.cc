#include "sim/defect.h"

#include <cstdio>

namespace ff::sim {

namespace {
thread_local Defect last{};
thread_local bool any = false;
} // namespace

const char* name(DefectKind kind) {
  switch (kind) {
  case DefectKind::kBarrierAfterExit:
    return "barrier-after-exit";
  case DefectKind::kBarrierSitesDiffer:
    return "barrier-sites-differ";
  case DefectKind::kLaneExitedInMask:
    return "lane-exited-in-mask";
  case DefectKind::kDivergentWarpOp:
    return "divergent-warp-op";
  case DefectKind::kCallerNotInMask:
    return "caller-not-in-mask";
  case DefectKind::kSourceNotInMask:
    return "source-not-in-mask";
  case DefectKind::kDeadlock:
    return "deadlock";
  case DefectKind::kSharedOverflow:
    return "shared-overflow";
  case DefectKind::kSharedExhausted:
    return "shared-exhausted";
  case DefectKind::kGlobalOverflow:
    return "global-overflow";
  case DefectKind::kInputWritten:
    return "input-written";
  case DefectKind::kHang:
    return "hang";
  case DefectKind::kLaunchLimits:
    return "launch-limits";
  }
  return "unknown";
}

void format(const Defect& d, char* text, std::size_t size) {
  char where[128] = "";
  if (d.file[0] != '\0')
    std::snprintf(where, sizeof where, ", %s:%u", d.file, d.line);
  std::snprintf(text, size, "%s: %s (kernel %s, block (%u,%u,%u), thread (%u,%u,%u)%s)", name(d.kind), d.detail,
                d.kernel, d.block.x, d.block.y, d.block.z, d.thread.x, d.thread.y, d.thread.z, where);
}

const Defect* last_defect() { return any ? &last : nullptr; }

void report(const Defect& defect) {
  last = defect;
  any = true;
}

void clear_defect() { any = false; }

} // namespace ff::sim
