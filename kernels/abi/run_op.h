// ff_run_op and ff_describe over the kernels.
#ifndef FF_KERNELS_ABI_RUN_OP_H
#define FF_KERNELS_ABI_RUN_OP_H

#include <string>

#include "common/error.h"

namespace ff::kernels {

/// Checks the case, copies it to the device, runs its kernel, checks what lies around every buffer, copies the output
/// back. FF_E_UNSUPPORTED: an op without a kernel here; FF_E_TYPE; FF_E_ARGUMENT: an input outside the contract's
/// domain; FF_E_DEFECT; FF_E_MEMORY; and what check_op_case says.
Status run_op_case(ff_op_case* op_case);

/// Capabilities as JSON.
std::string describe();

} // namespace ff::kernels

#endif
