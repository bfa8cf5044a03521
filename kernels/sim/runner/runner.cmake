# ff_sim_runner, and a runner over each wrong version. Built on request only: `--target ff_sim_runner`.
set(FF_RUNNER_KERNEL_LIKE
  sim/planted/barriers.cu
  sim/planted/memory.cu
  sim/planted/races.cu
  sim/planted/runtime.cu
  sim/planted/warp_ops.cu
  sim/runner/cases_runtime.cu
  sim/runner/cases_twins.cu
)
set_source_files_properties(${FF_RUNNER_KERNEL_LIKE} PROPERTIES LANGUAGE CXX COMPILE_OPTIONS "-xc++")
add_library(ff_sim_runner_base OBJECT
  ${FF_RUNNER_KERNEL_LIKE}
  abi/device_buffer_sim.cc
  sim/runner/cases_launchers.cc
  sim/runner/cases_mul_mat_vec_q.cc
  sim/runner/cases_quantize_q8_1.cc
  sim/runner/cases_rms_norm.cc
  sim/runner/main.cc
  sim/runner/planted.cc
)
target_link_libraries(ff_sim_runner_base PRIVATE ff_kernel_flags)
set_target_properties(ff_sim_runner_base PROPERTIES EXCLUDE_FROM_ALL TRUE)

# A runner over the given object libraries of fast kernels.
function(ff_sim_kernel_runner target)
  set(objects ${ARGN} ff_naive_rms_norm ff_naive_quantize_q8_1 ff_naive_mul_mat_vec_q ff_sim_runner_base)
  list(TRANSFORM objects REPLACE "(.+)" "$<TARGET_OBJECTS:\\1>")
  add_executable(${target} EXCLUDE_FROM_ALL ${objects})
  target_link_libraries(${target} PRIVATE ff_sim ff_kernel_flags)
  set_target_properties(${target} PROPERTIES LINKER_LANGUAGE CXX RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})
endfunction()

ff_sim_kernel_runner(ff_sim_runner ff_fast_rms_norm ff_fast_quantize_q8_1 ff_fast_mul_mat_vec_q)
