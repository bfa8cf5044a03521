// Scans the tensors of a file as its bytes come by, in order and in pieces: the native twin of src/checks/numbers/tensorScan.ts.
#ifndef FF_COMMON_TENSOR_SCAN_H
#define FF_COMMON_TENSOR_SCAN_H

#include <cstdint>
#include <vector>

#include "common/error.h"
#include "ff/scan.h"

namespace ff {

struct TensorExtent {
  uint64_t offset;  // in the file
  uint64_t bytes;   // a whole number of blocks, at least one
  uint32_t layout;  // index of its layout
};

struct TensorTally {
  uint32_t extent;  // index
  ff_number_tally tally;
};

class TensorScan {
 public:
  /// Checks it all: layouts that make sense, extents of whole blocks, in order, apart, inside `size` bytes.
  Status open(std::vector<ff_number_layout> layouts, std::vector<TensorExtent> extents, uint64_t size, bool big_endian);

  /// Bytes [start, end) of the file, at `bytes`; FF_SCAN_MAX_BLOCK_BYTES before them, or all there are, stand before them in
  /// memory. Pieces come in order and without gaps.
  void piece(const uint8_t* bytes, uint64_t start, uint64_t end);

  /// Of those tensors that have passed by whole and have something to tell.
  const std::vector<TensorTally>& tallies() const { return told_; }

 private:
  void scan_part(const TensorExtent& extent, const uint8_t* bytes, uint64_t start, uint64_t end);
  void finish();

  std::vector<ff_number_layout> layouts_;
  std::vector<TensorExtent> extents_;
  bool big_endian_ = false;
  uint32_t next_ = 0;
  ff_number_tally tally_{};
  std::vector<TensorTally> told_;
};

}  // namespace ff

#endif
