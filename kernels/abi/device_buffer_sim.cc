#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "abi/device_buffer.h"
#include "sim/defect.h"
#include "sim/sanitizers.h"

namespace ff::kernels {

namespace {

/// On both sides. Under ASan none: its own zones begin at the first byte past the allocation.
constexpr uint64_t kGuardBytes = sim::kAsan ? 0 : 256;
constexpr unsigned char kGuardByte = 0xc3;

bool guards_whole(const unsigned char* data, uint64_t bytes) {
  const auto is_guard = [](unsigned char b) { return b == kGuardByte; };
  return std::all_of(data - kGuardBytes, data, is_guard) &&
         std::all_of(data + bytes, data + bytes + kGuardBytes, is_guard);
}

Status report(sim::DefectKind kind, const char* kernel, const char* what) {
  sim::Defect defect = {kind, kernel, {0, 0, 0}, {0, 0, 0}, "", 0, ""};
  std::snprintf(defect.detail, sizeof defect.detail, "buffer %s", what);
  sim::report(defect);
  char text[448];
  sim::format(defect, text, sizeof text);
  return fail(FF_E_DEFECT, "%s", text);
}

} // namespace

DeviceBuffer::~DeviceBuffer() {
  if (data_ != nullptr)
    std::free(static_cast<unsigned char*>(data_) - kGuardBytes);
}

Status DeviceBuffer::allocate(uint64_t bytes) {
  auto* memory = static_cast<unsigned char*>(std::malloc(bytes + 2 * kGuardBytes));
  if (memory == nullptr)
    return fail(FF_E_MEMORY, "%s: no memory for %llu bytes", what_, static_cast<unsigned long long>(bytes));
  std::memset(memory, kGuardByte, kGuardBytes);
  std::memset(memory + kGuardBytes, 0xff, bytes);
  std::memset(memory + kGuardBytes + bytes, kGuardByte, kGuardBytes);
  data_ = memory + kGuardBytes;
  bytes_ = bytes;
  return {};
}

Status DeviceBuffer::upload(const void* from, uint64_t bytes) {
  FF_TRY(allocate(bytes));
  std::memcpy(data_, from, bytes);
  return {};
}

Status DeviceBuffer::download(void* to) const {
  std::memcpy(to, data_, bytes_);
  return {};
}

Status DeviceBuffer::check_untouched(const char* kernel, const void* original) const {
  if (!guards_whole(static_cast<const unsigned char*>(data_), bytes_)) {
    return report(sim::DefectKind::kGlobalOverflow, kernel, what_);
  }
  if (original == nullptr || std::memcmp(data_, original, bytes_) == 0)
    return {};
  return report(sim::DefectKind::kInputWritten, kernel, what_);
}

} // namespace ff::kernels
