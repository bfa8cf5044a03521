// ff_run_op: one op with explicit data, on the calling thread.
#ifndef FF_CPU_OP_RUN_H
#define FF_CPU_OP_RUN_H

#include "common/error.h"

namespace ff::cpu {

/// Throws std::bad_alloc.
Status run_op_case(ff_op_case* op_case);

} // namespace ff::cpu

#endif
