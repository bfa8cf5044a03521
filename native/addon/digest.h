// SHA-256 by the OpenSSL that Node itself was built with and exports to addons: the code behind node:crypto, and none
// of ours.
#ifndef FF_ADDON_DIGEST_H
#define FF_ADDON_DIGEST_H

#include <array>
#include <cstddef>
#include <cstdint>

namespace ff::addon {

using Sha256 = std::array<uint8_t, 32>;

class Digest {
public:
  /// False where this Node exports no OpenSSL.
  static bool available();

  Digest();
  ~Digest();
  Digest(const Digest&) = delete;
  Digest& operator=(const Digest&) = delete;

  /// Both false where OpenSSL refuses: no memory, or a policy that forbids the digest.
  bool update(const uint8_t* data, size_t size);
  bool finish(Sha256* sha256);

private:
  void* context_ = nullptr;
};

} // namespace ff::addon

#endif
