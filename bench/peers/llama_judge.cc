// What llama.cpp itself does with one file, in this process, which may not survive it:
//   llama_judge LIBRARIES FILE BASE
// LIBRARIES is the folder of the libraries that node-llama-cpp ships, BASE a sound model that an adapter is loaded for.
// Before each stage a line says its name, after it a line says `loads` or `refuses`; a stage without an answer ended the
// process. Stages: `header` (gguf_init_from_file, data too), `model` (the model, its vocabulary alone when there are no
// tensors, or the adapter), `use` (a text made tokens and one batch of them decoded). The declarations are those of the
// public gguf.h, ggml-backend.h and llama.h of v0.5.0; what is passed by value is larger here than there, which the ABI allows
// of an argument in memory. LLAMA_JUDGE_LOG in the environment lets llama.cpp say why.
#include <dlfcn.h>
#include <sys/resource.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

namespace {

constexpr rlim_t kMemory = rlim_t{6} << 30;
constexpr int kString = 8;
constexpr int kOverrideString = 3;
constexpr int kContext = 64;
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
  std::byte tail[504];
};
struct Batch {
  std::int32_t n_tokens;
  void* parts[6];
};

struct Libraries {
  std::string folder;
  void* base;
  void* ggml;
  void* llama;
};

[[noreturn]] void die(const char* what) {
  std::fprintf(stderr, "%s\n", what);
  std::_Exit(2);
}

void* open(const std::string& path) {
  void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_GLOBAL);
  return library != nullptr ? library : (die(dlerror()), nullptr);
}

template <typename F>
F* find(void* library, const char* name) {
  void* symbol = dlsym(library, name);
  if (symbol == nullptr) die(name);
  return reinterpret_cast<F*>(symbol);
}

void say(const char* line) {
  std::printf("%s\n", line);
  std::fflush(stdout);
}

bool answer(bool loads) {
  say(loads ? "loads" : "refuses");
  return loads;
}

void silent(int, const char*, void*) {}

void limit(int what, rlim_t most) {
  const rlimit both{most, most};
  if (setrlimit(what, &both) != 0) die("setrlimit");
}

struct Header {
  std::int64_t n_tensors;
  std::string type;
  std::string architecture;
  std::string tokenizer;
};

// A string, or nothing where the key is absent or of another type.
std::string readString(const Libraries& of, void* gguf, const char* name) {
  const std::int64_t key = find<std::int64_t(void*, const char*)>(of.base, "gguf_find_key")(gguf, name);
  if (key < 0 || find<int(void*, std::int64_t)>(of.base, "gguf_get_kv_type")(gguf, key) != kString) return "";
  return find<const char*(void*, std::int64_t)>(of.base, "gguf_get_val_str")(gguf, key);
}

bool readHeader(const Libraries& of, const char* file, Header& header) {
  say("header");
  void* tensors = nullptr;
  void* gguf = find<void*(const char*, GgufParams)>(of.base, "gguf_init_from_file")(file, {false, &tensors});
  if (!answer(gguf != nullptr)) return false;
  header.n_tensors = find<std::int64_t(void*)>(of.base, "gguf_get_n_tensors")(gguf);
  header.type = readString(of, gguf, "general.type");
  header.architecture = readString(of, gguf, "general.architecture");
  header.tokenizer = readString(of, gguf, "tokenizer.ggml.model");
  find<void(void*)>(of.base, "gguf_free")(gguf);
  find<void(void*)>(of.base, "ggml_free")(tensors);
  return true;
}

void* loadModel(const Libraries& of, const char* file, bool vocabulary, const Override* overrides) {
  if (!vocabulary) find<void(const char*)>(of.ggml, "ggml_backend_load_all_from_path")(of.folder.c_str());
  ModelParams params = find<ModelParams()>(of.llama, "llama_model_default_params")();
  params.vocab_only = vocabulary;
  params.overrides = overrides;
  return find<void*(const char*, ModelParams)>(of.llama, "llama_model_load_from_file")(file, params);
}

void judgeAdapter(const Libraries& of, const char* file, const char* base) {
  void* model = loadModel(of, base, false, nullptr);
  if (model == nullptr) die("expected a base model that loads");
  say("model");
  answer(find<void*(void*, const char*)>(of.llama, "llama_adapter_lora_init")(model, file) != nullptr);
}

// The tokens of a text; 0 for a file that says it has no vocabulary, of which llama_tokenize may not be asked.
std::int32_t tokenize(const Libraries& of, void* vocab, std::int32_t* tokens) {
  if (find<int(void*)>(of.llama, "llama_vocab_type")(vocab) == 0) return 0;
  using Tokenize = std::int32_t(void*, const char*, std::int32_t, std::int32_t*, std::int32_t, bool, bool);
  const auto length = static_cast<std::int32_t>(std::strlen(kText));
  return find<Tokenize>(of.llama, "llama_tokenize")(vocab, kText, length, tokens, kContext, true, true);
}

void use(const Libraries& of, void* model, bool vocabulary) {
  say("use");
  void* vocab = find<void*(void*)>(of.llama, "llama_model_get_vocab")(model);
  std::int32_t tokens[kContext] = {};
  const std::int32_t found = tokenize(of, vocab, tokens);
  if (vocabulary) return static_cast<void>(answer(found >= 0));
  const std::int32_t count = found > 0 ? found : 1;  // No tokens of this text: the token 0.
  ContextParams params = find<ContextParams()>(of.llama, "llama_context_default_params")();
  params.n_ctx = kContext;
  params.n_batch = kContext;
  void* context = find<void*(void*, ContextParams)>(of.llama, "llama_init_from_model")(model, params);
  if (context == nullptr) return static_cast<void>(answer(false));
  const Batch batch = find<Batch(std::int32_t*, std::int32_t)>(of.llama, "llama_batch_get_one")(tokens, count);
  answer(find<std::int32_t(void*, Batch)>(of.llama, "llama_decode")(context, batch) == 0);
}

// What `--override-kv` of the command lines does. A file of the corpus that is about its container, vocabulary or template
// says the architecture `blank`, which there is not: it is loaded as the vocabulary of a llama, of none where it has none.
void judgeModel(const Libraries& of, const char* file, const Header& header) {
  const bool blank = header.architecture == "blank";
  const bool vocabulary = blank || header.n_tensors == 0;
  // The list ends at an empty key.
  Override overrides[3] = {
      {kOverrideString, "general.architecture", "llama"}, {kOverrideString, "tokenizer.ggml.model", "no_vocab"}, {}};
  if (!header.tokenizer.empty()) overrides[1] = {};
  say("model");
  void* model = loadModel(of, file, vocabulary, blank ? overrides : nullptr);
  if (answer(model != nullptr)) use(of, model, vocabulary);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) die("llama_judge LIBRARIES FILE BASE");
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_AS, kMemory);
  const std::string folder = argv[1];
  const Libraries of{folder, open(folder + "/libggml-base.so"), open(folder + "/libggml.v0.5.0.so"),
                     open(folder + "/libllama.v0.5.0.so")};
  if (std::getenv("LLAMA_JUDGE_LOG") == nullptr)
    find<void(void (*)(int, const char*, void*), void*)>(of.llama, "llama_log_set")(silent, nullptr);
  Header header;
  if (!readHeader(of, argv[2], header)) return 0;
  if (header.type == "adapter") return judgeAdapter(of, argv[2], argv[3]), 0;
  judgeModel(of, argv[2], header);
  std::_Exit(0);  // Not the destructors of the libraries.
}
