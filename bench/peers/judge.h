// What the judges share: libraries that are opened by name, lines that say how far they came, limits.
#ifndef FLEA_BENCH_JUDGE_H
#define FLEA_BENCH_JUDGE_H

#include <dlfcn.h>
#include <sys/resource.h>

#include <cstdio>
#include <cstdlib>
#include <string>

constexpr rlim_t kMemory = rlim_t{6} << 30;

[[noreturn]] inline void die(const char* what) {
  std::fprintf(stderr, "%s\n", what);
  std::_Exit(2);
}

inline void* open(const std::string& path) {
  void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_GLOBAL);
  return library != nullptr ? library : (die(dlerror()), nullptr);
}

template <typename F> F* find(void* library, const char* name) {
  void* symbol = dlsym(library, name);
  if (symbol == nullptr)
    die(name);
  return reinterpret_cast<F*>(symbol);
}

inline void say(const char* line) {
  std::printf("%s\n", line);
  std::fflush(stdout);
}

inline bool answer(bool loads) {
  say(loads ? "loads" : "refuses");
  return loads;
}

inline void silent(int, const char*, void*) {}

inline void limit(int what, rlim_t most) {
  const rlimit both{most, most};
  if (setrlimit(what, &both) != 0)
    die("setrlimit");
}

#endif
