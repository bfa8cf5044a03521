#include <cstdlib>

#include "abi/schedule.h"
#include "sim/runtime.h"

namespace ff::kernels {

void use_schedule_of_environment() {
  static const char* const text = std::getenv("FF_SIM_SEED");
  if (text != nullptr)
    sim::options().seed = std::strtoull(text, nullptr, 10);
}

} // namespace ff::kernels
