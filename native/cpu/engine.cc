// The C ABI of ff.h over the CPU engine. Every function is a fence: no exception leaves it.
#include <memory>
#include <new>
#include <system_error>

#include "common/program.h"
#include "cpu/kernels.h"
#include "cpu/op_run.h"
#include "cpu/session.h"
#include "ff/ff.h"

struct ff_session {
  ff::cpu::Session session;
};

namespace {

/// Runs `body`, which returns a Status, and turns what it throws into a status.
template <typename F> ff_status fenced(const F& body) {
  try {
    return body().code();
  } catch (const std::bad_alloc&) {
    return ff::fail(FF_E_MEMORY, "no memory left").code();
  } catch (const std::system_error&) {
    return ff::fail(FF_E_MEMORY, "no more threads to be had").code();
  } catch (...) {
    return ff::fail(FF_E_UNSUPPORTED, "unexpected exception").code();
  }
}

ff::Status null_argument(const char* what) {
  return ff::fail(FF_E_ARGUMENT, "%s: expected a pointer, found null", what);
}

template <typename Struct> ff::Status check_struct(const char* what, const Struct* arguments) {
  if (arguments == nullptr)
    return null_argument(what);
  if (arguments->struct_size == sizeof(Struct))
    return {};
  return ff::fail(FF_E_ARGUMENT, "%s: expected a struct of %zu bytes, found %u", what, sizeof(Struct),
                  arguments->struct_size);
}

} // namespace

extern "C" {

uint32_t ff_abi_version(void) { return FF_ABI_VERSION; }

const char* ff_describe(void) {
  try {
    static const std::string json = ff::cpu::describe(ff::cpu::best_isa());
    return json.c_str();
  } catch (...) {
    return "{}";
  }
}

const char* ff_last_error(void) { return ff::last_error(); }

ff_status ff_program_check(const uint8_t* program, uint64_t size) {
  return fenced([&] {
    ff::Program decoded;
    return ff::decode_program(program, size, &decoded);
  });
}

ff_status ff_session_open(const ff_session_options* options, ff_session** session) {
  return fenced([&]() -> ff::Status {
    if (session == nullptr)
      return null_argument("session");
    *session = nullptr;
    FF_TRY(check_struct("session options", options));
    auto opened = std::make_unique<ff_session>();
    FF_TRY(opened->session.open(*options));
    *session = opened.release();
    return {};
  });
}

ff_status ff_session_step(ff_session* session, const ff_step_args* args) {
  return fenced([&]() -> ff::Status {
    if (session == nullptr)
      return null_argument("session");
    FF_TRY(check_struct("step", args));
    return session->session.step(*args);
  });
}

void ff_session_stop(ff_session* session) {
  if (session != nullptr)
    session->session.stop();
}

ff_status ff_session_truncate(ff_session* session, uint32_t n_past) {
  return fenced([&]() -> ff::Status {
    if (session == nullptr)
      return null_argument("session");
    return session->session.truncate(n_past);
  });
}

ff_status ff_session_usage(const ff_session* session, ff_usage* usage) {
  return fenced([&]() -> ff::Status {
    if (session == nullptr)
      return null_argument("session");
    return session->session.usage(usage);
  });
}

void ff_session_close(ff_session* session) { delete session; }

ff_status ff_run_op(ff_op_case* op_case) {
  return fenced([&] { return ff::cpu::run_op_case(op_case); });
}

} // extern "C"
