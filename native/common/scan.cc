// ff_scan_numbers: each encoding is a way to load a magnitude; one loop over blocks asks of all of them whether it lies
// in [normal, absurd), and only a stretch where one does not is walked again to say what it is.
#include "ff/scan.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>

#include "common/error.h"

namespace ff {

namespace {

/// Blocks between two looks at whether anything was out of the ordinary.
constexpr uint64_t kStretch = 1024;

enum Defect { kNan, kInfinite, kAbsurd, kSubnormal };

template <typename T, bool kSwap> T load(const uint8_t* p) {
  T value;
  std::memcpy(&value, p, sizeof value);
  if constexpr (!kSwap)
    return value;
  if constexpr (sizeof(T) == 2)
    return static_cast<T>(__builtin_bswap16(value));
  if constexpr (sizeof(T) == 4)
    return __builtin_bswap32(value);
  return static_cast<T>(__builtin_bswap64(value));
}

struct Half {
  static constexpr uint32_t kInfinity = 0x7c00, kNoNumber = 0x7c01, kWidth = 2;
  template <bool kSwap> static uint32_t magnitude(const uint8_t* p) { return load<uint16_t, kSwap>(p) & 0x7fffu; }
};

struct Brain : Half {
  static constexpr uint32_t kInfinity = 0x7f80, kNoNumber = 0x7f81;
};

struct Single {
  static constexpr uint32_t kInfinity = 0x7f800000, kNoNumber = 0x7f800001, kWidth = 4;
  template <bool kSwap> static uint32_t magnitude(const uint8_t* p) { return load<uint32_t, kSwap>(p) & 0x7fffffffu; }
};

struct Double {
  static constexpr uint32_t kInfinity = 0x7ff00000, kNoNumber = 0x7ff00001, kWidth = 8;
  template <bool kSwap> static uint32_t magnitude(const uint8_t* p) {
    const uint64_t bits = load<uint64_t, kSwap>(p);
    return (static_cast<uint32_t>(bits >> 32) & 0x7fffffffu) | static_cast<uint32_t>(static_cast<uint32_t>(bits) != 0);
  }
};

struct Exponent {
  static constexpr uint32_t kInfinity = 256, kNoNumber = 256, kWidth = 1;
  template <bool kSwap> static uint32_t magnitude(const uint8_t* p) { return *p + 1u; }
};

struct Byte {
  static constexpr uint32_t kInfinity = 0x7f, kNoNumber = 0x7f, kWidth = 1;
  template <bool kSwap> static uint32_t magnitude(const uint8_t* p) { return *p; }
};

struct Nibbles : Half {
  static constexpr uint32_t kWidth = 8;
  template <bool kSwap> static uint32_t magnitude(const uint8_t* p) {
    uint32_t bits = 0;
    for (uint32_t i = 0; i < 4; i++)
      bits |= static_cast<uint32_t>(load<uint16_t, kSwap>(p + 2 * i) >> 12) << (4 * i);
    return bits & 0x7fffu;
  }
};

void note(ff_number_tally* tally, Defect defect, uint64_t at) {
  tally->counts[defect]++;
  tally->firsts[defect] = std::min(tally->firsts[defect], at);
}

/// Where the numbers of one field are counted.
struct Counter {
  ff_number_tally* tally;
  uint32_t field; // index
};

void note_absurd(const Counter& counter, uint32_t magnitude, uint64_t at) {
  note(counter.tally, kAbsurd, at);
  uint64_t& greatest = counter.tally->greatest[counter.field];
  greatest = std::max<uint64_t>(greatest, magnitude);
}

template <typename Number>
void classify(const ff_number_field& field, uint32_t magnitude, uint64_t at, const Counter& counter) {
  if (magnitude >= field.normal && magnitude < field.absurd)
    return;
  if (magnitude < field.normal) {
    if (magnitude != 0)
      note(counter.tally, kSubnormal, at);
    return;
  }
  if (magnitude < Number::kInfinity)
    return note_absurd(counter, magnitude, at);
  note(counter.tally, magnitude >= Number::kNoNumber ? kNan : kInfinite, at);
}

/// `stride` is a template argument where numbers lie side by side, so that the compiler makes vectors of them.
template <typename Number, bool kSwap, uint32_t kStride>
void scan_field(const ff_number_field& field, const uint8_t* data, uint64_t n_blocks, uint32_t block_bytes,
                const Counter& counter) {
  const uint64_t stride = kStride != 0 ? kStride : block_bytes;
  const uint32_t span = field.absurd - field.normal;
  uint32_t bits = 0;
  for (uint64_t from = 0; from < n_blocks; from += kStretch) {
    const uint64_t to = std::min(n_blocks, from + kStretch);
    const uint8_t* p = data + from * stride + field.at;
    uint32_t odd = 0, nonzeros = 0;
    for (uint64_t i = 0; i < to - from; i++) {
      const uint32_t magnitude = Number::template magnitude<kSwap>(p + i * stride);
      bits |= magnitude;
      nonzeros += static_cast<uint32_t>(magnitude != 0);
      odd |= static_cast<uint32_t>(magnitude - field.normal >= span);
    }
    counter.tally->nonzeros += nonzeros;
    if (odd == 0)
      continue;
    for (uint64_t i = from; i < to; i++) {
      const uint64_t at = i * stride + field.at;
      classify<Number>(field, Number::template magnitude<kSwap>(data + at), at, counter);
    }
  }
  counter.tally->bits |= bits;
}

using ScanField = void (*)(const ff_number_field&, const uint8_t*, uint64_t, uint32_t, const Counter&);

template <typename Number, bool kSwap> ScanField scanner(uint32_t block_bytes) {
  return block_bytes == Number::kWidth ? scan_field<Number, kSwap, Number::kWidth> : scan_field<Number, kSwap, 0>;
}

template <typename Number> ScanField scanner(uint32_t block_bytes, bool swap) {
  return swap ? scanner<Number, true>(block_bytes) : scanner<Number, false>(block_bytes);
}

ScanField scanner_of(uint32_t encoding, uint32_t block_bytes, bool swap) {
  switch (encoding) {
  case FF_NUMBER_F16:
    return scanner<Half>(block_bytes, swap);
  case FF_NUMBER_BF16:
    return scanner<Brain>(block_bytes, swap);
  case FF_NUMBER_F32:
    return scanner<Single>(block_bytes, swap);
  case FF_NUMBER_F64:
    return scanner<Double>(block_bytes, swap);
  case FF_NUMBER_E8M0:
    return scanner<Exponent>(block_bytes, swap);
  case FF_NUMBER_UE4M3:
    return scanner<Byte>(block_bytes, swap);
  default:
    return scanner<Nibbles>(block_bytes, swap);
  }
}

uint32_t width_of(uint32_t encoding) {
  constexpr uint32_t kWidths[FF_NUMBER_ENCODINGS] = {2, 2, 4, 8, 1, 1, 8};
  return kWidths[encoding];
}

Status check_field(const ff_number_layout& layout, const ff_number_field& field) {
  if (field.encoding >= FF_NUMBER_ENCODINGS) {
    return fail(FF_E_ARGUMENT, "scan: expected an encoding below %d, found %u", FF_NUMBER_ENCODINGS, field.encoding);
  }
  const uint32_t width = width_of(field.encoding);
  if (width > layout.block_bytes || field.at > layout.block_bytes - width) {
    return fail(FF_E_ARGUMENT, "scan: expected a number of %u bytes in a block of %u, found it at %u", width,
                layout.block_bytes, field.at);
  }
  if (field.absurd < field.normal) {
    return fail(FF_E_ARGUMENT, "scan: expected absurd not below normal, found %u and %u", field.absurd, field.normal);
  }
  return {};
}

Status check_layout(const ff_number_layout* layout) {
  if (layout == nullptr)
    return fail(FF_E_ARGUMENT, "scan: expected a layout, found null");
  if (layout->block_bytes == 0 || layout->block_bytes > FF_SCAN_MAX_BLOCK_BYTES) {
    return fail(FF_E_ARGUMENT, "scan: expected a block of 1 to %d bytes, found %u", FF_SCAN_MAX_BLOCK_BYTES,
                layout->block_bytes);
  }
  if (layout->n_fields == 0 || layout->n_fields > FF_SCAN_MAX_FIELDS) {
    return fail(FF_E_ARGUMENT, "scan: expected 1 to %d numbers in a block, found %u", FF_SCAN_MAX_FIELDS,
                layout->n_fields);
  }
  for (uint32_t i = 0; i < layout->n_fields; i++)
    FF_TRY(check_field(*layout, layout->fields[i]));
  return {};
}

Status scan(const ff_number_layout* layout, const uint8_t* data, uint64_t size, uint32_t big_endian,
            ff_number_tally* tally) {
  FF_TRY(check_layout(layout));
  if (tally == nullptr || (data == nullptr && size != 0))
    return fail(FF_E_ARGUMENT, "scan: expected data and a tally, found null");
  if (size % layout->block_bytes != 0) {
    return fail(FF_E_EXTENT, "scan: expected whole blocks of %u bytes, found %llu bytes", layout->block_bytes,
                static_cast<unsigned long long>(size));
  }
  *tally = {};
  std::fill_n(tally->firsts, FF_SCAN_DEFECTS, std::numeric_limits<uint64_t>::max());
  const bool swap = (big_endian != 0) == (std::endian::native == std::endian::little);
  const uint64_t n_blocks = size / layout->block_bytes;
  for (uint32_t i = 0; i < layout->n_fields; i++) {
    const ff_number_field& field = layout->fields[i];
    scanner_of(field.encoding, layout->block_bytes, swap)(field, data, n_blocks, layout->block_bytes, {tally, i});
  }
  return {};
}

} // namespace

} // namespace ff

extern "C" ff_status ff_number_layout_check(const ff_number_layout* layout) { return ff::check_layout(layout).code(); }

extern "C" ff_status ff_scan_numbers(const ff_number_layout* layout, const uint8_t* data, uint64_t size,
                                     uint32_t big_endian, ff_number_tally* tally) {
  return ff::scan(layout, data, size, big_endian, tally).code();
}
