// The order in which the SIMT runtime runs threads, chosen from outside: FF_SIM_SEED, a decimal number. A right kernel
// gives the same bits under every seed; a campaign runs several.
#ifndef FF_KERNELS_ABI_SCHEDULE_H
#define FF_KERNELS_ABI_SCHEDULE_H

namespace ff::kernels {

/// Sets this thread's seed from the environment as it was when first asked for; without one, the runtime's default.
void use_schedule_of_environment();

} // namespace ff::kernels

#endif
