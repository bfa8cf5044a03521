#include "expect.h"

#include <cstdio>
#include <cstdlib>

namespace ff::fuzz {

Reached reached;

namespace {

/// With FF_FUZZ_REACHED set, says at exit which states were reached: `reached step_ok 12`, one a line.
struct PrintReached {
  ~PrintReached() {
    if (std::getenv("FF_FUZZ_REACHED") == nullptr)
      return;
    const auto line = [](const char* name, uint64_t count) {
      std::fprintf(stderr, "reached %s %llu\n", name, static_cast<unsigned long long>(count));
    };
    const char* const kinds[] = {"embed", "norm", "linear", "add", "glu", "rope", "attention"};
    for (int kind = 0; kind < 7; kind++)
      line(kinds[kind], reached.op_ok[kind]);
    line("program_ok", reached.program_ok);
    line("raw_run", reached.raw_run);
    line("op_refused", reached.op_refused);
    line("session_open", reached.session_open);
    line("step_ok", reached.step_ok);
    line("step_refused", reached.step_refused);
    line("step_nonfinite", reached.step_nonfinite);
    line("read_failed", reached.read_failed);
  }
} print_reached;

} // namespace

void expect(bool condition, const char* expectation) {
  if (condition)
    return;
  std::fprintf(stderr, "EXPECTED %s; last error: %s\n", expectation, ff_last_error());
  std::abort();
}

ff_status checked(ff_status status) {
  expect(status <= FF_E_DEFECT, "a status of ff.h");
  expect(status == FF_OK || ff_last_error()[0] != '\0', "a message with every failure");
  return status;
}

} // namespace ff::fuzz
