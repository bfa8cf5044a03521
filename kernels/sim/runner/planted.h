// Planted defects: kernels that are wrong in one known way, each beside the twin that is right. A lane passes only when
// the defect is reported as its kind and the twin is not reported at all.
#ifndef FF_KERNELS_SIM_RUNNER_PLANTED_H
#define FF_KERNELS_SIM_RUNNER_PLANTED_H

#include <cstdint>
#include <vector>

#include "common/error.h"
#include "sim/sanitizers.h"

namespace ff::sim {

/// What one run of a planted kernel came to.
struct Outcome {
  Status status; // FF_E_DEFECT when the runtime or a guard zone reported one
  bool right;    // the output is what the formula says
};

/// Text that a lane's report must contain; kUnseen where that lane cannot see the defect.
struct Expected {
  const char* plain;
  const char* asan;
  const char* tsan;
};
inline constexpr const char* kUnseen = "-";
/// No report: the output is wrong.
inline constexpr const char* kWrong = "wrong output";

struct Planted {
  const char* name;
  Expected expected;
  Outcome (*run)(bool defect);

  const char* expected_here() const { return kAsan ? expected.asan : kTsan ? expected.tsan : expected.plain; }
};

/// All of them; the table is in planted.cc.
const std::vector<Planted>& all_planted();

/// Files of ../planted, each with its defects.
std::vector<Planted> planted_barriers();
std::vector<Planted> planted_memory();
std::vector<Planted> planted_races();
std::vector<Planted> planted_runtime();
std::vector<Planted> planted_warp_ops();

} // namespace ff::sim

#endif
