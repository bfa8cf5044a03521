// Where activations live: values whose lives do not meet share a buffer, so that a session needs a handful, not one for
// each of hundreds of values.
#ifndef FF_CPU_WORKSPACE_H
#define FF_CPU_WORKSPACE_H

#include <cstdint>
#include <vector>

#include "common/program.h"
#include "cpu/buffer.h"

namespace ff::cpu {

/// Slots by value, and their widths. Inputs and the output have none: they live with the caller.
struct SlotPlan {
  std::vector<uint32_t> slot_of; // by value; FFP1_NONE without
  std::vector<uint32_t> width;   // by slot
};

/// An op's output never shares a slot with its inputs. Throws std::bad_alloc.
SlotPlan plan_slots(const Program& program);

/// The slots of a plan, for steps of up to `capacity` tokens.
class Workspace {
public:
  /// Throws std::bad_alloc.
  Status allocate(const SlotPlan& plan, uint32_t capacity);
  float* slot(uint32_t index) const { return slots_[index].floats(); }
  uint32_t capacity() const { return capacity_; }
  uint64_t bytes() const;

private:
  std::vector<Buffer> slots_;
  uint32_t capacity_ = 0;
};

} // namespace ff::cpu

#endif
