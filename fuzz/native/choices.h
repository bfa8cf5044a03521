// Input bytes as a sequence of choices. At the end every choice is the first of its range, so that any input means
// something and cutting one makes a simpler case.
#ifndef FF_FUZZ_CHOICES_H
#define FF_FUZZ_CHOICES_H

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>

namespace ff::fuzz {

/// A heap block of exactly that many bytes: AddressSanitizer sees the first byte past it.
class Block {
public:
  explicit Block(uint64_t size = 0) : data_(new uint8_t[size]()), size_(size) {}
  uint8_t* data() const { return data_.get(); }
  float* floats() const { return reinterpret_cast<float*>(data_.get()); }
  uint64_t size() const { return size_; }

private:
  std::unique_ptr<uint8_t[]> data_;
  uint64_t size_;
};

class Choices {
public:
  Choices(const uint8_t* data, size_t size) : at_(data), end_(data + size) {}

  uint8_t byte() { return at_ == end_ ? uint8_t{0} : *at_++; }
  /// From low to high, both included; at most 256 apart.
  uint32_t range(uint32_t low, uint32_t high) { return low + byte() % (high - low + 1); }
  bool flag() { return (byte() & 1) != 0; }
  template <typename T, size_t n> T pick(const T (&items)[n]) { return items[byte() % n]; }

  const uint8_t* rest() const { return at_; }
  uint64_t rest_size() const { return static_cast<uint64_t>(end_ - at_); }

  /// Fills [into, into + size) with the bytes that are left, over and over, beginning at `salt`. They stay for the
  /// next.
  void fill(void* into, uint64_t size, uint64_t salt) const {
    auto* out = static_cast<uint8_t*>(into);
    if (rest_size() == 0) {
      std::memset(out, 0, size);
      return;
    }
    uint64_t from = salt % rest_size();
    for (uint64_t done = 0; done < size; from = 0) {
      const uint64_t n = std::min(size - done, rest_size() - from);
      std::memcpy(out + done, at_ + from, n);
      done += n;
    }
  }

private:
  const uint8_t* at_;
  const uint8_t* end_;
};

/// Clears the top bit of every exponent: float32, float16 and the scales of blocks, which all lie on even offsets,
/// become less than 2 in magnitude, and nothing is NaN or infinite.
inline void make_gentle(void* data, uint64_t size) {
  auto* bytes = static_cast<uint8_t*>(data);
  for (uint64_t i = 1; i < size; i += 2)
    bytes[i] &= 0xbf;
}

} // namespace ff::fuzz

#endif
