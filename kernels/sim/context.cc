#include "sim/context.h"

#include <cstdint>
#include <sys/mman.h>
#include <unistd.h>

#include "sim/sanitizers.h"

namespace ff::sim {

namespace {
size_t page_bytes() {
  static const size_t bytes = static_cast<size_t>(sysconf(_SC_PAGESIZE));
  return bytes;
}
} // namespace

Stack& Stack::operator=(Stack&& other) noexcept {
  if (this == &other)
    return *this;
  release();
  base_ = other.base_;
  other.base_ = nullptr;
  return *this;
}

bool Stack::allocate() {
  const size_t bytes = kStackBytes + page_bytes();
  void* memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED)
    return false;
  base_ = static_cast<char*>(memory);
  if (mprotect(base_, page_bytes(), PROT_NONE) == 0)
    return true;
  release();
  return false;
}

void Stack::release() {
  if (base_ == nullptr)
    return;
  unpoison(bottom(), kStackBytes); // a fiber that a defect abandoned leaves its frames poisoned
  munmap(base_, kStackBytes + page_bytes());
  base_ = nullptr;
}

char* Stack::bottom() const { return base_ + page_bytes(); }

#if FF_SIM_UCONTEXT

void Context::prepare(const Stack& stack, void (*entry)()) {
  getcontext(&saved_);
  saved_.uc_stack.ss_sp = stack.bottom();
  saved_.uc_stack.ss_size = kStackBytes;
  saved_.uc_link = nullptr;
  makecontext(&saved_, entry, 0);
}

void Context::switch_to(Context* from, Context* to) { swapcontext(&from->saved_, &to->saved_); }

#else

// System V: rbx, rbp and r12 to r15 belong to the caller; everything else may be lost in a call. The rounding mode and
// the x87 control word are the same on every fiber, since no kernel changes them.
extern "C" __attribute__((visibility("hidden"))) void ff_sim_switch(void** save, void* load);
asm(R"(
  .text
  .globl ff_sim_switch
  .hidden ff_sim_switch
  .type ff_sim_switch, @function
  .p2align 4
ff_sim_switch:
  pushq %rbp
  pushq %rbx
  pushq %r12
  pushq %r13
  pushq %r14
  pushq %r15
  movq %rsp, (%rdi)
  movq %rsi, %rsp
  popq %r15
  popq %r14
  popq %r13
  popq %r12
  popq %rbx
  popq %rbp
  ret
  .size ff_sim_switch, .-ff_sim_switch
)");

void Context::prepare(const Stack& stack, void (*entry)()) {
  auto* top = reinterpret_cast<uint64_t*>(stack.bottom() + kStackBytes);
  *--top = 0; // the return address of `entry`: unwinders stop here, and the stack pointer is where a call leaves it
  *--top = reinterpret_cast<uint64_t>(entry);
  for (int i = 0; i < 6; i++)
    *--top = 0;
  sp_ = top;
}

void Context::switch_to(Context* from, Context* to) { ff_sim_switch(&from->sp_, to->sp_); }

#endif

} // namespace ff::sim
