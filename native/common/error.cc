#include "common/error.h"

#include <cstdarg>
#include <cstdio>

namespace ff {

namespace {
/// Longest message kept. Messages are one line about a few numbers; a longer one is cut, never overrun.
constexpr std::size_t kMaxMessage = 512;
thread_local char message[kMaxMessage] = "";
} // namespace

Status fail(ff_status code, const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  return Status(code);
}

const char* last_error() { return message; }

} // namespace ff
