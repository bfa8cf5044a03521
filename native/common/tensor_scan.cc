#include "common/tensor_scan.h"

#include <algorithm>
#include <limits>

namespace ff {

namespace {

constexpr uint64_t kNone = std::numeric_limits<uint64_t>::max();

ff_number_tally empty_tally() {
  ff_number_tally tally{};
  std::fill_n(tally.firsts, FF_SCAN_DEFECTS, kNone);
  return tally;
}

/// Adds `part`, whose bytes begin at byte `at` of the tensor.
void add_tally(ff_number_tally* whole, const ff_number_tally& part, uint64_t at) {
  whole->any_nonzero |= part.any_nonzero;
  for (int i = 0; i < FF_SCAN_DEFECTS; i++) {
    whole->counts[i] += part.counts[i];
    if (part.firsts[i] != kNone) whole->firsts[i] = std::min(whole->firsts[i], part.firsts[i] + at);
  }
}

/// `bytes` rounded down to whole blocks.
uint64_t whole_blocks(uint64_t bytes, uint32_t block_bytes) { return bytes - bytes % block_bytes; }

}  // namespace

Status TensorScan::open(std::vector<ff_number_layout> layouts, std::vector<TensorExtent> extents, uint64_t size, bool big_endian) {
  for (const ff_number_layout& layout : layouts) FF_TRY(Status(ff_number_layout_check(&layout)));
  uint64_t end = 0;
  for (const TensorExtent& extent : extents) {
    if (extent.layout >= layouts.size()) return fail(FF_E_ARGUMENT, "scan: expected the index of a layout, found %u", extent.layout);
    const bool inside = extent.offset >= end && extent.offset <= size && extent.bytes <= size - extent.offset;
    if (!inside || extent.bytes == 0 || extent.bytes % layouts[extent.layout].block_bytes != 0) {
      return fail(FF_E_EXTENT, "scan: expected whole blocks in order in the file, found a tensor that is not");
    }
    end = extent.offset + extent.bytes;
  }
  if (extents.size() > std::numeric_limits<uint32_t>::max()) return fail(FF_E_ARGUMENT, "scan: expected fewer tensors");
  layouts_ = std::move(layouts);
  extents_ = std::move(extents);
  big_endian_ = big_endian;
  tally_ = empty_tally();
  return {};
}

void TensorScan::piece(const uint8_t* bytes, uint64_t start, uint64_t end) {
  while (next_ < extents_.size() && extents_[next_].offset < end) {
    const TensorExtent& extent = extents_[next_];
    scan_part(extent, bytes, start, end);
    if (extent.offset + extent.bytes > end) return;
    finish();
  }
}

/// The whole blocks of a tensor that end in (start, end].
void TensorScan::scan_part(const TensorExtent& extent, const uint8_t* bytes, uint64_t start, uint64_t end) {
  const ff_number_layout& layout = layouts_[extent.layout];
  const uint64_t from = start <= extent.offset ? 0 : whole_blocks(start - extent.offset, layout.block_bytes);
  const uint64_t to = whole_blocks(std::min(end - extent.offset, extent.bytes), layout.block_bytes);
  if (to <= from) return;
  // Signed: the first block may begin before the piece.
  const int64_t shift = static_cast<int64_t>(extent.offset + from) - static_cast<int64_t>(start);
  ff_number_tally part;
  // The layout was checked, and these are whole blocks: it cannot fail.
  if (ff_scan_numbers(&layout, bytes + shift, to - from, big_endian_ ? 1 : 0, &part) == FF_OK) add_tally(&tally_, part, from);
}

void TensorScan::finish() {
  const bool told = tally_.any_nonzero == 0 || std::any_of(tally_.counts, tally_.counts + FF_SCAN_DEFECTS, [](uint64_t n) { return n > 0; });
  if (told) told_.push_back({next_, tally_});
  tally_ = empty_tally();
  next_++;
}

}  // namespace ff
