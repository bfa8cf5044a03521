#include "addon/pass.h"

#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cmath>
#include <condition_variable>
#include <cstring>
#include <memory>
#include <mutex>
#include <new>
#include <vector>

#include "addon/arguments.h"
#include "addon/digest.h"
#include "common/tensor_scan.h"

namespace ff::addon {

namespace {

constexpr napi_type_tag kPassTag = {0x6c69627261727931ull, 0xff5e55edc0de0003ull};

/// Read at once: stays in a core's second cache, so that the scan finds there what the digest has just read.
constexpr uint64_t kPieceBytes = 512u << 10;
constexpr uint64_t kCarryBytes = FF_SCAN_MAX_BLOCK_BYTES;
constexpr uint64_t kLayoutWords = 2 + 4 * FF_SCAN_MAX_FIELDS;
constexpr uint64_t kExtentNumbers = 4;
constexpr uint64_t kTallyNumbers = 2 + FF_SCAN_MAX_FIELDS + 2 * FF_SCAN_DEFECTS;
/// Before the tally of a tensor: its index among the extents, and whether its rows repeat.
constexpr uint64_t kTallyHead = 2;

/// Read and kept while it is not yet known what to scan: the metadata of any real model, and what is hashed while it is parsed.
constexpr uint64_t kAheadBytes = 16u << 20;

/// Shared by the handle and the worker.
class PassState {
 public:
  uint64_t size = 0;
  std::atomic<uint64_t> position{0};

  bool stopped() const { return stopped_.load(std::memory_order_relaxed); }

  void stop() {
    const std::lock_guard lock(mutex_);
    stopped_.store(true, std::memory_order_relaxed);
    changed_.notify_all();
  }

  /// What to scan; false when that was said before.
  bool plan(std::unique_ptr<TensorScan> scan) {
    const std::lock_guard lock(mutex_);
    if (planned_) return false;
    planned_ = true;
    scan_ = std::move(scan);
    changed_.notify_all();
    return true;
  }

  /// What to scan, once; null where that has not been said, after waiting for it if asked to, or when the pass was stopped.
  std::unique_ptr<TensorScan> take_plan(bool wait) {
    std::unique_lock lock(mutex_);
    if (wait) changed_.wait(lock, [this] { return planned_ || stopped(); });
    return std::move(scan_);
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::atomic<bool> stopped_{false};
  bool planned_ = false;
  std::unique_ptr<TensorScan> scan_;
};

using PassRef = std::shared_ptr<PassState>;

ff_number_layout layout_at(const uint32_t* words) {
  ff_number_layout layout{};
  layout.block_bytes = words[0];
  layout.n_fields = words[1];
  for (uint32_t i = 0; i < FF_SCAN_MAX_FIELDS; i++) {
    const uint32_t* field = words + 2 + 4 * i;
    layout.fields[i] = {field[0], field[1], field[2], field[3]};
  }
  return layout;
}

/// Every count and offset fits a double: files are below 2^53 bytes.
void put_tally(const ff_number_tally& tally, double* out) {
  for (const uint64_t number : {tally.bits, tally.nonzeros}) *out++ = static_cast<double>(number);
  for (const uint64_t greatest : tally.greatest) *out++ = static_cast<double>(greatest);
  for (const uint64_t count : tally.counts) *out++ = static_cast<double>(count);
  for (const uint64_t first : tally.firsts) *out++ = first == UINT64_MAX ? HUGE_VAL : static_cast<double>(first);
}

/// True, and the number, for an integer in [0, 2^53).
bool to_size(double wide, uint64_t* size) {
  if (!(wide >= 0 && wide < 0x1p53) || std::floor(wide) != wide) return false;
  *size = static_cast<uint64_t>(wide);
  return true;
}

class PassWorker : public Napi::AsyncWorker {
 public:
  PassWorker(Napi::Env env, int descriptor, PassRef state)
      : Napi::AsyncWorker(env, "ff_pass"),
        deferred_(Napi::Promise::Deferred::New(env)),
        descriptor_(descriptor),
        size_(state->size),
        state_(std::move(state)) {}

  Napi::Promise promise() const { return deferred_.Promise(); }

 protected:
  /// Off the main thread: touches the descriptor, which the caller keeps open, and our own memory.
  void Execute() override {
    const uint64_t ahead = std::min(kAheadBytes, (size_ + kPieceBytes - 1) / kPieceBytes * kPieceBytes);
    buffer_.reset(new (std::nothrow) uint8_t[kCarryBytes + std::max(ahead, kPieceBytes)]);
    if (buffer_ == nullptr) return refuse(FF_E_MEMORY, "pass: no memory for a piece");
    uint64_t start = 0;
    if (!read_ahead(ahead, &start) || !read_rest(start) || state_->stopped()) return;
    if (!digest_.finish(&sha256_)) return refuse(FF_E_UNSUPPORTED, "pass: OpenSSL refuses to hash");
    done_ = true;
  }

  void OnOK() override {
    const Napi::HandleScope scope(Env());
    if (status_ != FF_OK) return deferred_.Reject(error().Value());
    if (!done_) return deferred_.Resolve(Env().Null());
    Napi::Object result = Napi::Object::New(Env());
    Napi::Uint8Array digest = Napi::Uint8Array::New(Env(), sha256_.size());
    std::memcpy(digest.Data(), sha256_.data(), sha256_.size());
    result.Set("sha256", digest);
    result.Set("tallies", tallies());
    deferred_.Resolve(result);
  }

  void OnError(const Napi::Error& problem) override { deferred_.Reject(problem.Value()); }

 private:
  /// Hashes until it is known what to scan, keeps what it has read until then, and scans that.
  bool read_ahead(uint64_t ahead, uint64_t* start) {
    uint8_t* const kept = buffer_.get() + kCarryBytes;
    while ((scan_ = state_->take_plan(*start == std::min(ahead, size_))) == nullptr) {
      if (state_->stopped() || !hash_piece(kept + *start, start)) return false;
    }
    if (*start == 0) return true;
    scan_->piece(kept, 0, *start);
    // As after every piece: its end is what comes before the next. A file that is shorter than that has been read whole.
    if (*start < size_) std::memcpy(buffer_.get(), kept + *start - kCarryBytes, kCarryBytes);
    return true;
  }

  bool read_rest(uint64_t start) {
    uint8_t* const piece = buffer_.get() + kCarryBytes;
    while (start < size_) {
      const uint64_t begin = start;
      if (state_->stopped() || !hash_piece(piece, &start)) return false;
      scan_->piece(piece, begin, start);
      if (start < size_) std::memcpy(buffer_.get(), buffer_.get() + kPieceBytes, kCarryBytes);
    }
    return true;
  }

  /// Reads the piece at `*start`, and moves `*start` to its end.
  bool hash_piece(uint8_t* into, uint64_t* start) {
    const uint64_t length = std::min(kPieceBytes, size_ - *start);
    if (!read_whole(into, *start, length)) return false;
    if (!digest_.update(into, length)) {
      refuse(FF_E_UNSUPPORTED, "pass: OpenSSL refuses to hash");
      return false;
    }
    *start += length;
    state_->position.store(*start, std::memory_order_relaxed);
    return true;
  }

  bool read_whole(uint8_t* into, uint64_t offset, uint64_t length) {
    for (uint64_t done = 0; done < length;) {
      const ssize_t count = pread(descriptor_, into + done, length - done, static_cast<off_t>(offset + done));
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) {
        errno_ = count < 0 ? errno : 0;
        offset_ = offset + done;
        refuse(FF_E_READ, "pass: the file cannot be read to its end");
        return false;
      }
      done += static_cast<uint64_t>(count);
    }
    return true;
  }

  void refuse(ff_status status, const char* message) {
    status_ = status;
    message_ = message;
  }

  Napi::Error error() {
    Napi::Error problem = make_error(Env(), status_name(status_), message_);
    problem.Set("errno", Napi::Number::New(Env(), errno_));
    problem.Set("offset", Napi::Number::New(Env(), static_cast<double>(offset_)));
    return problem;
  }

  Napi::Value tallies() {
    const std::vector<TensorTally>& told = scan_->tallies();
    Napi::Float64Array numbers = Napi::Float64Array::New(Env(), told.size() * (kTallyHead + kTallyNumbers));
    double* out = numbers.Data();
    for (const TensorTally& each : told) {
      out[0] = each.extent;
      out[1] = each.repeats ? 1 : 0;
      put_tally(each.tally, out + kTallyHead);
      out += kTallyHead + kTallyNumbers;
    }
    return numbers;
  }

  Napi::Promise::Deferred deferred_;
  int descriptor_;
  uint64_t size_;
  PassRef state_;
  std::unique_ptr<uint8_t[]> buffer_;
  std::unique_ptr<TensorScan> scan_;
  Digest digest_;
  Sha256 sha256_{};
  bool done_ = false;
  ff_status status_ = FF_OK;
  const char* message_ = "";
  int errno_ = 0;
  uint64_t offset_ = 0;
};

bool to_layouts(const Napi::Value& value, std::vector<ff_number_layout>* layouts) {
  View words;
  if (!to_view(value, napi_uint32_array, &words) || words.elements % kLayoutWords != 0) return false;
  std::vector<uint32_t> copy(words.elements);
  if (!copy.empty()) std::memcpy(copy.data(), words.data, words.size);
  for (uint64_t at = 0; at < copy.size(); at += kLayoutWords) layouts->push_back(layout_at(copy.data() + at));
  return true;
}

bool to_extents(const Napi::Value& value, std::vector<TensorExtent>* extents) {
  View numbers;
  if (!to_view(value, napi_float64_array, &numbers) || numbers.elements % kExtentNumbers != 0) return false;
  extents->reserve(numbers.elements / kExtentNumbers);
  for (uint64_t i = 0; i < numbers.elements; i += kExtentNumbers) {
    double row[kExtentNumbers];
    std::memcpy(row, numbers.data + i * sizeof(double), sizeof row);
    uint64_t offset, bytes, layout, row_bytes;
    if (!to_size(row[0], &offset) || !to_size(row[1], &bytes) || !to_size(row[2], &layout) || layout > UINT32_MAX) return false;
    if (!to_size(row[3], &row_bytes)) return false;
    extents->push_back({offset, bytes, static_cast<uint32_t>(layout), row_bytes});
  }
  return true;
}

PassRef pass_of(const Napi::Value& handle) {
  const auto* pass = unwrap_tagged<PassRef>(handle, kPassTag);
  if (pass != nullptr) return *pass;
  throw_argument(handle.Env(), "expected a handle from startPass");
  return nullptr;
}

}  // namespace

Napi::Value scan_numbers(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  if (!info[2].IsBoolean()) return throw_argument(env, "scanNumbers: expected bigEndian as boolean");
  std::vector<ff_number_layout> layouts;
  View bytes;
  if (!to_layouts(info[0], &layouts) || layouts.size() != 1) {
    return throw_argument(env, "scanNumbers: expected one layout as Uint32Array");
  }
  if (!to_view(info[1], napi_uint8_array, &bytes)) return throw_argument(env, "scanNumbers: expected bytes as Uint8Array");
  ff_number_tally tally;
  const uint32_t big_endian = info[2].As<Napi::Boolean>().Value() ? 1 : 0;
  const ff_status status = ff_scan_numbers(layouts.data(), bytes.data, bytes.size, big_endian, &tally);
  if (status != FF_OK) return throw_error(env, status_name(status), last_error());
  Napi::Float64Array numbers = Napi::Float64Array::New(env, kTallyNumbers);
  put_tally(tally, numbers.Data());
  return numbers;
}

Napi::Value start_pass(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  uint32_t descriptor = 0;
  uint64_t size = 0;
  if (!to_uint32(info[0], &descriptor) || descriptor > INT32_MAX) return throw_argument(env, "startPass: expected a descriptor");
  if (!info[1].IsNumber() || !to_size(info[1].As<Napi::Number>().DoubleValue(), &size)) {
    return throw_argument(env, "startPass: expected a size");
  }
  if (!Digest::available()) return env.Null();
  auto state = std::make_shared<PassState>();
  state->size = size;
  Napi::Object handle = wrap_tagged(env, kPassTag, new PassRef(state));
  if (env.IsExceptionPending()) return {};
  // AsyncWorker owns and deletes itself after OnOK or OnError.
  auto* worker = new PassWorker(env, static_cast<int>(descriptor), std::move(state));
  handle.Set("done", worker->promise());
  worker->Queue();
  return handle;
}

Napi::Value plan_pass(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const PassRef pass = pass_of(info[0]);
  if (pass == nullptr) return {};
  std::vector<ff_number_layout> layouts;
  std::vector<TensorExtent> extents;
  if (!to_layouts(info[1], &layouts)) return throw_argument(env, "planPass: expected layouts as Uint32Array");
  if (!to_extents(info[2], &extents)) return throw_argument(env, "planPass: expected extents as Float64Array");
  if (!info[3].IsBoolean()) return throw_argument(env, "planPass: expected bigEndian as boolean");
  auto scan = std::make_unique<TensorScan>();
  const Status status = scan->open(std::move(layouts), std::move(extents), pass->size, info[3].As<Napi::Boolean>().Value());
  if (!status.ok()) return throw_error(env, status_name(status.code()), last_error());
  if (!pass->plan(std::move(scan))) return throw_argument(env, "planPass: expected a pass without a plan");
  return env.Undefined();
}

Napi::Value pass_position(const Napi::CallbackInfo& info) {
  const PassRef pass = pass_of(info[0]);
  if (pass == nullptr) return {};
  return Napi::Number::New(info.Env(), static_cast<double>(pass->position.load(std::memory_order_relaxed)));
}

Napi::Value stop_pass(const Napi::CallbackInfo& info) {
  const PassRef pass = pass_of(info[0]);
  if (pass == nullptr) return {};
  pass->stop();
  return info.Env().Undefined();
}

}  // namespace ff::addon
