// What @jazzer.js/fuzzer's prebuilt addon takes from glibc 2.38 and libstdc++ 13, for systems with older ones: opened
// with RTLD_GLOBAL before a copy of the addon whose version needs are weak. It looks like a Node addon, and does
// nothing as one, because that is what process.dlopen opens.
#include <cstdlib>
#include <iostream>

// C23's strtol also reads the prefix 0b, which no flag of libFuzzer uses.
extern "C" long __isoc23_strtol(const char* text, char** end, int base) { return std::strtol(text, end, base); }
extern "C" unsigned long __isoc23_strtoul(const char* text, char** end, int base) {
  return std::strtoul(text, end, base);
}

// libstdc++ 13 initialises the standard streams here; before that, every file that includes <iostream> did.
namespace {
std::ios_base::Init streams;
}
extern "C" void _ZSt21ios_base_library_initv() {}

extern "C" __attribute__((visibility("default"))) void* napi_register_module_v1(void*, void* exports) {
  return exports;
}
