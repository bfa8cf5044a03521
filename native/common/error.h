// Status values and this thread's last error. Nothing here allocates or throws, so failing is as cheap as succeeding.
#ifndef FF_COMMON_ERROR_H
#define FF_COMMON_ERROR_H

#include "ff/ff.h"

namespace ff {

/// The outcome of a check. The message of a failure is kept for the thread: `fail` writes it, `last_error` reads it.
class [[nodiscard]] Status {
public:
  constexpr Status() = default;
  constexpr explicit Status(ff_status code) : code_(code) {}
  constexpr bool ok() const { return code_ == FF_OK; }
  constexpr ff_status code() const { return code_; }

private:
  ff_status code_ = FF_OK;
};

/// Formats this thread's message (what was expected, what was found, where) and returns the failure.
Status fail(ff_status code, const char* format, ...) __attribute__((format(printf, 2, 3)));

/// The last failure's message in this thread; "" when there was none. Valid until this thread's next failure.
const char* last_error();

/// Leaves the enclosing function with the failure of `expression`, if it failed.
#define FF_TRY(expression)                                                                                             \
  do {                                                                                                                 \
    if (const ff::Status ff_try_status = (expression); !ff_try_status.ok())                                            \
      return ff_try_status;                                                                                            \
  } while (false)

} // namespace ff

#endif
