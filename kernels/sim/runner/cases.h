// The cases: every kernel over shapes with tails against binary64 formulas, and the runtime against what CUDA says.
#ifndef FF_KERNELS_SIM_RUNNER_CASES_H
#define FF_KERNELS_SIM_RUNNER_CASES_H

#include <cstdint>
#include <vector>

#include "common/f16.h"
#include "kernels.h"
#include "sim/runner/tally.h"
#include "sim/sanitizers.h"

namespace ff::sim {

/// Fast or naive: what a group of cases runs.
struct KernelSet {
  const char* name;
  Status (*rms_norm)(const kernels::RmsNorm&);
  Status (*quantize_q8_1)(const kernels::QuantizeQ8_1&);
  Status (*mul_mat_vec_q)(const kernels::MulMatVecQ&);
};

struct Group {
  const char* name;
  void (*run)(const KernelSet&, Tally&);
};

void rms_norm_cases(const KernelSet& set, Tally& tally);
void quantize_q8_1_cases(const KernelSet& set, Tally& tally);
void mul_mat_vec_q_cases(const KernelSet& set, Tally& tally);
void launcher_cases(const KernelSet& set, Tally& tally);
/// Host twins of device instructions. Independent of the set.
void twin_cases(Tally& tally);
/// Threads, warp operations, atomics and schedules of the runtime.
void runtime_cases(Tally& tally);

/// Unit roundoff of binary32.
inline constexpr double kU = 0x1p-24;

/// Schedules: ascending, then both strategies. Every one must give the same bits.
inline constexpr uint64_t kSeeds[] = {0, 1, 2, 3};

/// Reproducible numbers: splitmix64 (Steele, Lea and Flood, 2014).
class Random {
public:
  explicit Random(uint64_t seed) : state_(seed) {}
  uint64_t next() {
    uint64_t z = state_ += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
  }
  uint32_t below(uint32_t n) { return static_cast<uint32_t>((next() >> 32) * n >> 32); }
  /// In [-1, 1).
  float unit() { return static_cast<float>(static_cast<int32_t>(next() >> 40) - (1 << 23)) * 0x1p-23f; }

private:
  uint64_t state_;
};

template <typename T> uint64_t bytes_of(const std::vector<T>& v) { return v.size() * sizeof(T); }

} // namespace ff::sim

#endif
