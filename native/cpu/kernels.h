// The ops of this engine: what one takes, and which there are.
#ifndef FF_CPU_KERNELS_H
#define FF_CPU_KERNELS_H

#include <cstdint>
#include <string>

#include "common/program.h"
#include "cpu/isa.h"
#include "cpu/thread_pool.h"

namespace ff::cpu {

/// What ops run with.
struct Env {
  const Isa& isa;
  ThreadPool& pool;
  float* scratch;          // (pool.size(), scratch_stride): private to a thread within one loop
  uint64_t scratch_stride; // at least scratch_floats of every op
};

struct Weight {
  const uint8_t* data;
  Format format;
  uint32_t rows, cols;
  uint64_t row_bytes;

  const float* floats() const { return reinterpret_cast<const float*>(data); }
};

/// One op with its operands. Extents, alignment, aliasing and token ids have been checked; output overlaps nothing.
struct OpArgs {
  const ffp1_op* op = nullptr;
  uint32_t n_tokens = 0;
  uint32_t n_past = 0;                       // position of the first token
  const float* inputs[FFP1_MAX_INPUTS] = {}; // (n_tokens, in_width[i])
  uint32_t in_width[FFP1_MAX_INPUTS] = {};
  const int32_t* tokens = nullptr; // (n_tokens), EMBED
  Weight weights[FFP1_MAX_WEIGHTS] = {};
  const double* frequencies = nullptr; // (n_rot / 2), ROPE: see rope_frequencies
  float* cache_k = nullptr;            // (positions, n_head_kv * head_dim), ATTENTION
  float* cache_v = nullptr;
  float* output = nullptr; // (n_tokens, out_width)
  uint32_t out_width = 0;
};

void run_embed(const Env& env, const OpArgs& args);
void run_norm(const Env& env, const OpArgs& args);
void run_linear(const Env& env, const OpArgs& args);
void run_add(const Env& env, const OpArgs& args);
void run_glu(const Env& env, const OpArgs& args);
void run_rope(const Env& env, const OpArgs& args);
void run_attention(const Env& env, const OpArgs& args);

/// Angle of each pair for position 1, in float64: freq_scale * freq_base^(-2i / n_rot) / factor[i]. factors: (n_rot /
/// 2) or null. frequencies: (n_rot / 2).
void rope_frequencies(const ffp1_op& op, const float* factors, double* frequencies);

/// A kernel: an op kind with the type of its first weight.
struct Kernel {
  uint32_t kind;
  const char* type; // of the first weight, "-" without
  const char* contract;
  const char* stem; // `linear.q4_1`; the instruction set is appended
  void (*run)(const Env&, const OpArgs&);
};

/// The kernel for that op, or FF_E_TYPE naming the weight that none takes.
Status find_kernel(const Program& program, const ffp1_op& op, const Kernel** kernel);

/// `linear.q4_1.avx2`
std::string kernel_name(const Kernel& kernel, const Isa& isa);

/// Capabilities as JSON, as ff_describe promises.
std::string describe(const Isa& isa);

/// Floats that a thread needs to run any op of the Program with `n_ctx` positions.
uint64_t scratch_floats(const Program& program, uint64_t n_ctx);

/// The format of a tensor type that find_kernel accepted.
Format format_of(uint32_t type);

/// A weight over bytes that hold all of it.
Weight weight_over(const ffp1_weight& weight, const uint8_t* data);

} // namespace ff::cpu

#endif
