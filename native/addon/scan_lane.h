// The second thread of a pass: it scans pieces of the file, and keeps ranges of them, while the next are read and hashed.
#ifndef FF_ADDON_SCAN_LANE_H
#define FF_ADDON_SCAN_LANE_H

#include <algorithm>
#include <array>
#include <condition_variable>
#include <cstdint>
#include <cstring>
#include <memory>
#include <mutex>
#include <new>
#include <system_error>
#include <thread>
#include <vector>

#include "common/tensor_scan.h"
#include "ff/scan.h"

namespace ff::addon {

/// Read at once: stays in a core's second cache, so that the scan finds there what the digest has just read.
constexpr uint64_t kPieceBytes = 512u << 10;
constexpr uint64_t kCarryBytes = FF_SCAN_MAX_BLOCK_BYTES;

/// Pieces between the thread that reads and hashes and the one that scans: enough that neither waits for the other's slow moments.
constexpr uint64_t kSlots = 8;

/// A range of the file whose bytes are kept.
struct KeptRange {
  uint64_t start;
  uint64_t end;
};

/// What is read, and what is done with it on the way.
struct PassPlan {
  std::unique_ptr<TensorScan> scan;
  /// The first bytes of the file as they were read before: hashed as they were then, and not read again.
  std::vector<uint8_t> head;
  /// In the order of the file and apart from each other.
  std::vector<KeptRange> kept;
  uint64_t kept_bytes = 0;
};

/// A piece of the file, after the last bytes of the piece before.
struct Slot {
  std::unique_ptr<uint8_t[]> bytes;
  uint64_t begin = 0;
  uint64_t end = 0;

  uint8_t* piece() const { return bytes.get() + kCarryBytes; }
};

/// Scans pieces and keeps ranges of them on a thread of its own, in order, while the next are read and hashed.
class ScanLane {
 public:
  ScanLane(PassPlan& plan, uint8_t* kept) : plan_(plan), kept_(kept) {}
  ~ScanLane() { finish(); }
  ScanLane(const ScanLane&) = delete;
  ScanLane& operator=(const ScanLane&) = delete;

  /// False where there is no memory for the slots. Without a thread to be had, pieces are scanned where they are given.
  bool open() {
    for (Slot& slot : slots_) {
      slot.bytes.reset(new (std::nothrow) uint8_t[kCarryBytes + kPieceBytes]);
      if (slot.bytes == nullptr) return false;
    }
    try {
      thread_ = std::thread([this] { scan_all(); });
    } catch (const std::system_error&) {
    } catch (const std::bad_alloc&) {
    }
    return true;
  }

  /// The slot of the next piece, when it is free, with the end of the piece before in front.
  Slot& next() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return given_ - scanned_ < kSlots; });
    Slot& slot = slots_[given_ % kSlots];
    if (given_ > 0) {
      const Slot& before = slots_[(given_ - 1) % kSlots];
      std::memcpy(slot.bytes.get(), before.bytes.get() + (before.end - before.begin), kCarryBytes);
    }
    return slot;
  }

  /// Gives the slot away to be scanned; its bytes may still be read.
  void give(const Slot& slot) {
    if (!thread_.joinable()) scan(slot);
    const std::lock_guard lock(mutex_);
    given_++;
    if (!thread_.joinable()) scanned_ = given_;
    changed_.notify_all();
  }

  /// Waits until all that was given is scanned. False where memory ran out.
  bool finish() {
    if (!thread_.joinable()) return !failed_;
    {
      const std::lock_guard lock(mutex_);
      finished_ = true;
      changed_.notify_all();
    }
    thread_.join();
    return !failed_;
  }

 private:
  void scan_all() {
    for (std::unique_lock lock(mutex_);;) {
      changed_.wait(lock, [this] { return scanned_ < given_ || finished_; });
      if (scanned_ == given_) return;
      const Slot& slot = slots_[scanned_ % kSlots];
      lock.unlock();
      const bool done = try_scan(slot);
      lock.lock();
      failed_ = failed_ || !done;
      scanned_++;
      changed_.notify_all();
    }
  }

  /// No exception leaves the thread: what is told of a tensor takes memory.
  bool try_scan(const Slot& slot) noexcept {
    try {
      scan(slot);
      return true;
    } catch (const std::bad_alloc&) {
      return false;
    }
  }

  void scan(const Slot& slot) {
    plan_.scan->piece(slot.piece(), slot.begin, slot.end);
    keep(slot);
  }

  void keep(const Slot& slot) {
    for (; next_ < plan_.kept.size() && plan_.kept[next_].start < slot.end; next_++) {
      const KeptRange& range = plan_.kept[next_];
      const uint64_t from = std::max(range.start, slot.begin);
      const uint64_t to = std::min(range.end, slot.end);
      std::memcpy(kept_ + kept_at_ + (from - range.start), slot.piece() + (from - slot.begin), to - from);
      if (range.end > slot.end) return;
      kept_at_ += range.end - range.start;
    }
  }

  PassPlan& plan_;
  uint8_t* kept_;
  /// The first range that does not end before the next piece, and where its bytes belong.
  size_t next_ = 0;
  uint64_t kept_at_ = 0;
  std::array<Slot, kSlots> slots_;
  std::mutex mutex_;
  std::condition_variable changed_;
  uint64_t given_ = 0;
  uint64_t scanned_ = 0;
  bool finished_ = false;
  bool failed_ = false;
  std::thread thread_;
};

}  // namespace ff::addon

#endif
