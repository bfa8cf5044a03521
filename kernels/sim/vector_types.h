// The built-in vector types that kernels see: CUDA's names, so that a kernel is the same text in every build.
#ifndef FF_KERNELS_SIM_VECTOR_TYPES_H
#define FF_KERNELS_SIM_VECTOR_TYPES_H

struct uint3 {
  unsigned x, y, z;
};

struct dim3 {
  unsigned x, y, z;
  constexpr dim3(unsigned x_ = 1, unsigned y_ = 1, unsigned z_ = 1) : x(x_), y(y_), z(z_) {}
};

#endif
