// Runs the kernels and the planted defects in one build of the runtime.
//
//   runner cases                      every case; exit 1 if one failed or none ran
//   runner cases fast                 those of the fast kernels only: for wrong versions, which it must fail
//   runner list                       planted defects, one a line: name, tab, text that this lane must report, or -
//   runner planted NAME defect|right  one planted kernel: exit 0 when nothing was reported and the output is right,
//                                     3 when the runtime reported a defect, 4 when the output is wrong
#include <cstdio>
#include <cstring>

#include "sim/runner/cases.h"
#include "sim/runner/planted.h"

namespace ff::sim {

namespace {

enum ExitCode : int { kClean = 0, kFailed = 1, kUsage = 2, kDefectReported = 3, kWrongOutput = 4 };

constexpr KernelSet kSets[] = {
    {"fast", kernels::fast::rms_norm, kernels::fast::quantize_q8_1, kernels::fast::mul_mat_vec_q},
    {"naive", kernels::naive::rms_norm, kernels::naive::quantize_q8_1, kernels::naive::mul_mat_vec_q},
};

constexpr Group kGroups[] = {
    {"rms_norm", rms_norm_cases},
    {"quantize_q8_1", quantize_q8_1_cases},
    {"mul_mat_vec_q", mul_mat_vec_q_cases},
    {"launchers", launcher_cases},
};

/// One line of the table. A group that ran nothing has failed.
bool print_row(const char* group, const char* set, const Tally& tally) {
  std::printf("%-16s %-6s %6llu passed %4llu failed\n", group, set, static_cast<unsigned long long>(tally.passed()),
              static_cast<unsigned long long>(tally.failed()));
  return tally.failed() == 0 && tally.passed() != 0;
}

int run_cases(bool fast_only) {
  bool right = true;
  for (const KernelSet& set : kSets) {
    if (fast_only && &set != &kSets[0])
      continue;
    for (const Group& group : kGroups) {
      Tally tally;
      group.run(set, tally);
      right = print_row(group.name, set.name, tally) && right;
    }
  }
  if (fast_only)
    return right ? kClean : kFailed;
  Tally twins, runtime;
  twin_cases(twins);
  right = print_row("host twins", "-", twins) && right;
  runtime_cases(runtime);
  right = print_row("runtime", "-", runtime) && right;
  return right ? kClean : kFailed;
}

int run_planted(const char* name, const char* variant) {
  for (const Planted& planted : all_planted()) {
    if (std::strcmp(planted.name, name) != 0)
      continue;
    const Outcome outcome = planted.run(std::strcmp(variant, "defect") == 0);
    if (!outcome.status.ok()) {
      std::printf("%s\n", last_error());
      return kDefectReported;
    }
    std::printf("%s\n", outcome.right ? "right output" : "wrong output");
    return outcome.right ? kClean : kWrongOutput;
  }
  std::printf("expected the name of a planted defect, found %s\n", name);
  return kUsage;
}

int list_planted() {
  for (const Planted& planted : all_planted())
    std::printf("%s\t%s\n", planted.name, planted.expected_here());
  return kClean;
}

} // namespace

} // namespace ff::sim

int main(int count, char** arguments) {
  const char* command = count >= 2 ? arguments[1] : "";
  if (std::strcmp(command, "list") == 0)
    return ff::sim::list_planted();
  if (std::strcmp(command, "planted") == 0 && count == 4)
    return ff::sim::run_planted(arguments[2], arguments[3]);
  if (std::strcmp(command, "cases") == 0)
    return ff::sim::run_cases(count == 3 && std::strcmp(arguments[2], "fast") == 0);
  std::printf("usage: runner cases [fast] | list | planted NAME defect|right\n");
  return ff::sim::kUsage;
}
