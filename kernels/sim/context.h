// A saved point of execution on a stack of its own, and the switch between two of them.
//
// On x86-64 the switch is 17 instructions (about 5 ns); ucontext, which enters the kernel twice to save the signal
// mask, takes 0.4 µs. ucontext is what other processors use, and FF_SIM_UCONTEXT=1 selects it anywhere: the lanes run
// both.
#ifndef FF_KERNELS_SIM_CONTEXT_H
#define FF_KERNELS_SIM_CONTEXT_H

#include <cstddef>

#if !defined(FF_SIM_UCONTEXT)
#if defined(__x86_64__) && defined(__ELF__)
#define FF_SIM_UCONTEXT 0
#else
#define FF_SIM_UCONTEXT 1
#endif
#endif

#if FF_SIM_UCONTEXT
#include <ucontext.h>
#endif

namespace ff::sim {

/// Bytes of a fiber's stack. Kernels keep little on it; under ASan frames are larger.
inline constexpr size_t kStackBytes = 64 * 1024;

/// A stack with an unmapped page below it, so that overflowing it faults.
class Stack {
public:
  Stack() = default;
  Stack(Stack&& other) noexcept : base_(other.base_) { other.base_ = nullptr; }
  Stack& operator=(Stack&& other) noexcept;
  ~Stack() { release(); }
  /// False when there is no memory.
  [[nodiscard]] bool allocate();
  void release();
  bool allocated() const { return base_ != nullptr; }
  /// Lowest usable byte.
  char* bottom() const;

private:
  char* base_ = nullptr;
};

class Context {
public:
  /// The next switch to this context calls `entry`, which must never return.
  void prepare(const Stack& stack, void (*entry)());
  /// Saves the present point in `from`, and continues at `to`.
  static void switch_to(Context* from, Context* to);

private:
#if FF_SIM_UCONTEXT
  ucontext_t saved_;
#else
  void* sp_ = nullptr;
#endif
};

} // namespace ff::sim

#endif
