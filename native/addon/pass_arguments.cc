#include "addon/pass_arguments.h"

#include <cmath>
#include <cstring>

namespace ff::addon {

namespace {

constexpr uint64_t kLayoutWords = 2 + 4 * FF_SCAN_MAX_FIELDS;
constexpr uint64_t kExtentNumbers = 4;

ff_number_layout layout_at(const uint32_t* words) {
  ff_number_layout layout{};
  layout.block_bytes = words[0];
  layout.n_fields = words[1];
  for (uint32_t i = 0; i < FF_SCAN_MAX_FIELDS; i++) {
    const uint32_t* field = words + 2 + 4 * i;
    layout.fields[i] = {field[0], field[1], field[2], field[3]};
  }
  return layout;
}

} // namespace

bool to_size(double wide, uint64_t* size) {
  if (!(wide >= 0 && wide < 0x1p53) || std::floor(wide) != wide)
    return false;
  *size = static_cast<uint64_t>(wide);
  return true;
}

bool to_layouts(const Napi::Value& value, std::vector<ff_number_layout>* layouts) {
  View words;
  if (!to_view(value, napi_uint32_array, &words) || words.elements % kLayoutWords != 0)
    return false;
  std::vector<uint32_t> copy(words.elements);
  if (!copy.empty())
    std::memcpy(copy.data(), words.data, words.size);
  for (uint64_t at = 0; at < copy.size(); at += kLayoutWords)
    layouts->push_back(layout_at(copy.data() + at));
  return true;
}

bool to_extents(const Napi::Value& value, std::vector<TensorExtent>* extents) {
  View numbers;
  if (!to_view(value, napi_float64_array, &numbers) || numbers.elements % kExtentNumbers != 0)
    return false;
  extents->reserve(numbers.elements / kExtentNumbers);
  for (uint64_t i = 0; i < numbers.elements; i += kExtentNumbers) {
    double row[kExtentNumbers];
    std::memcpy(row, numbers.data + i * sizeof(double), sizeof row);
    uint64_t offset, bytes, layout, row_bytes;
    if (!to_size(row[0], &offset) || !to_size(row[1], &bytes) || !to_size(row[2], &layout) || layout > UINT32_MAX)
      return false;
    if (!to_size(row[3], &row_bytes))
      return false;
    extents->push_back({offset, bytes, static_cast<uint32_t>(layout), row_bytes});
  }
  return true;
}

bool to_ranges(const Napi::Value& value, uint64_t size, PassPlan* plan) {
  View numbers;
  if (!to_view(value, napi_float64_array, &numbers) || numbers.elements % 2 != 0)
    return false;
  plan->kept.reserve(numbers.elements / 2);
  uint64_t last = 0;
  for (uint64_t i = 0; i < numbers.elements; i += 2) {
    double row[2];
    std::memcpy(row, numbers.data + i * sizeof(double), sizeof row);
    KeptRange range{};
    if (!to_size(row[0], &range.start) || !to_size(row[1], &range.end))
      return false;
    if (range.start < last || range.end < range.start || range.end > size)
      return false;
    plan->kept.push_back(range);
    plan->kept_bytes += range.end - range.start;
    last = range.end;
  }
  return true;
}

bool to_head(const Napi::Value& value, std::vector<uint8_t>* head) {
  View bytes;
  if (!to_view(value, napi_uint8_array, &bytes))
    return false;
  head->assign(bytes.data, bytes.data + bytes.size);
  return true;
}

} // namespace ff::addon
