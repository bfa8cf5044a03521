#include "cpu/workspace.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

namespace ff::cpu {

namespace {

/// The last op that reads each value, or its writer.
std::vector<uint32_t> last_uses(const Program& program) {
  std::vector<uint32_t> last(program.values.size(), 0);
  for (uint32_t i = 0; i < program.ops.size(); i++) {
    const ffp1_op& op = program.ops[i];
    last[op.output] = i;
    for (uint32_t k = 0; k < op.n_inputs; k++)
      last[op.inputs[k]] = i;
  }
  return last;
}

/// Free slots, widest last: a hostile Program with 65,536 live values must not make this quadratic.
using FreeSlots = std::set<std::pair<uint32_t, uint32_t>>; // (width, slot)

/// Takes the widest free slot, or a new one, and widens it if it must.
uint32_t take_slot(SlotPlan* plan, FreeSlots* free, uint32_t width) {
  if (free->empty()) {
    plan->width.push_back(width);
    return static_cast<uint32_t>(plan->width.size() - 1);
  }
  const uint32_t slot = std::prev(free->end())->second;
  free->erase(std::prev(free->end()));
  plan->width[slot] = std::max(plan->width[slot], width);
  return slot;
}

} // namespace

SlotPlan plan_slots(const Program& program) {
  SlotPlan plan;
  plan.slot_of.assign(program.values.size(), FFP1_NONE);
  std::vector<uint32_t> last = last_uses(program);
  FreeSlots free;
  for (uint32_t i = 0; i < program.ops.size(); i++) {
    const ffp1_op& op = program.ops[i];
    if (op.output != program.output) {
      plan.slot_of[op.output] = take_slot(&plan, &free, program.values[op.output].width);
    }
    const auto release = [&](uint32_t value) {
      const uint32_t slot = plan.slot_of[value];
      if (slot == FFP1_NONE || last[value] != i)
        return;
      free.emplace(plan.width[slot], slot);
      last[value] = FFP1_NONE; // add(a, a) reads a twice
    };
    for (uint32_t k = 0; k < op.n_inputs; k++)
      release(op.inputs[k]);
    release(op.output);
  }
  return plan;
}

Status Workspace::allocate(const SlotPlan& plan, uint32_t capacity) {
  slots_.clear();
  slots_.resize(plan.width.size());
  for (size_t i = 0; i < slots_.size(); i++) {
    FF_TRY(slots_[i].allocate("workspace", uint64_t{plan.width[i]} * capacity * sizeof(float)));
  }
  capacity_ = capacity;
  return {};
}

uint64_t Workspace::bytes() const {
  uint64_t sum = 0;
  for (const Buffer& slot : slots_)
    sum += slot.size();
  return sum;
}

} // namespace ff::cpu
