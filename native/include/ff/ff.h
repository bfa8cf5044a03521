/*
 * The C ABI of a native engine. libff_cpu, libff_cuda_sim and libff_cuda export exactly these functions; the addon
 * opens whichever are built at run time. Nothing here throws, aborts, or trusts its arguments: a bad argument is a
 * status, and ff_last_error() says what was expected and what was found.
 *
 * Every struct begins with its own size, so that a caller built against another version is refused, not misread.
 * All data is little-endian; activations are float32, row-major (tokens, width).
 */
#ifndef FF_FF_H
#define FF_FF_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define FF_ABI_VERSION 2u

#if defined(_WIN32)
#define FF_API __declspec(dllexport)
#else
#define FF_API __attribute__((visibility("default")))
#endif

typedef enum {
  FF_OK = 0,
  FF_E_ARGUMENT = 1,    /* null pointer, wrong struct size, count out of range */
  FF_E_PROGRAM = 2,     /* FFP1 does not validate */
  FF_E_EXTENT = 3,      /* a buffer is smaller or larger than the Program says */
  FF_E_TYPE = 4,        /* a tensor type that no kernel here takes */
  FF_E_ALIGNMENT = 5,   /* a buffer is not aligned for its element type */
  FF_E_ALIAS = 6,       /* output overlaps an input, a weight or a cache */
  FF_E_UNSUPPORTED = 7, /* a valid Program that this engine cannot run */
  FF_E_MEMORY = 8,      /* allocation failed */
  FF_E_READ = 9,        /* the weight callback failed */
  FF_E_STATE = 10,      /* context full, no tokens, past the end, stopped */
  FF_E_TOKEN = 11,      /* token id not in [0, n_vocab) */
  FF_E_NONFINITE = 12,  /* a logit is NaN or infinite */
  FF_E_DEFECT = 13      /* the SIMT runtime found a defect in a kernel: barrier, shuffle, bounds */
} ff_status;

/* Version of this ABI that the library was built with. */
FF_API uint32_t ff_abi_version(void);

/* Capabilities as JSON, static storage:
 * {"engine":"cpu","version":"…","device":"avx2","sessions":true,
 *  "ops":[{"kind":"linear","type":"Q4_1","contract":"linear/f32@1","kernel":"linear.q4_1.avx2"}, …]} */
FF_API const char* ff_describe(void);

/* What went wrong in this thread's last failed call: one line of text, valid until this thread's next call. */
FF_API const char* ff_last_error(void);

/* Validates an FFP1 Program completely: counts, sizes, references, shapes, attributes. */
FF_API ff_status ff_program_check(const uint8_t* program, uint64_t size);

typedef struct ff_session ff_session;

/* Fills dst[0, size) with bytes [offset, offset + size) of weight number `weight`. Returns 0, or anything else to fail.
 */
typedef int32_t (*ff_read_weight)(void* user, uint32_t weight, uint64_t offset, void* dst, uint64_t size);

typedef struct {
  uint32_t struct_size;
  uint32_t n_ctx;     /* positions in the cache, 1 … 2^24 */
  uint32_t n_threads; /* 0: one for each core */
  uint32_t reserved;
  const uint8_t* program;
  uint64_t program_size;
  ff_read_weight read_weight;
  void* user;
} ff_session_options;

/* Checks everything once, reads every weight through the callback, and allocates all that steps need. */
FF_API ff_status ff_session_open(const ff_session_options* options, ff_session** session);

/* Called after each op with its output, (rows, width) row-major, valid during the call. */
typedef void (*ff_on_op)(void* user, uint32_t op, const float* output, uint64_t n_elements);

typedef struct {
  uint32_t struct_size;
  uint32_t n_tokens;
  const int32_t* tokens;
  float* logits;        /* (n_tokens, n_vocab), or (1, n_vocab) with last_only; may be null with on_op */
  uint64_t logits_size; /* in elements, exactly */
  uint32_t last_only;   /* 0 or 1 */
  uint32_t reserved;
  ff_on_op on_op; /* may be null; with it, last_only must be 0 */
  void* user;
} ff_step_args;

FF_API ff_status ff_session_step(ff_session* session, const ff_step_args* args);

/* From any thread, on_op too: the step under way, or the next one where there is none, fails soon with FF_E_STATE and
 * leaves the positions as they were. Null is ignored. */
FF_API void ff_session_stop(ff_session* session);

/* Forgets positions from `n_past` on; n_past is at most the current number of positions. */
FF_API ff_status ff_session_truncate(ff_session* session, uint32_t n_past);

typedef struct {
  uint32_t struct_size;
  uint32_t n_past;
  uint64_t weight_bytes;
  uint64_t cache_bytes;
  uint64_t scratch_bytes;
} ff_usage;

FF_API ff_status ff_session_usage(const ff_session* session, ff_usage* usage);
FF_API void ff_session_close(ff_session* session);

typedef struct {
  const void* data;
  uint64_t size; /* bytes */
} ff_bytes;

/* One op with explicit data: a Program of exactly one op, whose inputs are the Program's input values in order. */
typedef struct {
  uint32_t struct_size;
  uint32_t n_tokens; /* 1 … 2^20 */
  uint32_t n_past;
  uint32_t n_inputs;
  uint32_t n_weights;
  uint32_t reserved;
  const uint8_t* program;
  uint64_t program_size;
  const ff_bytes* inputs;  /* float32 (tokens, width), or int32 (tokens) for token ids; 4-byte aligned */
  const ff_bytes* weights; /* in the Program's order; float32 weights 4-byte aligned */
  ff_bytes past_k;         /* float32 (n_past, n_head_kv * head_dim), for ATTENTION; otherwise empty */
  ff_bytes past_v;
  float* output;        /* (tokens, width); must not overlap anything above */
  uint64_t output_size; /* bytes, exactly */
  char kernel[64];      /* out: name of the kernel that ran */
} ff_op_case;

FF_API ff_status ff_run_op(ff_op_case* op_case);

#ifdef __cplusplus
}
#endif

#endif
