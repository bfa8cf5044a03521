// One buffer of device memory. On the host an allocation of its own, of exactly the size asked for: under ASan the
// first byte past it is poisoned; without, guard zones on both sides are compared afterwards. On a device,
// cudaMalloc's.
#ifndef FF_KERNELS_ABI_DEVICE_BUFFER_H
#define FF_KERNELS_ABI_DEVICE_BUFFER_H

#include <cstdint>

#include "common/error.h"
#include "kernels.h"

namespace ff::kernels {

class DeviceBuffer {
public:
  explicit DeviceBuffer(const char* what) : what_(what) {}
  ~DeviceBuffer();
  DeviceBuffer(const DeviceBuffer&) = delete;
  DeviceBuffer& operator=(const DeviceBuffer&) = delete;

  /// A copy of `bytes` bytes of host memory. FF_E_MEMORY.
  Status upload(const void* from, uint64_t bytes);
  /// `bytes` bytes of 0xff: NaN as floats, so that what a kernel leaves unwritten shows. FF_E_MEMORY.
  Status allocate(uint64_t bytes);
  /// Waits for the kernels, and copies all of it to host memory.
  Status download(void* to) const;
  /// After the kernels: nothing was written around it, nor, when `original` is given, into it. FF_E_DEFECT.
  Status check_untouched(const char* kernel, const void* original) const;

  Span span() const { return {data_, bytes_}; }

private:
  const char* what_;
  void* data_ = nullptr;
  uint64_t bytes_ = 0;
};

} // namespace ff::kernels

#endif
