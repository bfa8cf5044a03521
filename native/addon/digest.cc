#include "addon/digest.h"

#include <dlfcn.h>

namespace ff::addon {

namespace {

/// Of openssl/evp.h, 1.1 and 3; types as they are across the ABI.
struct Evp {
  void* (*context_new)() = nullptr;
  void (*context_free)(void*) = nullptr;
  const void* (*sha256)() = nullptr;
  int (*init)(void*, const void*, void*) = nullptr;
  int (*update)(void*, const void*, size_t) = nullptr;
  int (*finish)(void*, unsigned char*, unsigned int*) = nullptr;
  bool complete = false;
};

template <typename F> bool find(const char* name, F* function) {
  *function = reinterpret_cast<F>(dlsym(RTLD_DEFAULT, name));
  return *function != nullptr;
}

const Evp& evp() {
  static const Evp table = [] {
    Evp t;
    t.complete = find("EVP_MD_CTX_new", &t.context_new) && find("EVP_MD_CTX_free", &t.context_free) &&
                 find("EVP_sha256", &t.sha256) && find("EVP_DigestInit_ex", &t.init) &&
                 find("EVP_DigestUpdate", &t.update) && find("EVP_DigestFinal_ex", &t.finish);
    return t;
  }();
  return table;
}

} // namespace

bool Digest::available() { return evp().complete; }

Digest::Digest() {
  if (!available())
    return;
  context_ = evp().context_new();
  if (context_ == nullptr || evp().init(context_, evp().sha256(), nullptr) == 1)
    return;
  evp().context_free(context_);
  context_ = nullptr;
}

Digest::~Digest() {
  if (context_ != nullptr)
    evp().context_free(context_);
}

bool Digest::update(const uint8_t* data, size_t size) {
  return context_ != nullptr && evp().update(context_, data, size) == 1;
}

bool Digest::finish(Sha256* sha256) {
  unsigned int size = 0;
  return context_ != nullptr && evp().finish(context_, sha256->data(), &size) == 1 && size == sha256->size();
}

} // namespace ff::addon
