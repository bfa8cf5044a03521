// What the sanitizers must be told about fibers and about the shared arena; nothing in a plain build. The build defines
// FF_SIM_ASAN or FF_SIM_TSAN: the runtime itself is compiled without TSan, and so cannot ask the compiler.
#ifndef FF_KERNELS_SIM_SANITIZERS_H
#define FF_KERNELS_SIM_SANITIZERS_H

#include <cstddef>

#if !defined(FF_SIM_ASAN)
#define FF_SIM_ASAN 0
#endif
#if !defined(FF_SIM_TSAN)
#define FF_SIM_TSAN 0
#endif

#if FF_SIM_ASAN
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif
#if FF_SIM_TSAN
#include <sanitizer/tsan_interface.h>
extern "C" { // exported by the runtime, in no header
void __tsan_ignore_thread_begin(void);
void __tsan_ignore_thread_end(void);
}
#endif

namespace ff::sim {

inline constexpr bool kAsan = FF_SIM_ASAN != 0;
inline constexpr bool kTsan = FF_SIM_TSAN != 0;

#if FF_SIM_ASAN
inline void poison(const void* p, size_t n) { __asan_poison_memory_region(p, n); }
inline void unpoison(const void* p, size_t n) { __asan_unpoison_memory_region(p, n); }
inline void start_switch(void** fake, const void* bottom, size_t n) { __sanitizer_start_switch_fiber(fake, bottom, n); }
inline void finish_switch(void* fake, const void** bottom, size_t* n) {
  __sanitizer_finish_switch_fiber(fake, bottom, n);
}
#else
inline void poison(const void*, size_t) {}
inline void unpoison(const void*, size_t) {}
inline void start_switch(void**, const void*, size_t) {}
inline void finish_switch(void*, const void**, size_t*) {}
#endif

#if FF_SIM_TSAN
inline void* race_fiber_current() { return __tsan_get_current_fiber(); }
inline void* race_fiber_create() { return __tsan_create_fiber(0); }
inline void race_fiber_destroy(void* fiber) { __tsan_destroy_fiber(fiber); }
/// no_sync: a switch orders nothing; only barriers and __syncwarp do.
inline void race_fiber_switch(void* fiber) { __tsan_switch_to_fiber(fiber, __tsan_switch_to_fiber_no_sync); }
inline void race_acquire(void* tag) { __tsan_acquire(tag); }
inline void race_release(void* tag) { __tsan_release(tag); }
inline void race_ignore_begin() { __tsan_ignore_thread_begin(); }
inline void race_ignore_end() { __tsan_ignore_thread_end(); }
#else
inline void* race_fiber_current() { return nullptr; }
inline void* race_fiber_create() { return nullptr; }
inline void race_fiber_destroy(void*) {}
inline void race_fiber_switch(void*) {}
inline void race_acquire(void*) {}
inline void race_release(void*) {}
inline void race_ignore_begin() {}
inline void race_ignore_end() {}
#endif

/// Hides the runtime's own memory accesses on a fiber. That its files are compiled without TSan is not enough: memcpy
/// and memset, which compilers put in for structs, are intercepted wherever they are called from.
class RaceIgnored {
public:
  RaceIgnored() { race_ignore_begin(); }
  ~RaceIgnored() { race_ignore_end(); }
  RaceIgnored(const RaceIgnored&) = delete;
  RaceIgnored& operator=(const RaceIgnored&) = delete;
};

} // namespace ff::sim

#endif
