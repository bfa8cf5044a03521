/*
 * FFP1: a Program in compact binary. Little-endian, fixed-size records, tables in the order of the header's counts:
 *
 *   header | values | weights | caches | ops
 *
 * Every field is untrusted: ff_program_check validates all of it before anything else reads it. Written by
 * src/model/ffp1.ts.
 */
#ifndef FF_FFP1_H
#define FF_FFP1_H

#include <stdint.h>

#define FFP1_MAGIC 0x31504646u /* "FFP1" */
#define FFP1_VERSION 1u
#define FFP1_NONE 0xffffffffu

enum { FFP1_MAX_INPUTS = 4, FFP1_MAX_WEIGHTS = 4, FFP1_MAX_INTS = 6, FFP1_MAX_FLOATS = 4 };

typedef struct {
  uint32_t magic;
  uint32_t version;
  uint32_t n_values;
  uint32_t n_weights;
  uint32_t n_caches;
  uint32_t n_ops;
  uint32_t total_bytes; /* of the whole Program; nothing may follow */
  uint32_t reserved;    /* 0 */
} ffp1_header;          /* 32 bytes */

typedef enum { FFP1_INPUT = 0, FFP1_ACTIVATION = 1, FFP1_OUTPUT = 2 } ffp1_role;

typedef struct {
  uint32_t role;
  uint32_t rows;  /* 0: one row for each token of the step */
  uint32_t width; /* elements in a row; token ids: 1 */
  uint32_t reserved;
} ffp1_value; /* 16 bytes */

typedef struct {
  uint32_t type;   /* ggml tensor type */
  uint32_t rows;   /* n_out */
  uint32_t cols;   /* n_in, a multiple of the type's block size */
  uint32_t slices; /* 1, or the number of experts */
  uint64_t bytes;  /* slices * rows * cols / block size * block bytes */
} ffp1_weight;     /* 24 bytes */

typedef struct {
  uint32_t n_head_kv;
  uint32_t head_dim;
  uint32_t layer;
  uint32_t reserved;
} ffp1_cache; /* 16 bytes */

/* An op's kind. Attributes, in ints[] and floats[]:
 *   EMBED      -
 *   NORM       ints: variant (0 rms)                              floats: eps
 *   LINEAR     -                                                  (weights: W, optional bias)
 *   ADD        -
 *   GLU        ints: activation (0 silu)                          (inputs: gate, up)
 *   ROPE       ints: pairing (0 adjacent, 1 half), n_head, head_dim, n_rot   floats: freq_base, freq_scale
 *                                                                 (weights: optional factors (1, n_rot / 2))
 *   ATTENTION  ints: n_head, n_head_kv, head_dim, cache           floats: scale      (inputs: q, k, v)
 * Formulas and shapes: src/model/ops/KIND.ts. Kinds from 7 on, other variants of these and more attributes are numbered
 * there too; no engine here has them: each refuses them as an invalid Program.
 */
typedef enum {
  FFP1_EMBED = 0,
  FFP1_NORM = 1,
  FFP1_LINEAR = 2,
  FFP1_ADD = 3,
  FFP1_GLU = 4,
  FFP1_ROPE = 5,
  FFP1_ATTENTION = 6
} ffp1_kind;

typedef struct {
  uint32_t kind;
  uint32_t layer;  /* FFP1_NONE outside the layers */
  uint32_t output; /* index of a value */
  uint32_t n_inputs;
  uint32_t inputs[FFP1_MAX_INPUTS]; /* indices of values, then FFP1_NONE */
  uint32_t n_weights;
  uint32_t weights[FFP1_MAX_WEIGHTS]; /* indices of weights, then FFP1_NONE */
  uint32_t reserved;
  uint32_t ints[FFP1_MAX_INTS];
  double floats[FFP1_MAX_FLOATS];
} ffp1_op; /* 112 bytes */

#endif
