#include "addon/pass.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <memory>
#include <new>
#include <vector>

#include "addon/arguments.h"
#include "addon/digest.h"
#include "addon/job.h"
#include "addon/pass_arguments.h"
#include "addon/pass_state.h"
#include "addon/scan_lane.h"
#include "common/tensor_scan.h"

namespace ff::addon {

namespace {

constexpr napi_type_tag kPassTag = {0x6c69627261727931ull, 0xff5e55edc0de0003ull};

constexpr uint64_t kTallyNumbers = 2 + FF_SCAN_MAX_FIELDS + 2 * FF_SCAN_DEFECTS;
/// Before the tally of a tensor: its index among the extents, and whether its rows repeat.
constexpr uint64_t kTallyHead = 2;

using PassRef = std::shared_ptr<PassState>;

/// What JavaScript holds. Once it is gone nobody can say what to do.
struct PassHandle {
  PassRef state;
  std::weak_ptr<Job> job;

  PassHandle(PassRef shared, const std::shared_ptr<Job>& started) : state(std::move(shared)), job(started) {}
  ~PassHandle() { state->stop_without_plan(); }
  PassHandle(const PassHandle&) = delete;
  PassHandle& operator=(const PassHandle&) = delete;
};

/// Every count and offset fits a double: files are below 2^53 bytes.
void put_tally(const ff_number_tally& tally, double* out) {
  for (const uint64_t number : {tally.bits, tally.nonzeros})
    *out++ = static_cast<double>(number);
  for (const uint64_t greatest : tally.greatest)
    *out++ = static_cast<double>(greatest);
  for (const uint64_t count : tally.counts)
    *out++ = static_cast<double>(count);
  for (const uint64_t first : tally.firsts)
    *out++ = first == UINT64_MAX ? HUGE_VAL : static_cast<double>(first);
}

class PassJob : public Job {
public:
  PassJob(int descriptor, PassRef state) : descriptor_(descriptor), size_(state->size), state_(std::move(state)) {}

  /// Touches the descriptor, which the caller keeps open, and our own memory.
  Outcome run() override {
    if (!read_all() || (plan_ == nullptr && !begin()) || state_->stopped()) {
      lane_.abandon();
      return refusal_;
    }
    if (!lane_.finish())
      return {FF_E_MEMORY, "pass: no memory for what is told of tensors"};
    if (!digest_.finish(&sha256_))
      return {FF_E_UNSUPPORTED, "pass: OpenSSL refuses to hash"};
    done_ = true;
    return {};
  }

  void stop() noexcept override { state_->stop(); }

  void settle(napi_env env, napi_deferred deferred, const Outcome& outcome) override {
    if (outcome.status != FF_OK)
      return reject_with_place(env, deferred, outcome);
    napi_value settled = nullptr;
    if (!done_ && !changed_ && napi_get_null(env, &settled) != napi_ok)
      return;
    if (changed_ && napi_get_boolean(env, false, &settled) != napi_ok)
      return;
    if (done_ && (settled = result(env)) == nullptr)
      return reject(env, deferred, {FF_E_MEMORY, "pass: no memory for its result"});
    napi_resolve_deferred(env, deferred, settled);
  }

private:
  /// Every piece is read once; it is scanned by another thread while it is hashed here. Until somebody has said what to
  /// scan, pieces are read and hashed as far as there is room for them. False where it ends here.
  bool read_all() {
    for (uint64_t start = 0; start < size_;) {
      if (state_->stopped())
        return false;
      if (plan_ == nullptr && (state_->planned() || lane_.full()) && !begin())
        return false;
      Slot* const slot = lane_.next();
      if (slot == nullptr)
        return refuse({FF_E_MEMORY, "pass: no memory for pieces"});
      slot->begin = start;
      slot->end = start + std::min(kPieceBytes, size_ - start);
      if (!read_piece(slot->piece(), slot->begin, slot->end - slot->begin))
        return false;
      const uint64_t end = slot->end;
      lane_.give(slot);
      if (!digest_.update(slot->piece(), end - start))
        return refuse({FF_E_UNSUPPORTED, "pass: OpenSSL refuses to hash"});
      start = end;
      state_->position.store(start, std::memory_order_relaxed);
    }
    return true;
  }

  /// Waits for what to do, and does it with what has been read. False where it was stopped, or the head is no longer
  /// what it was.
  bool begin() {
    plan_ = state_->take_plan();
    if (plan_ == nullptr)
      return false;
    if (!lane_.begins_as(plan_->head)) {
      changed_ = true;
      return false;
    }
    kept_.reset(new (std::nothrow) uint8_t[plan_->kept_bytes]);
    if (kept_ == nullptr)
      return refuse({FF_E_MEMORY, "pass: no memory for what is kept"});
    lane_.begin(*plan_, kept_.get());
    return true;
  }

  bool refuse(const Outcome& outcome) {
    refusal_ = outcome;
    return false;
  }

  /// What the head has of it is not read again.
  bool read_piece(uint8_t* into, uint64_t start, uint64_t length) {
    const uint64_t size = plan_ == nullptr ? 0 : plan_->head.size();
    const uint64_t known = start < size ? std::min<uint64_t>(length, size - start) : 0;
    if (known > 0)
      std::memcpy(into, plan_->head.data() + start, known);
    return read_whole(into + known, start + known, length - known);
  }

  bool read_whole(uint8_t* into, uint64_t offset, uint64_t length) {
    for (uint64_t done = 0; done < length;) {
      const ssize_t count = pread(descriptor_, into + done, length - done, static_cast<off_t>(offset + done));
      if (count < 0 && errno == EINTR)
        continue;
      if (count <= 0) {
        errno_ = count < 0 ? errno : 0;
        offset_ = offset + done;
        return refuse({FF_E_READ, "pass: the file cannot be read to its end"});
      }
      done += static_cast<uint64_t>(count);
    }
    return true;
  }

  void reject_with_place(napi_env env, napi_deferred deferred, const Outcome& outcome) const {
    napi_value error = make_error(env, status_name(outcome.status), outcome.message), number = nullptr;
    if (error == nullptr)
      return;
    if (napi_create_int32(env, errno_, &number) == napi_ok)
      napi_set_named_property(env, error, "errno", number);
    if (napi_create_double(env, static_cast<double>(offset_), &number) == napi_ok) {
      napi_set_named_property(env, error, "offset", number);
    }
    napi_reject_deferred(env, deferred, error);
  }

  /// Null where there is no memory for it; no exception is left pending.
  napi_value result(napi_env env) const {
    napi_value object = nullptr, digest = nullptr, numbers = nullptr, kept = nullptr;
    const bool made = napi_create_object(env, &object) == napi_ok &&
                      (digest = bytes_array(env, sha256_.data(), sha256_.size())) != nullptr &&
                      (numbers = tallies(env)) != nullptr &&
                      (kept = bytes_array(env, kept_.get(), plan_->kept_bytes)) != nullptr &&
                      napi_set_named_property(env, object, "sha256", digest) == napi_ok &&
                      napi_set_named_property(env, object, "tallies", numbers) == napi_ok &&
                      napi_set_named_property(env, object, "kept", kept) == napi_ok;
    if (made)
      return object;
    napi_value pending = nullptr;
    napi_get_and_clear_last_exception(env, &pending);
    return nullptr;
  }

  static napi_value bytes_array(napi_env env, const uint8_t* bytes, uint64_t size) {
    napi_value array = new_array(env, "Uint8Array", size);
    View view;
    if (array == nullptr || !to_view(Napi::Value(env, array), napi_uint8_array, &view) || view.size != size)
      return nullptr;
    if (size > 0)
      std::memcpy(view.data, bytes, size);
    return array;
  }

  napi_value tallies(napi_env env) const {
    const std::vector<TensorTally>& told = plan_->scan->tallies();
    const uint64_t length = told.size() * (kTallyHead + kTallyNumbers);
    napi_value array = new_array(env, "Float64Array", length);
    View view;
    if (array == nullptr || !to_view(Napi::Value(env, array), napi_float64_array, &view) || view.elements != length)
      return nullptr;
    auto* out = reinterpret_cast<double*>(view.data);
    for (const TensorTally& each : told) {
      out[0] = each.extent;
      out[1] = each.repeats ? 1 : 0;
      put_tally(each.tally, out + kTallyHead);
      out += kTallyHead + kTallyNumbers;
    }
    return array;
  }

  int descriptor_;
  uint64_t size_;
  PassRef state_;
  std::unique_ptr<PassPlan> plan_;
  std::unique_ptr<uint8_t[]> kept_;
  /// After what it works with: it is joined first.
  ScanLane lane_;
  Digest digest_;
  Sha256 sha256_{};
  bool done_ = false;
  bool changed_ = false;
  Outcome refusal_; // OK where it was stopped
  int errno_ = 0;
  uint64_t offset_ = 0;
};

PassHandle* pass_of(const Napi::Value& handle) {
  auto* pass = unwrap_tagged<PassHandle>(handle, kPassTag);
  if (pass == nullptr)
    throw_argument(handle.Env(), "expected a handle from startPass");
  return pass;
}

/// Who has said what to scan, or that it should stop, awaits how it ends.
void await(Napi::Env env, const PassHandle& pass) {
  if (const auto job = pass.job.lock())
    hold_job(env, job.get());
}

} // namespace

Napi::Value scan_numbers(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  if (!info[2].IsBoolean())
    return throw_argument(env, "scanNumbers: expected bigEndian as boolean");
  std::vector<ff_number_layout> layouts;
  View bytes;
  if (!to_layouts(info[0], &layouts) || layouts.size() != 1) {
    return throw_argument(env, "scanNumbers: expected one layout as Uint32Array");
  }
  if (!to_view(info[1], napi_uint8_array, &bytes))
    return throw_argument(env, "scanNumbers: expected bytes as Uint8Array");
  ff_number_tally tally;
  const uint32_t big_endian = info[2].As<Napi::Boolean>().Value() ? 1 : 0;
  const ff_status status = ff_scan_numbers(layouts.data(), bytes.data, bytes.size, big_endian, &tally);
  if (status != FF_OK)
    return throw_error(env, status_name(status), last_error());
  Napi::Float64Array numbers = Napi::Float64Array::New(env, kTallyNumbers);
  put_tally(tally, numbers.Data());
  return numbers;
}

Napi::Value start_pass(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  uint32_t descriptor = 0;
  uint64_t size = 0;
  if (!to_uint32(info[0], &descriptor) || descriptor > INT32_MAX)
    return throw_argument(env, "startPass: expected a descriptor");
  if (!info[1].IsNumber() || !to_size(info[1].As<Napi::Number>().DoubleValue(), &size)) {
    return throw_argument(env, "startPass: expected a size");
  }
  if (!Digest::available())
    return env.Null();
  auto state = std::make_shared<PassState>();
  state->size = size;
  auto job = std::make_shared<PassJob>(static_cast<int>(descriptor), state);
  Napi::Object handle = wrap_tagged(env, kPassTag, std::make_unique<PassHandle>(std::move(state), job));
  if (env.IsExceptionPending())
    return {};
  napi_value const done = start_job(env, std::move(job), Hold::kWhenTold);
  if (done == nullptr || napi_set_named_property(env, handle, "done", done) != napi_ok)
    return {};
  return handle;
}

Napi::Value plan_pass(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  PassHandle* const pass = pass_of(info[0]);
  if (pass == nullptr)
    return {};
  std::vector<ff_number_layout> layouts;
  std::vector<TensorExtent> extents;
  if (!to_layouts(info[1], &layouts))
    return throw_argument(env, "planPass: expected layouts as Uint32Array");
  if (!to_extents(info[2], &extents))
    return throw_argument(env, "planPass: expected extents as Float64Array");
  if (!info[3].IsBoolean())
    return throw_argument(env, "planPass: expected bigEndian as boolean");
  auto plan = std::make_unique<PassPlan>();
  if (!to_head(info[4], &plan->head))
    return throw_argument(env, "planPass: expected head as Uint8Array");
  if (!to_ranges(info[5], pass->state->size, plan.get())) {
    return throw_argument(env, "planPass: expected kept as Float64Array of ranges of the file, in order and apart");
  }
  plan->scan = std::make_unique<TensorScan>();
  const Status status =
      plan->scan->open(std::move(layouts), std::move(extents), pass->state->size, info[3].As<Napi::Boolean>().Value());
  if (!status.ok())
    return throw_error(env, status_name(status.code()), last_error());
  if (!pass->state->plan(std::move(plan)))
    return throw_argument(env, "planPass: expected a pass without a plan");
  await(env, *pass);
  return env.Undefined();
}

Napi::Value pass_position(const Napi::CallbackInfo& info) {
  PassHandle* const pass = pass_of(info[0]);
  if (pass == nullptr)
    return {};
  return Napi::Number::New(info.Env(), static_cast<double>(pass->state->position.load(std::memory_order_relaxed)));
}

Napi::Value stop_pass(const Napi::CallbackInfo& info) {
  PassHandle* const pass = pass_of(info[0]);
  if (pass == nullptr)
    return {};
  pass->state->stop();
  await(info.Env(), *pass);
  return info.Env().Undefined();
}

} // namespace ff::addon
