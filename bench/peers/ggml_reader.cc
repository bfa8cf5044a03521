// ggml's own reader, gguf_init_from_file of the library that node-llama-cpp ships, as reader.mjs runs the others:
//   ggml_reader LIBRARY FILE
// The declarations are those of ggml's public gguf.h.
#include <dlfcn.h>

#include <chrono>
#include <cstdio>

namespace {

struct InitParams {
  bool no_alloc;
  void** context;
};

using InitFromFile = void* (*)(const char*, InitParams);
using Free = void (*)(void*);

} // namespace

int main(int argc, char** argv) {
  if (argc != 3)
    return 2;
  void* library = dlopen(argv[1], RTLD_NOW);
  if (library == nullptr) {
    std::fprintf(stderr, "%s\n", dlerror());
    return 2;
  }
  const auto init = reinterpret_cast<InitFromFile>(dlsym(library, "gguf_init_from_file"));
  const auto release = reinterpret_cast<Free>(dlsym(library, "gguf_free"));
  if (init == nullptr || release == nullptr)
    return 2;
  char line[16];
  while (std::fgets(line, sizeof line, stdin) != nullptr) {
    const auto start = std::chrono::steady_clock::now();
    void* context = init(argv[2], {true, nullptr});
    const std::chrono::duration<double, std::milli> taken = std::chrono::steady_clock::now() - start;
    if (context == nullptr)
      return 1;
    release(context);
    std::printf("%.6f\n", taken.count());
    std::fflush(stdout);
  }
  return 0;
}
