// Counting what passed and what failed, and saying which.
#ifndef FF_KERNELS_SIM_RUNNER_TALLY_H
#define FF_KERNELS_SIM_RUNNER_TALLY_H

#include <cstdarg>
#include <cstdint>
#include <cstdio>

namespace ff::sim {

class Tally {
public:
  /// One case. The text is printed when it failed; at most `kMostPrinted` are.
  void expect(bool right, const char* format, ...) __attribute__((format(printf, 3, 4))) {
    if (right) {
      passed_++;
      return;
    }
    if (++failed_ > kMostPrinted)
      return;
    std::va_list arguments;
    va_start(arguments, format);
    std::printf("  FAIL ");
    std::vprintf(format, arguments);
    std::printf("\n");
    va_end(arguments);
  }

  uint64_t passed() const { return passed_; }
  uint64_t failed() const { return failed_; }

private:
  static constexpr uint64_t kMostPrinted = 10;
  uint64_t passed_ = 0, failed_ = 0;
};

} // namespace ff::sim

#endif
