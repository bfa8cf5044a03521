// The C ABI of ff.h over the kernels: single ops only, no sessions. Every function is a fence: no exception leaves it.
#include <new>

#include "abi/run_op.h"
#include "common/program.h"
#include "ff/ff.h"

namespace {

template <typename F> ff_status fenced(const F& body) {
  try {
    return body().code();
  } catch (const std::bad_alloc&) {
    return ff::fail(FF_E_MEMORY, "no memory left").code();
  } catch (...) {
    return ff::fail(FF_E_UNSUPPORTED, "unexpected exception").code();
  }
}

ff_status no_session() {
  return ff::fail(FF_E_UNSUPPORTED,
                  "session: " FF_ENGINE_NAME " runs single ops: it has kernels for norm and linear only")
      .code();
}

} // namespace

extern "C" {

uint32_t ff_abi_version(void) { return FF_ABI_VERSION; }

const char* ff_describe(void) {
  try {
    static const std::string json = ff::kernels::describe();
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

ff_status ff_session_open(const ff_session_options*, ff_session** session) {
  if (session != nullptr)
    *session = nullptr;
  return no_session();
}

ff_status ff_session_step(ff_session*, const ff_step_args*) { return no_session(); }
void ff_session_stop(ff_session*) {}
ff_status ff_session_truncate(ff_session*, uint32_t) { return no_session(); }
ff_status ff_session_usage(const ff_session*, ff_usage*) { return no_session(); }
void ff_session_close(ff_session*) {}

ff_status ff_run_op(ff_op_case* op_case) {
  return fenced([&] { return ff::kernels::run_op_case(op_case); });
}

} // extern "C"
