// Launchers refuse what a kernel may not see. Nothing here reaches a kernel.
#include "abi/device_buffer.h"
#include "common/blocks.cuh"
#include "sim/runner/cases.h"

namespace ff::sim {

namespace {

using namespace kernels;

void expect_code(Tally& tally, const char* what, Status found, ff_status expected) {
  tally.expect(found.code() == expected, "%s: expected status %d, found %d (%s)", what, expected, found.code(),
               last_error());
}

Span shifted(const Span& span, uint64_t by) { return {static_cast<const char*>(span.data) + by, span.bytes}; }

void rms_norm_refusals(const KernelSet& set, Tally& tally) {
  DeviceBuffer x("x"), gain("gain"), y("y");
  if (!x.allocate(64).ok() || !gain.allocate(32).ok() || !y.allocate(64).ok())
    return tally.expect(false, "no memory");
  const RmsNorm good = {x.span(), gain.span(), y.span(), 2, 8, 1e-5f};
  auto with = [&](auto change) {
    RmsNorm a = good;
    change(a);
    return set.rms_norm(a);
  };
  expect_code(tally, "rms_norm good", set.rms_norm(good), FF_OK);
  expect_code(tally, "rms_norm no rows", with([](RmsNorm& a) { a.rows = 0; }), FF_E_EXTENT);
  expect_code(tally, "rms_norm too many columns", with([](RmsNorm& a) { a.cols = kMaxExtent + 1; }), FF_E_EXTENT);
  expect_code(tally, "rms_norm x too long", with([](RmsNorm& a) { a.rows = 1; }), FF_E_EXTENT);
  expect_code(tally, "rms_norm gain too short", with([](RmsNorm& a) { a.gain.bytes = 28; }), FF_E_EXTENT);
  expect_code(tally, "rms_norm empty grid", with([](RmsNorm& a) { a.max_grid = 0; }), FF_E_EXTENT);
  expect_code(tally, "rms_norm null", with([](RmsNorm& a) { a.x.data = nullptr; }), FF_E_ARGUMENT);
  expect_code(tally, "rms_norm unaligned", with([](RmsNorm& a) { a.x = shifted(a.x, 2); }), FF_E_ALIGNMENT);
  expect_code(tally, "rms_norm in place", with([](RmsNorm& a) { a.y = a.x; }), FF_E_ALIAS);
  expect_code(tally, "rms_norm overlap by one", with([](RmsNorm& a) { a.y = shifted(a.x, 60); }), FF_E_ALIAS);
}

void mul_mat_vec_q_refusals(const KernelSet& set, Tally& tally) {
  DeviceBuffer w("w"), x("x"), bias("bias"), y("y");
  const bool allocated = w.allocate(6 * sizeof(BlockQ8_0)).ok() && x.allocate(2 * sizeof(BlockQ8_1)).ok() &&
                         bias.allocate(12).ok() && y.allocate(12).ok();
  if (!allocated)
    return tally.expect(false, "no memory");
  const MulMatVecQ good = {WeightFormat::kQ8_0, w.span(), x.span(), bias.span(), y.span(), 3, 64, 1};
  auto with = [&](auto change) {
    MulMatVecQ a = good;
    change(a);
    return set.mul_mat_vec_q(a);
  };
  expect_code(tally, "mul_mat_vec_q good", set.mul_mat_vec_q(good), FF_OK);
  expect_code(tally, "mul_mat_vec_q part of a block", with([](MulMatVecQ& a) { a.cols = 48; }), FF_E_EXTENT);
  expect_code(tally, "mul_mat_vec_q other format", with([](MulMatVecQ& a) { a.format = WeightFormat::kQ4_1; }),
              FF_E_EXTENT);
  expect_code(tally, "mul_mat_vec_q bias too long", with([](MulMatVecQ& a) { a.bias.bytes = 16; }), FF_E_EXTENT);
  expect_code(tally, "mul_mat_vec_q odd weights", with([](MulMatVecQ& a) { a.w = shifted(a.w, 1); }), FF_E_ALIGNMENT);
  expect_code(tally, "mul_mat_vec_q output is bias", with([](MulMatVecQ& a) { a.y = a.bias; }), FF_E_ALIAS);
}

void quantize_q8_1_refusals(const KernelSet& set, Tally& tally) {
  DeviceBuffer x("x"), y("y");
  if (!x.allocate(128).ok() || !y.allocate(sizeof(BlockQ8_1)).ok())
    return tally.expect(false, "no memory");
  QuantizeQ8_1 a = {x.span(), y.span(), 1, 31};
  expect_code(tally, "quantize_q8_1 part of a block", set.quantize_q8_1(a), FF_E_EXTENT);
  a = {x.span(), shifted(x.span(), 64), 1, 32};
  a.y.bytes = sizeof(BlockQ8_1);
  expect_code(tally, "quantize_q8_1 overlap", set.quantize_q8_1(a), FF_E_ALIAS);
}

} // namespace

void launcher_cases(const KernelSet& set, Tally& tally) {
  rms_norm_refusals(set, tally);
  mul_mat_vec_q_refusals(set, tally);
  quantize_q8_1_refusals(set, tally);
}

} // namespace ff::sim
