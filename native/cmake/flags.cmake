# Flags of every native target, as an interface library: link `ff_flags` privately.
add_library(ff_flags INTERFACE)
target_compile_options(ff_flags INTERFACE
  -Wall -Wextra -Wconversion -Wshadow -Werror
  -ffp-contract=off # a multiplication and an addition round twice unless the source says fma: contracts depend on it
)

if(FF_SANITIZE STREQUAL "address,undefined")
  set(FF_SANITIZE_FLAGS -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize=vptr
      -fno-sanitize-recover=undefined)
  set(FF_SANITIZE_RUNTIME -shared-libasan)
elseif(FF_SANITIZE STREQUAL "thread")
  set(FF_SANITIZE_FLAGS -O1 -g -fno-omit-frame-pointer -fsanitize=thread)
  set(FF_SANITIZE_RUNTIME -shared-libsan)
elseif(NOT FF_SANITIZE STREQUAL "")
  message(FATAL_ERROR "FF_SANITIZE: expected empty, \"address,undefined\" or \"thread\", found \"${FF_SANITIZE}\"")
endif()

if(NOT FF_SANITIZE STREQUAL "")
  if(NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    message(FATAL_ERROR "FF_SANITIZE needs clang: pass -DCMAKE_CXX_COMPILER=clang++-19")
  endif()
  target_compile_options(ff_flags INTERFACE ${FF_SANITIZE_FLAGS})
  target_link_options(ff_flags INTERFACE ${FF_SANITIZE_FLAGS} ${FF_SANITIZE_RUNTIME})
endif()
