// Running a planted kernel: one output buffer with guards around it, compared with what each element should be.
#ifndef FF_KERNELS_SIM_PLANTED_HARNESS_H
#define FF_KERNELS_SIM_PLANTED_HARNESS_H

#include <vector>

#include "abi/device_buffer.h"
#include "common/platform.cuh"
#include "sim/runner/planted.h"

namespace ff::sim {

/// `value`, after a use of `read` that the compiler cannot leave out.
inline int ignored(int read, int value) {
  volatile int sink = read;
  sink = value;
  return sink;
}

/// Gives `launch` an output of `n` ints, and compares each with `expected(i)`.
template <typename Launch, typename ExpectedAt> Outcome run_planted(uint32_t n, Launch launch, ExpectedAt expected) {
  kernels::DeviceBuffer out("out");
  if (const Status s = out.allocate(n * sizeof(int)); !s.ok())
    return {s, false};
  if (const Status s = launch(static_cast<int*>(const_cast<void*>(out.span().data))); !s.ok())
    return {s, false};
  if (const Status s = out.check_untouched("planted", nullptr); !s.ok())
    return {s, false};
  std::vector<int> got(n);
  if (const Status s = out.download(got.data()); !s.ok())
    return {s, false};
  bool right = true;
  for (uint32_t i = 0; i < n; i++)
    right = right && got[i] == expected(i);
  return {{}, right};
}

} // namespace ff::sim

#endif
