#include "sim/runner/planted.h"

namespace ff::sim {

const std::vector<Planted>& all_planted() {
  static const std::vector<Planted> all = [] {
    std::vector<Planted> joined;
    for (const auto& group :
         {planted_barriers(), planted_memory(), planted_races(), planted_runtime(), planted_warp_ops()}) {
      joined.insert(joined.end(), group.begin(), group.end());
    }
    return joined;
  }();
  return all;
}

} // namespace ff::sim
