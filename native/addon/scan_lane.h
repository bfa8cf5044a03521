// The second thread of a pass: it scans pieces of the file, and keeps ranges of them, while the next are read and
// hashed. Pieces that come before anybody has said what to do with them wait.
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

/// Pieces that are read and not yet scanned, at most: enough that a file's head can be judged meanwhile, and that
/// neither thread waits for the other's slow moments. Memory is taken for as many as there are at one time.
constexpr uint64_t kSlots = 64;

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

/// Keeps pieces until it is told what to do with them; then scans them and keeps ranges of them on a thread of its own,
/// in order, while the next are read and hashed.
class ScanLane {
public:
  ScanLane() = default;
  ~ScanLane() { abandon(); }
  ScanLane(const ScanLane&) = delete;
  ScanLane& operator=(const ScanLane&) = delete;

  /// Whether the next piece has to wait for one to be scanned.
  bool full() {
    const std::lock_guard lock(mutex_);
    return n_free_ == 0 && n_slots_ == kSlots;
  }

  /// A slot for the next piece, when there is one, with the end of the piece before in front; null where there is no
  /// memory.
  Slot* next() {
    std::unique_lock lock(mutex_);
    // Without memory for another, the pieces that wait give theirs back, once they are scanned.
    if (n_free_ == 0 && n_slots_ < kSlots && !add_slot() && !(begun_ && n_waiting_ > 0))
      return nullptr;
    changed_.wait(lock, [this] { return n_free_ > 0; });
    // The last that was freed is the one that the caches still hold.
    Slot* const slot = free_[--n_free_];
    // Nothing else writes to slots: the last piece is still whole, and may have been in this one.
    if (last_ != nullptr)
      std::memmove(slot->bytes.get(), last_->bytes.get() + (last_->end - last_->begin), kCarryBytes);
    last_ = slot;
    return slot;
  }

  /// Gives the slot away to be scanned; its bytes may still be read, until the next is asked for.
  void give(Slot* slot) {
    const std::lock_guard lock(mutex_);
    waiting_[(first_ + n_waiting_++) % kSlots] = slot;
    if (begun_ && !thread_.joinable())
      scan_waiting();
    changed_.notify_all();
  }

  /// Whether what has been given so far begins as `head` does. Before begin().
  bool begins_as(const std::vector<uint8_t>& head) {
    const std::lock_guard lock(mutex_);
    for (uint64_t i = 0; i < n_waiting_; i++) {
      const Slot& slot = *waiting_[(first_ + i) % kSlots];
      if (slot.begin >= head.size())
        return true;
      const uint64_t known = std::min<uint64_t>(slot.end, head.size()) - slot.begin;
      if (std::memcmp(slot.piece(), head.data() + slot.begin, known) != 0)
        return false;
    }
    return true;
  }

  /// Says what to do, once; `kept` has room for the ranges. Without a thread to be had, pieces are scanned where they
  /// are given.
  void begin(PassPlan& plan, uint8_t* kept) {
    plan_ = &plan;
    kept_ = kept;
    try {
      thread_ = std::thread([this] { scan_all(); });
    } catch (const std::system_error&) {
    } catch (const std::bad_alloc&) {
    }
    const std::lock_guard lock(mutex_);
    begun_ = true;
    if (!thread_.joinable())
      scan_waiting();
  }

  /// Waits until all that was given is scanned. False where memory ran out.
  bool finish() { return join(true); }

  /// Waits until nothing is scanned any more.
  void abandon() { join(false); }

private:
  bool join(bool whole) {
    if (!thread_.joinable())
      return !failed_;
    {
      const std::lock_guard lock(mutex_);
      finished_ = true;
      abandoned_ = !whole;
      changed_.notify_all();
    }
    thread_.join();
    return !failed_;
  }

  /// False where there is no memory.
  bool add_slot() {
    Slot& slot = slots_[n_slots_];
    slot.bytes.reset(new (std::nothrow) uint8_t[kCarryBytes + kPieceBytes]);
    if (slot.bytes == nullptr)
      return false;
    n_slots_++;
    free_[n_free_++] = &slot;
    return true;
  }

  void scan_all() {
    for (std::unique_lock lock(mutex_);;) {
      changed_.wait(lock, [this] { return n_waiting_ > 0 || finished_; });
      if (n_waiting_ == 0 || abandoned_)
        return;
      const Slot& slot = *waiting_[first_];
      lock.unlock();
      const bool done = try_scan(slot);
      lock.lock();
      release(done);
      changed_.notify_all();
    }
  }

  /// Where there is no thread for it.
  void scan_waiting() {
    while (n_waiting_ > 0)
      release(try_scan(*waiting_[first_]));
  }

  /// The first that waits is scanned.
  void release(bool done) {
    failed_ = failed_ || !done;
    free_[n_free_++] = waiting_[first_];
    first_ = (first_ + 1) % kSlots;
    n_waiting_--;
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
    plan_->scan->piece(slot.piece(), slot.begin, slot.end);
    keep(slot);
  }

  void keep(const Slot& slot) {
    for (; next_ < plan_->kept.size() && plan_->kept[next_].start < slot.end; next_++) {
      const KeptRange& range = plan_->kept[next_];
      const uint64_t from = std::max(range.start, slot.begin);
      const uint64_t to = std::min(range.end, slot.end);
      std::memcpy(kept_ + kept_at_ + (from - range.start), slot.piece() + (from - slot.begin), to - from);
      if (range.end > slot.end)
        return;
      kept_at_ += range.end - range.start;
    }
  }

  PassPlan* plan_ = nullptr;
  uint8_t* kept_ = nullptr;
  /// The first range that does not end before the next piece, and where its bytes belong.
  size_t next_ = 0;
  uint64_t kept_at_ = 0;
  std::mutex mutex_;
  std::condition_variable changed_;
  /// Those that have memory come first.
  std::array<Slot, kSlots> slots_;
  uint64_t n_slots_ = 0;
  /// A stack.
  std::array<Slot*, kSlots> free_{};
  uint64_t n_free_ = 0;
  /// Given and not yet scanned, in order: a ring.
  std::array<Slot*, kSlots> waiting_{};
  uint64_t first_ = 0;
  uint64_t n_waiting_ = 0;
  Slot* last_ = nullptr;
  bool begun_ = false;
  bool finished_ = false;
  bool abandoned_ = false;
  bool failed_ = false;
  std::thread thread_;
};

} // namespace ff::addon

#endif
