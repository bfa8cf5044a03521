// What llama.cpp's readers of files that are no models do with one file, in this process, which may not survive it:
//   reader_judge clip LIBRARIES FILE BASE
//   reader_judge control-vector|imatrix LIBRARIES FILE
// LIBRARIES is a folder with libmtmd of v0.5.0 and what it needs, for the others the folder of what node-llama-cpp
// ships. BASE is a sound language model: a projector as wide as it is also given an image or a sound, others are only
// loaded. Before each stage a line says its name, after it a line says `loads`, `refuses`, or `nan` where an answer is
// not finite; a stage without an answer ended the process. Stages: `load`, for projectors with the reader's warm-up,
// and `use`. What is passed by value is larger here than in mtmd.h, which the ABI allows of an argument in memory.
// READER_JUDGE_LOG in the environment lets llama.cpp say why.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <map>
#include <string>
#include <vector>

#include "judge.h"

namespace {

constexpr std::uint32_t kSide = 48;
constexpr std::size_t kSamples = 24000;
constexpr int kText = 0;

struct ModelParams {
  std::byte all[256];
};
struct MtmdParams {
  bool use_gpu;
  void* device;
  bool print_timings;
  int n_threads;
  const char* image_marker;
  const char* media_marker;
  std::byte tail[192];
};
struct InputText {
  const char* text;
  std::size_t length;
  bool add_special;
  bool parse_special;
};
struct VectorInfo {
  float strength;
  std::string path;
};
struct VectorData {
  int n_embd;
  std::vector<float> data;
};
struct ImatrixEntry {
  std::vector<float> sums;
  std::vector<std::int64_t> counts;
};
struct Imatrix {
  std::map<std::string, ImatrixEntry> entries;
  std::vector<std::string> datasets;
  std::int32_t chunk_count;
  std::int32_t chunk_size;
  bool is_legacy;
  bool has_metadata;
};

struct Clip {
  void* llama;
  void* mtmd;
};

void* initialise(const Clip& of, const char* file, void* model) {
  MtmdParams params = find<MtmdParams()>(of.mtmd, "mtmd_context_params_default")();
  params.use_gpu = false;
  params.print_timings = false;
  params.n_threads = 1;
  return find<void*(const char*, const void*, MtmdParams)>(of.mtmd, "mtmd_init_from_file")(file, model, params);
}

void* image(const Clip& of) {
  std::vector<unsigned char> pixels(3 * kSide * kSide);
  for (std::size_t i = 0; i < pixels.size(); ++i)
    pixels[i] = static_cast<unsigned char>(i * 37 % 251);
  using Init = void*(std::uint32_t, std::uint32_t, const unsigned char*);
  return find<Init>(of.mtmd, "mtmd_bitmap_init")(kSide, kSide, pixels.data());
}

void* sound(const Clip& of) {
  std::vector<float> samples(kSamples);
  for (std::size_t i = 0; i < samples.size(); ++i)
    samples[i] = 0.5F * std::sin(0.17F * static_cast<float>(i));
  return find<void*(std::size_t, const float*)>(of.mtmd, "mtmd_bitmap_init_from_audio")(samples.size(), samples.data());
}

bool isFinite(const float* values, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i)
    if (!std::isfinite(values[i]))
      return false;
  return true;
}

// Encodes one image or sound: 1 done, 0 refused, -1 not finite.
int encode(const Clip& of, void* context, void* bitmap, std::size_t width) {
  void* chunks = find<void*()>(of.mtmd, "mtmd_input_chunks_init")();
  const char* marker = find<const char*()>(of.mtmd, "mtmd_default_marker")();
  const InputText text{marker, std::strlen(marker), false, true};
  using Tokenize = std::int32_t(void*, void*, const InputText*, const void* const*, std::size_t);
  const void* bitmaps[] = {bitmap};
  if (find<Tokenize>(of.mtmd, "mtmd_tokenize")(context, chunks, &text, bitmaps, 1) != 0)
    return 0;
  const std::size_t count = find<std::size_t(void*)>(of.mtmd, "mtmd_input_chunks_size")(chunks);
  for (std::size_t i = 0; i < count; ++i) {
    const void* chunk = find<const void*(void*, std::size_t)>(of.mtmd, "mtmd_input_chunks_get")(chunks, i);
    if (find<int(const void*)>(of.mtmd, "mtmd_input_chunk_get_type")(chunk) == kText)
      continue;
    if (find<std::int32_t(void*, const void*)>(of.mtmd, "mtmd_encode_chunk")(context, chunk) != 0)
      return 0;
    const float* out = find<float*(void*)>(of.mtmd, "mtmd_get_output_embd")(context);
    const std::size_t tokens = find<std::size_t(const void*)>(of.mtmd, "mtmd_input_chunk_get_n_tokens")(chunk);
    if (!isFinite(out, tokens * width))
      return -1;
  }
  return 1;
}

struct GenInfo {
  int type;
  std::int32_t sample_rate;
  const char* variant;
};
struct GenIn {
  int type;
  std::int32_t code0;
  float* embd;
  std::int32_t top_k;
  float top_p;
  std::uint32_t seed;
  float temp;
  std::int32_t* codes;
  std::size_t n_codes;
  const float* feats;
  std::size_t n_feats;
  const char* state;
  std::size_t state_size;
  std::byte tail[128];
};
struct GenOut {
  const std::int32_t* codes;
  std::size_t n_codes;
  const float* feats;
  std::size_t n_feats;
  const float* embd;
  bool is_eos;
  const float* audio;
  std::size_t n_samples;
  const char* state;
  std::size_t state_size;
  std::byte tail[128];
};

constexpr int kGenNone = 0;
constexpr int kGenWave = 1;

// What is generated from one state of the model, and that twice into sound: 1 done, 0 refused, -1 not finite.
int generate(const Clip& of, void* context, std::size_t width) {
  if (find<GenInfo(const void*)>(of.mtmd, "mtmd_gen_audio_get_info")(context).type == kGenNone)
    return 1;
  auto* process = find<std::int32_t(void*, const GenIn*, GenOut*)>(of.mtmd, "mtmd_gen_audio_process");
  GenIn in = find<GenIn(const void*)>(of.mtmd, "mtmd_gen_inp_default")(context);
  std::vector<float> state(width, 0.25F);
  GenOut out{};
  in.embd = state.data();
  in.seed = 1;
  if (process(context, &in, &out) != 0)
    return 0;
  if (!isFinite(out.embd, width))
    return -1;
  std::vector<std::int32_t> codes(out.codes, out.codes + out.n_codes);
  const std::vector<float> feats(out.feats, out.feats + out.n_feats);
  std::string kept;
  for (int call = 0; call < 2; ++call) {
    in.type = kGenWave;
    in.codes = codes.empty() ? nullptr : codes.data();
    in.n_codes = codes.size();
    in.feats = feats.empty() ? nullptr : feats.data();
    in.n_feats = feats.size();
    in.state = kept.empty() ? nullptr : kept.data();
    in.state_size = kept.size();
    if (process(context, &in, &out) != 0)
      return 0;
    if (!isFinite(out.audio, out.n_samples))
      return -1;
    kept.assign(out.state, out.state_size);
  }
  return 1;
}

void use(const Clip& of, void* context, std::size_t width) {
  say("use");
  int done = 1;
  if (find<bool(void*)>(of.mtmd, "mtmd_support_vision")(context))
    done = encode(of, context, image(of), width);
  if (done == 1 && find<bool(void*)>(of.mtmd, "mtmd_support_audio")(context))
    done = encode(of, context, sound(of), width);
  if (done == 1)
    done = generate(of, context, width);
  if (done < 0)
    return say("nan");
  answer(done == 1);
}

void judgeClip(const std::string& folder, const char* file, const char* base) {
  open(folder + "/libggml-base.so");
  void* ggml = open(folder + "/libggml.so");
  const Clip of{open(folder + "/libllama.so"), open(folder + "/libmtmd.so")};
  if (std::getenv("READER_JUDGE_LOG") == nullptr) {
    using Set = void(void (*)(int, const char*, void*), void*);
    find<Set>(of.llama, "llama_log_set")(silent, nullptr);
    find<Set>(of.mtmd, "mtmd_log_set")(silent, nullptr);
  }
  find<void(const char*)>(ggml, "ggml_backend_load_all_from_path")(folder.c_str());
  say("load");
  if (!answer(initialise(of, file, nullptr) != nullptr))
    return;
  const ModelParams params = find<ModelParams()>(of.llama, "llama_model_default_params")();
  void* model = find<void*(const char*, ModelParams)>(of.llama, "llama_model_load_from_file")(base, params);
  if (model == nullptr)
    die("expected a base model that loads");
  void* context = initialise(of, file, model);
  const int width = find<int(const void*)>(of.llama, "llama_model_n_embd_inp")(model);
  if (context != nullptr)
    use(of, context, static_cast<std::size_t>(width));
}

void* openCommon(const std::string& folder) {
  open(folder + "/libggml-base.so");
  open(folder + "/libggml.v0.5.0.so");
  open(folder + "/libllama.v0.5.0.so");
  return open(folder + "/libllama-common.so");
}

void judgeControlVector(const std::string& folder, const char* file) {
  void* common = openCommon(folder);
  using Load = VectorData(const std::vector<VectorInfo>&);
  auto* load =
      find<Load>(common, "_Z26common_control_vector_loadRKSt6vectorI31common_control_vector_load_infoSaIS0_EE");
  say("load");
  const VectorData data = load({{1.0F, file}});
  if (!answer(data.n_embd > 0))
    return;
  say("use");
  if (!isFinite(data.data.data(), data.data.size()))
    return say("nan");
  answer(true);
}

// As the quantiser goes on: sums by the count of their expert.
void judgeImatrix(const std::string& folder, const char* file) {
  void* common = openCommon(folder);
  using Load = bool(const std::string&, Imatrix&);
  auto* load = find<Load>(
      common, "_Z19common_imatrix_loadRKNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEER14common_imatrix");
  say("load");
  Imatrix matrix{};
  if (!answer(load(file, matrix) && !matrix.is_legacy))
    return;
  say("use");
  if (!matrix.has_metadata)
    return static_cast<void>(answer(false));
  for (const auto& [name, entry] : matrix.entries) {
    const std::size_t each = entry.sums.size() / entry.counts.size();
    for (std::size_t i = 0; i < each * entry.counts.size(); ++i) {
      const auto count = static_cast<float>(entry.counts[i / each]);
      if (!std::isfinite(count > 0 ? entry.sums[i] / count : 1.0F))
        return say("nan");
    }
  }
  answer(true);
}

} // namespace

int main(int argc, char** argv) {
  if (argc < 4)
    die("reader_judge READER LIBRARIES FILE [BASE]");
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_AS, kMemory);
  const std::string reader = argv[1];
  if (reader == "clip" && argc == 5)
    judgeClip(argv[2], argv[3], argv[4]);
  else if (reader == "control-vector")
    judgeControlVector(argv[2], argv[3]);
  else if (reader == "imatrix")
    judgeImatrix(argv[2], argv[3]);
  else
    die("expected clip with a BASE, control-vector or imatrix");
  std::_Exit(0); // Not the destructors of the libraries.
}
