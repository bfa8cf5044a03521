#include "sim/runtime.h"

#include <new>

#include "sim/scheduler.h"

namespace ff::sim {

constinit thread_local const ThreadView* current = nullptr;

namespace {
thread_local Options own_options;
/// The launch that this OS thread is in: a kernel's calls come back to it.
constinit thread_local Launch* active = nullptr;
} // namespace

Options& options() { return own_options; }

Launch* active_launch() { return active; }

void barrier(const std::source_location& site) { active->barrier(site); }

uint64_t warp_op(WarpOp op, uint32_t mask, uint64_t value, uint32_t source, const std::source_location& site) {
  return active->warp_op(op, mask, value, source, site);
}

void* shared(size_t bytes, size_t align, const std::source_location& site) {
  return active->shared(bytes, align, site);
}

Status launch_erased(const char* kernel, const dim3& grid, const dim3& block, void (*body)(void*), void* argument) {
  clear_defect();
  try {
    Launch launch(kernel, grid, block, body, argument, own_options);
    active = &launch;
    const bool clean = launch.run();
    active = nullptr;
    current = nullptr;
    if (clean)
      return {};
  } catch (const std::bad_alloc&) {
    active = nullptr;
    return fail(FF_E_MEMORY, "kernel %s: no memory for its threads", kernel);
  }
  char text[448];
  format(*last_defect(), text, sizeof text);
  return fail(FF_E_DEFECT, "%s", text);
}

} // namespace ff::sim
