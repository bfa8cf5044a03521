// The boundary between TypeScript, which parses, and C++, which computes: everything behind ff.h must survive anything
// in front of it. The first byte chooses:
//   0 to 4 mod 8   the rest is an FFP1 Program: checked, and run where it is accepted and small
//   5, 6           the rest makes one op case, good or with one twist
//   7              the rest makes a tiny model, a session and its calls, which cost a hundred times as much
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "expect.h"
#include "limits.h"
#include "op_case.h"
#include "session.h"

namespace ff::fuzz {

namespace {

/// What running it would take, activations for every token included.
bool is_small(const ff::Program& program) {
  uint64_t bytes = 0;
  for (const ffp1_weight& weight : program.weights)
    bytes += weight.bytes;
  for (const ffp1_value& value : program.values)
    bytes += uint64_t{value.width} * kMaxTokens * sizeof(float);
  for (const ffp1_cache& cache : program.caches) {
    bytes += uint64_t{cache.n_head_kv} * cache.head_dim * (kMaxPositions + kMaxTokens) * 2 * sizeof(float);
  }
  return bytes <= kMaxRunBytes && program.ops.size() <= kMaxRunOps;
}

void run_raw(const uint8_t* bytes, size_t size) {
#if defined(FF_PLANT_HEADER)
  // A planted defect: believes a header's count of values before it was checked. Only an input with the right magic and
  // version gets here, which a fuzzer finds by comparing, and blind chance does not.
  const auto field = [&](size_t i) {
    uint32_t value;
    std::memcpy(&value, bytes + 4 * i, sizeof value);
    return value;
  };
  if (size >= 12 && field(0) == FFP1_MAGIC && field(1) == FFP1_VERSION && field(2) > 0) {
    const size_t last = (size_t{field(2)} - 1) % 4096;
    const volatile uint8_t last_role = bytes[sizeof(ffp1_header) + last * sizeof(ffp1_value)];
    static_cast<void>(last_role);
  }
#endif
  if (checked(ff_program_check(bytes, size)) != FF_OK)
    return;
  reached.program_ok++;
  ff::Program program;
  expect(decode_program(bytes, size, &program).ok(), "a Program that was accepted to be accepted again");
  if (!is_small(program))
    return;
  // The Program's own bytes fill its buffers.
  const Choices choices(bytes, size);
  if (program.ops.size() == 1)
    run_raw_op(bytes, size, program, choices);
  if (check_session_program(program).ok())
    run_raw_session(bytes, size, program, choices);
}

} // namespace

} // namespace ff::fuzz

// A small quarantine: what is freed here is rarely touched again, and pages that stay in cache are three times as fast.
extern "C" const char* __asan_default_options() {
  return "quarantine_size_mb=8:malloc_context_size=12:allocator_may_return_null=1";
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0)
    return 0;
  const ff::fuzz::Choices rest(data + 1, size - 1);
  const int mode = data[0] % 8;
  if (mode < 5) {
    ff::fuzz::run_raw(data + 1, size - 1);
  } else if (mode < 7) {
    ff::fuzz::run_chosen_op(rest);
  } else {
    ff::fuzz::run_chosen_session(rest);
  }
  return 0;
}
