// What a target holds against the engine, and what it got to see of it.
#ifndef FF_FUZZ_EXPECT_H
#define FF_FUZZ_EXPECT_H

#include <cstdint>

#include "ff/ff.h"

namespace ff::fuzz {

/// Says what was expected and stops: a crash to libFuzzer, with this call on the stack.
void expect(bool condition, const char* expectation);

/// Every failure has a message, and every status is one of ff.h's.
ff_status checked(ff_status status);

/// States that the generators exist for. A unit test replays the seeds and asserts that each was reached.
struct Reached {
  uint64_t program_ok = 0; // a Program from raw bytes passed the check
  uint64_t raw_run = 0;    // and ran, as an op case or a session
  uint64_t op_ok[7] = {};  // by kind: an op case that was made from choices ran
  uint64_t op_refused = 0; // an op case with one twist was refused
  uint64_t session_open = 0;
  uint64_t step_ok = 0;
  uint64_t step_refused = 0; // past the end, bad token, wrong size
  uint64_t step_nonfinite = 0;
  uint64_t read_failed = 0;
};
extern Reached reached;

} // namespace ff::fuzz

#endif
