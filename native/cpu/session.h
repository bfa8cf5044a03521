// A Program with its weights, cache and working memory, run step by step.
#ifndef FF_CPU_SESSION_H
#define FF_CPU_SESSION_H

#include <atomic>
#include <memory>
#include <optional>
#include <vector>

#include "common/program.h"
#include "cpu/buffer.h"
#include "cpu/kernels.h"
#include "cpu/thread_pool.h"
#include "cpu/workspace.h"

namespace ff::cpu {

class Session {
public:
  /// Checks everything, reads the weights, allocates all that steps need. Throws std::bad_alloc and std::system_error.
  Status open(const ff_session_options& options);

  /// A step that fails leaves the positions as they were. Throws std::bad_alloc, only when tracing.
  Status step(const ff_step_args& args);
  /// From any thread: the step under way, or the next one, fails before its next op or piece of one.
  void stop();
  Status truncate(uint32_t n_past);
  Status usage(ff_usage* usage) const;

private:
  /// An op with everything that does not change from step to step.
  struct Planned {
    OpArgs args;
    const Kernel* kernel = nullptr;
    std::vector<double> frequencies;
  };
  struct Chunk;

  Status load(const ff_session_options& options);
  Status read_weights(const ff_session_options& options);
  Status allocate_caches();
  Status plan_ops();
  Status plan_op(const ffp1_op& op);
  void point_at_caches(const ffp1_op& op, OpArgs* args) const;

  Status check_step(const ff_step_args& args) const;
  Status check_logits(const ff_step_args& args) const;
  Status run_traced(const ff_step_args& args);
  Status run_chunks(const ff_step_args& args);
  void run_chunk(const Chunk& chunk);
  void run_op(const Planned& planned, const Chunk& chunk);
  OpArgs bind(const Planned& planned, const Chunk& chunk, float* output) const;
  Status check_finite() const;

  Program program_;
  uint32_t n_ctx_ = 0;
  uint32_t n_past_ = 0;
  uint32_t n_vocab_in_ = 0; // token ids are below it
  const Isa* isa_ = nullptr;
  std::unique_ptr<ThreadPool> pool_;
  std::vector<Buffer> weights_;
  std::vector<Buffer> cache_k_, cache_v_;
  std::vector<Planned> ops_;
  SlotPlan slots_;
  Workspace workspace_;
  Buffer thread_scratch_;
  uint64_t scratch_stride_ = 0;
  std::atomic<bool> busy_{false};
  std::atomic<bool> stopped_{false};

  // What the step under way has met.
  std::optional<uint32_t> first_non_finite_;
  bool logits_finite_ = true;
};

} // namespace ff::cpu

#endif
