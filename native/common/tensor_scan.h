// Scans the tensors of a file as its bytes come by, in order and in pieces: the native twin of
// src/checks/numbers/tensorScan.ts.
#ifndef FF_COMMON_TENSOR_SCAN_H
#define FF_COMMON_TENSOR_SCAN_H

#include <cstdint>
#include <vector>

#include "common/error.h"
#include "ff/scan.h"

namespace ff {

struct TensorExtent {
  uint64_t offset; // in the file
  uint64_t bytes;  // a whole number of blocks, at least one
  uint32_t layout; // index of its layout
  uint64_t row;    // bytes of a row; 0 where rows are nothing to compare
};

struct TensorTally {
  uint32_t extent; // index
  bool repeats;    // every row is the first one over again
  ff_number_tally tally;
};

/// Whether the rows of a tensor, whose bytes come by in pieces, are all the first one: costs nothing once one is not.
class RowComparison {
public:
  void begin(uint64_t row, uint64_t bytes);
  /// Bytes of the tensor from byte `at` on.
  void piece(const uint8_t* bytes, uint64_t at, uint64_t size);
  bool repeats() const { return repeats_; }

private:
  uint64_t row_ = 0;
  bool repeats_ = false;
  std::vector<uint8_t> first_;
};

class TensorScan {
public:
  /// Checks it all: layouts that make sense, extents of whole blocks, in order, apart, inside `size` bytes.
  Status open(std::vector<ff_number_layout> layouts, std::vector<TensorExtent> extents, uint64_t size, bool big_endian);

  /// Bytes [start, end) of the file, at `bytes`; FF_SCAN_MAX_BLOCK_BYTES before them, or all there are, stand before
  /// them in memory. Pieces come in order and without gaps.
  void piece(const uint8_t* bytes, uint64_t start, uint64_t end);

  /// Of those tensors that have passed by whole and have something to tell.
  const std::vector<TensorTally>& tallies() const { return told_; }

private:
  void scan_part(const TensorExtent& extent, const uint8_t* bytes, uint64_t start, uint64_t end);
  void compare_rows(const TensorExtent& extent, const uint8_t* bytes, uint64_t start, uint64_t end);
  void begin();
  void finish();

  std::vector<ff_number_layout> layouts_;
  std::vector<TensorExtent> extents_;
  bool big_endian_ = false;
  uint32_t next_ = 0;
  ff_number_tally tally_{};
  RowComparison rows_;
  std::vector<TensorTally> told_;
};

} // namespace ff

#endif
