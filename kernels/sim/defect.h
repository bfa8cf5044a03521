// What the SIMT runtime calls a defect of a kernel, and how it reports one. Each kind has a planted kernel in planted/
// that must be reported under it.
#ifndef FF_KERNELS_SIM_DEFECT_H
#define FF_KERNELS_SIM_DEFECT_H

#include <cstddef>
#include <cstdint>

#include "sim/vector_types.h"

namespace ff::sim {

enum class DefectKind : uint8_t {
  kBarrierAfterExit,   // some threads of the block wait at a barrier that others left without reaching
  kBarrierSitesDiffer, // threads of one block meet at barriers on different source lines
  kLaneExitedInMask,   // a warp operation names a lane that returned, or that the block does not have
  kDivergentWarpOp,    // lanes of one mask wait in different warp operations, or on different source lines
  kCallerNotInMask,    // a lane calls a warp operation whose mask leaves it out
  kSourceNotInMask,    // a shuffle reads a lane that its mask leaves out: the value is undefined on a device
  kDeadlock,           // a lane of the mask waits at a block barrier: neither can go on
  kSharedOverflow,     // a write outside every shared array of the block
  kSharedExhausted,    // more shared memory than a block has
  kGlobalOverflow,     // a write outside a global buffer
  kInputWritten,       // a kernel changed a buffer that it only reads
  kHang,               // more switches than the watchdog allows
  kLaunchLimits,       // a grid or block larger than a device, or the race detector, takes
};

/// `barrier-after-exit`, …: stable, for reports and tests.
const char* name(DefectKind kind);

/// One defect. Text fields point at static storage: the kernel's name and the source file of the operation at fault.
struct Defect {
  DefectKind kind;
  const char* kernel;
  uint3 block;
  uint3 thread;
  const char* file; // "" where no source line is at fault
  unsigned line;
  char detail[192];
};

/// `kind: detail (kernel K, block (x,y,z), thread (x,y,z), file:line)` in one line, cut to `size`.
void format(const Defect& defect, char* text, std::size_t size);

/// What this thread's last launch reported; null when it reported nothing.
const Defect* last_defect();

/// Makes `defect` this thread's last. Also for checks outside a launch: guard zones of global buffers.
void report(const Defect& defect);
void clear_defect();

} // namespace ff::sim

#endif
