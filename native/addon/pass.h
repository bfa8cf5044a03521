// One read of a whole file on a thread of libuv's pool, for its digest and its numbers; and the scan of bytes in
// memory.
#ifndef FF_ADDON_PASS_H
#define FF_ADDON_PASS_H

#include <napi.h>

namespace ff::addon {

/// scanNumbers(layout: Uint32Array, bytes: Uint8Array, bigEndian): Float64Array of a tally, [bits, nonzeros, greatest
/// of each field, then counts and firsts of each defect]. A layout is [blockBytes, nFields, then encoding, at, normal,
/// absurd of each of four fields].
Napi::Value scan_numbers(const Napi::CallbackInfo& info);

/// startPass(descriptor, size): handle, or null where this Node has no digest for us. It reads and hashes at once, and
/// as far as there is room until planPass has said what to do. The handle's `done` is a promise of { sha256:
/// Uint8Array, tallies: Float64Array of [extent, whether its rows repeat, then a tally], kept: Uint8Array }, of null
/// where it was stopped, or of false where the file does not begin as `head` of planPass does. It is rejected with
/// FF_E_READ where the file cannot be read to `size`: `errno` is then the system's, or 0 at the file's end, and
/// `offset` says where. The descriptor must stay open until `done` is settled.
Napi::Value start_pass(const Napi::CallbackInfo& info);

/// planPass(handle, layouts: Uint32Array, extents: Float64Array, bigEndian, head: Uint8Array, kept: Float64Array):
/// once. Layouts one after another as above; an extent is [offset, bytes, index of its layout, bytes of a row or 0].
/// What had been read before is compared with `head`, and the rest of `head` is hashed in place of the file's bytes;
/// kept is [start, end) of each range whose bytes are wanted, in order and apart from each other.
Napi::Value plan_pass(const Napi::CallbackInfo& info);

/// passPosition(handle): bytes read so far.
Napi::Value pass_position(const Napi::CallbackInfo& info);

/// stopPass(handle): `done` is settled within milliseconds.
Napi::Value stop_pass(const Napi::CallbackInfo& info);

} // namespace ff::addon

#endif
