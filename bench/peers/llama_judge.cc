// What llama.cpp itself does with one file, in this process, which may not survive it:
//   llama_judge LIBRARIES FILE BASE
//   llama_judge LIBRARIES --serve [TARGET]
// LIBRARIES is the folder of the libraries that node-llama-cpp ships, BASE a sound model that an adapter is loaded for.
// Before each stage a line says its name, after it a line says `loads` or `refuses`; a stage without an answer ended
// the process. Stages: `header` (gguf_init_from_file, data too), `model` (the model, its vocabulary alone when there
// are no tensors, or the adapter), `use` (a text made tokens, one batch of them decoded and one token after it; where
// there is an encoder before the decoder, the batch goes to that one); `use` may answer `nan` too, where a logit, or a
// number of the embedding of a model that makes no more, is not finite. The declarations are those of the public
// gguf.h, ggml-backend.h and llama.h of v0.5.0; what is passed by value is larger here than there, which the ABI allows
// of an argument in memory. LLAMA_JUDGE_LOG in the environment lets llama.cpp say why.
// With --serve the libraries are loaded once and each line of the input is a file and a limit in milliseconds, a tab
// between; a forked process takes it under that limit. The answer is one line of JSON: the process's lines, how it
// ended, and the last of what llama.cpp said. `{"ready":true}` comes first. TARGET is a sound model: a model that only
// assists another is used beside it.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "judge.h"
#include "judge_server.h"

namespace {

constexpr int kString = 8;
constexpr int kOverrideString = 3;
constexpr int kContext = 64;
constexpr std::int32_t kPrompt = 6;
constexpr int kErrorLevel = 4;
constexpr int kNoPooling = 0;
constexpr int kRank = 4;
constexpr const char* kText = "Hello world";

struct GgufParams {
  bool no_alloc;
  void** context;
};
struct Override {
  std::int32_t tag;
  char key[128];
  alignas(8) char value[128];
};
struct ModelParams {
  std::byte head[64];
  const Override* overrides;
  bool vocab_only;
  std::byte tail[183];
};
struct ContextParams {
  std::uint32_t n_ctx;
  std::uint32_t n_batch;
  std::byte middle[44];
  std::int32_t flash_attention;
  std::byte more[96];
  void* other;
  std::byte tail[352];
};
struct Batch {
  std::int32_t n_tokens;
  void* tokens;
  float* states;
  void* parts[4];
};

struct Libraries {
  std::string folder;
  std::string target;
  void* base;
  void* ggml;
  void* llama;
};

struct Header {
  std::int64_t n_tensors;
  std::string type;
  std::string architecture;
  std::string tokenizer;
  // A model that drafts for another from a part of its vocabulary: all other tokens are at minus infinity.
  bool drafts_part;
  // One that has not both ends takes the other model's: alone it is loaded, and not used.
  bool whole;
  // Elements of its `fc`, which takes the features of the other model in; 0 where there is none.
  std::int64_t n_fc;
};

// A string, or nothing where the key is absent or of another type.
std::string readString(const Libraries& of, void* gguf, const char* name) {
  const std::int64_t key = find<std::int64_t(void*, const char*)>(of.base, "gguf_find_key")(gguf, name);
  if (key < 0 || find<int(void*, std::int64_t)>(of.base, "gguf_get_kv_type")(gguf, key) != kString)
    return "";
  return find<const char*(void*, std::int64_t)>(of.base, "gguf_get_val_str")(gguf, key);
}

bool hasTensor(const Libraries& of, void* gguf, const char* name) {
  return find<std::int64_t(void*, const char*)>(of.base, "gguf_find_tensor")(gguf, name) >= 0;
}

bool readHeader(const Libraries& of, const char* file, Header& header) {
  say("header");
  void* tensors = nullptr;
  void* gguf = find<void*(const char*, GgufParams)>(of.base, "gguf_init_from_file")(file, {false, &tensors});
  if (!answer(gguf != nullptr))
    return false;
  header.n_tensors = find<std::int64_t(void*)>(of.base, "gguf_get_n_tensors")(gguf);
  header.type = readString(of, gguf, "general.type");
  header.architecture = readString(of, gguf, "general.architecture");
  header.tokenizer = readString(of, gguf, "tokenizer.ggml.model");
  const bool drafts = header.architecture == "eagle3" || header.architecture == "dflash";
  header.drafts_part = drafts && hasTensor(of, gguf, "d2t");
  const bool out = header.architecture != "eagle3" || hasTensor(of, gguf, "output.weight");
  void* fc = drafts ? find<void*(void*, const char*)>(of.base, "ggml_get_tensor")(tensors, "fc.weight") : nullptr;
  header.n_fc = fc == nullptr ? 0 : find<std::int64_t(const void*)>(of.base, "ggml_nelements")(fc);
  header.whole = !drafts || (out && hasTensor(of, gguf, "token_embd.weight"));
  find<void(void*)>(of.base, "gguf_free")(gguf);
  find<void(void*)>(of.base, "ggml_free")(tensors);
  return true;
}

// In a server before the first fork, else when a model needs them.
void loadBackends(const Libraries& of) {
  static bool loaded = false;
  if (!loaded)
    find<void(const char*)>(of.ggml, "ggml_backend_load_all_from_path")(of.folder.c_str());
  loaded = true;
}

void* loadModel(const Libraries& of, const char* file, bool vocabulary, const Override* overrides) {
  if (!vocabulary)
    loadBackends(of);
  ModelParams params = find<ModelParams()>(of.llama, "llama_model_default_params")();
  params.vocab_only = vocabulary;
  params.overrides = overrides;
  return find<void*(const char*, ModelParams)>(of.llama, "llama_model_load_from_file")(file, params);
}

void judgeAdapter(const Libraries& of, const char* file, const char* base) {
  void* model = loadModel(of, base, false, nullptr);
  if (model == nullptr)
    die("expected a base model that loads");
  say("model");
  answer(find<void*(void*, const char*)>(of.llama, "llama_adapter_lora_init")(model, file) != nullptr);
}

// The tokens of a text; 0 for a file that says it has no vocabulary, of which llama_tokenize may not be asked.
std::int32_t tokenize(const Libraries& of, void* vocab, std::int32_t* tokens) {
  if (find<int(void*)>(of.llama, "llama_vocab_type")(vocab) == 0)
    return 0;
  using Tokenize = std::int32_t(void*, const char*, std::int32_t, std::int32_t*, std::int32_t, bool, bool);
  const auto length = static_cast<std::int32_t>(std::strlen(kText));
  return find<Tokenize>(of.llama, "llama_tokenize")(vocab, kText, length, tokens, kContext, true, true);
}

bool allFinite(const float* row, std::int32_t n) {
  for (std::int32_t i = 0; i < n; ++i)
    if (!std::isfinite(row[i]))
      return false;
  return true;
}

// Tokens that logits are for; where a model drafts a part of them, minus infinity stands for the rest.
struct Drafted {
  std::int32_t n_vocab;
  bool part;
};

// The logits of the last token; true where the model gives none.
bool finiteLogits(const Libraries& of, void* context, Drafted tokens) {
  const float* logits = find<float*(void*, std::int32_t)>(of.llama, "llama_get_logits_ith")(context, -1);
  if (logits == nullptr)
    return true;
  if (!tokens.part)
    return allFinite(logits, tokens.n_vocab);
  std::int32_t left_out = 0;
  for (std::int32_t i = 0; i < tokens.n_vocab; ++i) {
    if (std::isfinite(logits[i]))
      continue;
    if (logits[i] != -INFINITY || ++left_out == tokens.n_vocab)
      return false;
  }
  return true;
}

// What stands for the text: the embedding of its last token, of all of it, or its scores.
bool finiteEmbedding(const Libraries& of, void* model, void* context) {
  const int pooling = find<int(void*)>(of.llama, "llama_pooling_type")(context);
  const char* size = pooling == kRank ? "llama_model_n_cls_out" : "llama_model_n_embd_out";
  const char* row = pooling == kNoPooling ? "llama_get_embeddings_ith" : "llama_get_embeddings_seq";
  const std::int32_t which = pooling == kNoPooling ? -1 : 0;
  const float* embedding = find<float*(void*, std::int32_t)>(of.llama, row)(context, which);
  return embedding != nullptr && allFinite(embedding, find<std::int32_t(void*)>(of.llama, size)(model));
}

// A model that makes embeddings alone: it keeps nothing of what it has read and fills no text in, has no decoder, or is
// a decoder made one, which keeps what it has read all the same.
bool isEmbedder(const Libraries& of, void* model, void* context, const std::string& architecture) {
  const bool keeps = find<void*(void*)>(of.llama, "llama_get_memory")(context) != nullptr;
  if (!keeps)
    return !find<bool(void*)>(of.llama, "llama_model_is_diffusion")(model);
  return architecture == "llama-embed" || !find<bool(void*)>(of.llama, "llama_model_has_decoder")(model);
}

// The text goes to the encoder, and the decoder begins with a token of its own.
bool hasBoth(const Libraries& of, void* model) {
  return find<bool(void*)>(of.llama, "llama_model_has_encoder")(model) &&
         find<bool(void*)>(of.llama, "llama_model_has_decoder")(model);
}

std::int32_t startToken(const Libraries& of, void* model, void* vocab) {
  const std::int32_t start = find<std::int32_t(void*)>(of.llama, "llama_model_decoder_start_token")(model);
  return start >= 0 ? start : find<std::int32_t(void*)>(of.llama, "llama_vocab_bos")(vocab);
}

// Without tokens of the text: the first ids, one after another.
std::int32_t prompt(std::int32_t found, std::int32_t n_vocab, std::int32_t* tokens) {
  if (found > 0)
    return found;
  for (std::int32_t i = 0; i < kPrompt; ++i)
    tokens[i] = n_vocab > 0 ? i % n_vocab : 0;
  return kPrompt;
}

// The values of a whole batch are one row in llama.cpp's graph of PLM, which its cache takes without flash attention
// alone.
bool isWithoutFlashAttention(const std::string& architecture) { return architecture == "plm"; }

void* newContext(const Libraries& of, void* model, const std::string& architecture, void* other) {
  ContextParams params = find<ContextParams()>(of.llama, "llama_context_default_params")();
  params.n_ctx = kContext;
  params.n_batch = kContext;
  params.other = other;
  if (isWithoutFlashAttention(architecture))
    params.flash_attention = 0;
  void* context = find<void*(void*, ContextParams)>(of.llama, "llama_init_from_model")(model, params);
  if (context != nullptr)
    find<void(void*, std::int32_t, std::int32_t)>(of.llama, "llama_set_n_threads")(context, 1, 1);
  return context;
}

// With states beside the tokens where the model reads those of another.
bool run(const Libraries& of, const char* how, void* context, std::int32_t* first, std::int32_t n,
         float* states = nullptr) {
  Batch batch = find<Batch(std::int32_t*, std::int32_t)>(of.llama, "llama_batch_get_one")(first, n);
  batch.states = states;
  return find<std::int32_t(void*, Batch)>(of.llama, how)(context, batch) == 0;
}

bool isAssistant(const std::string& architecture) { return architecture == "gemma4-assistant"; }

// A context of the model that is assisted, its prompt decoded: the assistant reads its keys and values.
void* targetContext(const Libraries& of, std::int32_t* tokens, std::int32_t count) {
  if (of.target.empty())
    return nullptr;
  void* model = loadModel(of, of.target.c_str(), false, nullptr);
  void* context = model == nullptr ? nullptr : newContext(of, model, "", nullptr);
  if (context == nullptr || !run(of, "llama_decode", context, tokens, count))
    die("expected a target that runs");
  return context;
}

// A text and one token after it.
void judgeTokens(const Libraries& of, void* context, std::int32_t* tokens, std::int32_t count, Drafted drafted,
                 float* states = nullptr) {
  bool sound = true;
  for (const std::int32_t n : {count, 1}) {
    if (!run(of, "llama_decode", context, tokens, n, states))
      return static_cast<void>(answer(false));
    sound = sound && finiteLogits(of, context, drafted);
  }
  say(sound ? "loads" : "nan");
}

// As many tokens as there are positions for, and then one.
void embed(const Libraries& of, void* model, void* context, std::int32_t* tokens, std::int32_t count) {
  const std::int32_t most = find<std::int32_t(void*)>(of.llama, "llama_model_n_ctx_train")(model);
  const char* how = find<bool(void*)>(of.llama, "llama_model_has_encoder")(model) ? "llama_encode" : "llama_decode";
  find<void(void*, bool)>(of.llama, "llama_set_embeddings")(context, true);
  bool sound = true;
  for (const std::int32_t n : {std::max(1, std::min(count, most)), 1}) {
    if (!run(of, how, context, tokens, n))
      return static_cast<void>(answer(false));
    sound = sound && finiteEmbedding(of, model, context);
  }
  say(sound ? "loads" : "nan");
}

// Features of the model that it drafts for, all alike; DFlash takes them into its cache too.
bool takesFeatures(const Libraries& of, void* model, void* context, const Header& header) {
  const std::int64_t width = header.n_fc / find<std::int32_t(void*)>(of.llama, "llama_model_n_embd")(model);
  std::vector<float> features(static_cast<std::size_t>(width * kPrompt), 0.5F);
  const Batch batch{kPrompt, nullptr, features.data(), {}};
  if (find<std::int32_t(void*, Batch)>(of.llama, "llama_encode")(context, batch) != 0)
    return false;
  return header.architecture != "dflash" ||
         find<std::int32_t(void*, Batch)>(of.llama, "llama_decode")(context, batch) == 0;
}

void use(const Libraries& of, void* model, bool vocabulary, const Header& header) {
  say("use");
  void* vocab = find<void*(void*)>(of.llama, "llama_model_get_vocab")(model);
  const std::int32_t n_vocab = find<std::int32_t(void*)>(of.llama, "llama_vocab_n_tokens")(vocab);
  std::int32_t tokens[kContext] = {};
  const std::int32_t found = tokenize(of, vocab, tokens);
  if (vocabulary)
    return static_cast<void>(answer(found >= 0));
  const std::int32_t count = prompt(found, n_vocab, tokens);
  const bool assists = isAssistant(header.architecture);
  void* context = newContext(of, model, header.architecture, assists ? targetContext(of, tokens, count) : nullptr);
  if (context == nullptr)
    return static_cast<void>(answer(false));
  const Drafted drafted{n_vocab, header.drafts_part};
  if (header.n_fc > 0) {
    if (!takesFeatures(of, model, context, header))
      return static_cast<void>(answer(false));
    return judgeTokens(of, context, tokens, count, drafted);
  }
  if (isEmbedder(of, model, context, header.architecture))
    return embed(of, model, context, tokens, count);
  const std::int32_t width = find<std::int32_t(void*)>(of.llama, "llama_model_n_embd_inp")(model);
  std::vector<float> states(assists ? static_cast<std::size_t>(width) * kContext : 0, 0.1F);
  if (!hasBoth(of, model))
    return judgeTokens(of, context, tokens, count, drafted, assists ? states.data() : nullptr);
  if (!run(of, "llama_encode", context, tokens, count))
    return static_cast<void>(answer(false));
  tokens[0] = startToken(of, model, vocab);
  judgeTokens(of, context, tokens, 1, drafted);
}

// What `--override-kv` of the command lines does. A file of the corpus that is about its container, vocabulary or
// template says the architecture `blank`, which there is not: it is loaded as the vocabulary of a llama, of none where
// it has none.
void judgeModel(const Libraries& of, const char* file, const Header& header) {
  const bool blank = header.architecture == "blank";
  const bool vocabulary = blank || header.n_tensors == 0;
  // The list ends at an empty key.
  Override overrides[3] = {
      {kOverrideString, "general.architecture", "llama"}, {kOverrideString, "tokenizer.ggml.model", "no_vocab"}, {}};
  if (!header.tokenizer.empty())
    overrides[1] = {};
  say("model");
  void* model = loadModel(of, file, vocabulary, blank ? overrides : nullptr);
  if (answer(model != nullptr) && header.whole)
    use(of, model, vocabulary, header);
}

void judgeFile(const Libraries& of, const char* file, const char* base) {
  Header header;
  if (!readHeader(of, file, header))
    return;
  if (header.type == "adapter")
    return judgeAdapter(of, file, base);
  judgeModel(of, file, header);
}

void sayErrors(int level, const char* text, void*) {
  if (level == kErrorLevel)
    std::fputs(text, stderr);
}

} // namespace

int main(int argc, char** argv) {
  const bool served = argc >= 3 && std::strcmp(argv[2], "--serve") == 0;
  if (argc != 4 && !(served && argc == 3))
    die("llama_judge LIBRARIES FILE BASE, or llama_judge LIBRARIES --serve [TARGET]");
  limit(RLIMIT_CORE, 0);
  if (!served)
    limit(RLIMIT_AS, kMemory);
  const std::string folder = argv[1];
  const std::string target = served && argc == 4 ? argv[3] : "";
  const Libraries of{folder, target, open(folder + "/libggml-base.so"), open(folder + "/libggml.v0.5.0.so"),
                     open(folder + "/libllama.v0.5.0.so")};
  if (served) {
    loadBackends(of);
    find<void(void (*)(int, const char*, void*), void*)>(of.llama, "llama_log_set")(sayErrors, nullptr);
    serve([&of](const char* file) { judgeFile(of, file, nullptr); });
    return 0;
  }
  if (std::getenv("LLAMA_JUDGE_LOG") == nullptr)
    find<void(void (*)(int, const char*, void*), void*)>(of.llama, "llama_log_set")(silent, nullptr);
  judgeFile(of, argv[2], argv[3]);
  std::_Exit(0); // Not the destructors of the libraries.
}
