// What JavaScript gives a pass, copied out of its arrays: they may change while the pass runs.
#ifndef FF_ADDON_PASS_ARGUMENTS_H
#define FF_ADDON_PASS_ARGUMENTS_H

#include <cstdint>
#include <vector>

#include "addon/arguments.h"
#include "addon/scan_lane.h"
#include "common/tensor_scan.h"

namespace ff::addon {

/// True, and the number, for an integer in [0, 2^53).
bool to_size(double wide, uint64_t* size);

// Each is false where the value is no array of its kind.

bool to_layouts(const Napi::Value& value, std::vector<ff_number_layout>* layouts);
bool to_extents(const Napi::Value& value, std::vector<TensorExtent>* extents);
/// Pairs of [start, end) in order and apart, inside the file. They come to fewer bytes than it has.
bool to_ranges(const Napi::Value& value, uint64_t size, PassPlan* plan);
bool to_head(const Napi::Value& value, std::vector<uint8_t>* head);

} // namespace ff::addon

#endif
