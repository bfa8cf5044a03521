#include "common/tensor_scan.h"

#include <algorithm>
#include <cstring>
#include <limits>

namespace ff {

namespace {

constexpr uint64_t kNone = std::numeric_limits<uint64_t>::max();

/// As tally.ts and rowComparison.ts have them.
constexpr uint64_t kFew = 4096;
constexpr uint64_t kManyZeros = 4;
constexpr uint64_t kMaxRowBytes = uint64_t{1} << 20;

ff_number_tally empty_tally() {
  ff_number_tally tally{};
  std::fill_n(tally.firsts, FF_SCAN_DEFECTS, kNone);
  return tally;
}

/// Adds `part`, whose bytes begin at byte `at` of the tensor.
void add_tally(ff_number_tally* whole, const ff_number_tally& part, uint64_t at) {
  whole->bits |= part.bits;
  whole->nonzeros += part.nonzeros;
  for (int i = 0; i < FF_SCAN_MAX_FIELDS; i++)
    whole->greatest[i] = std::max(whole->greatest[i], part.greatest[i]);
  for (int i = 0; i < FF_SCAN_DEFECTS; i++) {
    whole->counts[i] += part.counts[i];
    if (part.firsts[i] != kNone)
      whole->firsts[i] = std::min(whole->firsts[i], part.firsts[i] + at);
  }
}

/// `bytes` rounded down to whole blocks.
uint64_t whole_blocks(uint64_t bytes, uint32_t block_bytes) { return bytes - bytes % block_bytes; }

/// From here on a magnitude is a normal number's.
uint32_t normal_of(uint32_t encoding) {
  constexpr uint32_t kNormal[FF_NUMBER_ENCODINGS] = {0x0400, 0x0080, 0x00800000, 0x00100000, 2, 8, 0x0400};
  return kNormal[encoding];
}

/// As `isTold` of tally.ts has it.
bool is_told(const ff_number_tally& tally, uint32_t normal, uint64_t numbers) {
  if (tally.bits < normal ||
      std::any_of(tally.counts, tally.counts + FF_SCAN_DEFECTS, [](uint64_t n) { return n > 0; }))
    return true;
  if (numbers < kFew && tally.nonzeros < numbers)
    return true;
  return (numbers - tally.nonzeros) * kManyZeros >= numbers;
}

} // namespace

void RowComparison::begin(uint64_t row, uint64_t bytes) {
  row_ = row;
  repeats_ = row > 0 && row <= kMaxRowBytes && bytes / row >= 2;
  first_.clear();
}

void RowComparison::piece(const uint8_t* bytes, uint64_t at, uint64_t size) {
  if (!repeats_)
    return;
  const uint64_t kept = at < row_ ? std::min(size, row_ - at) : 0;
  first_.insert(first_.end(), bytes, bytes + kept);
  for (uint64_t done = kept; done < size && repeats_;) {
    const uint64_t in_row = (at + done) % row_;
    const uint64_t length = std::min(size - done, row_ - in_row);
    repeats_ = std::memcmp(bytes + done, first_.data() + in_row, length) == 0;
    done += length;
  }
}

Status TensorScan::open(std::vector<ff_number_layout> layouts, std::vector<TensorExtent> extents, uint64_t size,
                        bool big_endian) {
  for (const ff_number_layout& layout : layouts)
    FF_TRY(Status(ff_number_layout_check(&layout)));
  uint64_t end = 0;
  for (const TensorExtent& extent : extents) {
    if (extent.layout >= layouts.size())
      return fail(FF_E_ARGUMENT, "scan: expected the index of a layout, found %u", extent.layout);
    const bool inside = extent.offset >= end && extent.offset <= size && extent.bytes <= size - extent.offset;
    if (!inside || extent.bytes == 0 || extent.bytes % layouts[extent.layout].block_bytes != 0) {
      return fail(FF_E_EXTENT, "scan: expected whole blocks in order in the file, found a tensor that is not");
    }
    end = extent.offset + extent.bytes;
  }
  if (extents.size() > std::numeric_limits<uint32_t>::max())
    return fail(FF_E_ARGUMENT, "scan: expected fewer tensors");
  layouts_ = std::move(layouts);
  extents_ = std::move(extents);
  big_endian_ = big_endian;
  begin();
  return {};
}

void TensorScan::piece(const uint8_t* bytes, uint64_t start, uint64_t end) {
  while (next_ < extents_.size() && extents_[next_].offset < end) {
    const TensorExtent& extent = extents_[next_];
    scan_part(extent, bytes, start, end);
    compare_rows(extent, bytes, start, end);
    if (extent.offset + extent.bytes > end)
      return;
    finish();
  }
}

/// The whole blocks of a tensor that end in (start, end].
void TensorScan::scan_part(const TensorExtent& extent, const uint8_t* bytes, uint64_t start, uint64_t end) {
  const ff_number_layout& layout = layouts_[extent.layout];
  const uint64_t from = start <= extent.offset ? 0 : whole_blocks(start - extent.offset, layout.block_bytes);
  const uint64_t to = whole_blocks(std::min(end - extent.offset, extent.bytes), layout.block_bytes);
  if (to <= from)
    return;
  // Signed: the first block may begin before the piece.
  const int64_t shift = static_cast<int64_t>(extent.offset + from) - static_cast<int64_t>(start);
  ff_number_tally part;
  // The layout was checked, and these are whole blocks: it cannot fail.
  if (ff_scan_numbers(&layout, bytes + shift, to - from, big_endian_ ? 1 : 0, &part) == FF_OK)
    add_tally(&tally_, part, from);
}

/// The bytes of a tensor in [start, end).
void TensorScan::compare_rows(const TensorExtent& extent, const uint8_t* bytes, uint64_t start, uint64_t end) {
  const uint64_t from = std::max(start, extent.offset);
  const uint64_t to = std::min(end, extent.offset + extent.bytes);
  if (to > from)
    rows_.piece(bytes + (from - start), from - extent.offset, to - from);
}

void TensorScan::begin() {
  tally_ = empty_tally();
  if (next_ < extents_.size())
    rows_.begin(extents_[next_].row, extents_[next_].bytes);
}

void TensorScan::finish() {
  const TensorExtent& extent = extents_[next_];
  const ff_number_layout& layout = layouts_[extent.layout];
  const uint64_t numbers = extent.bytes / layout.block_bytes * layout.n_fields;
  const bool repeats = rows_.repeats();
  if (repeats || is_told(tally_, normal_of(layout.fields[0].encoding), numbers))
    told_.push_back({next_, repeats, tally_});
  next_++;
  begin();
}

} // namespace ff
