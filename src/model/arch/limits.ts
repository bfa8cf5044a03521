/**
 * The widest hyper-parameters that are believed: each is several times what the largest published model has, and small
 * enough that the sizes derived from it cannot overflow.
 */
/** llama.cpp has room for no more, and aborts; published models have 126. */
export const MAX_LAYERS = 512;
export const MAX_EMBD = 262_144;
export const MAX_FF = 2_097_152;
export const MAX_HEADS = 4096;
export const MAX_HEAD_DIM = 8192;
export const MAX_VOCAB = 16_777_216;
export const MAX_CTX = 67_108_864;
/** Rope bases in use go from 1e4 to 1e7; 1e12 leaves room. */
export const MAX_ROPE_BASE = 1e12;
/** Epsilons in use are 1e-5 and 1e-6; at 1 a norm would no longer normalise. */
export const MAX_NORM_EPS = 1;
/** The widest published mixture has 896 experts a layer. */
export const MAX_EXPERTS = 1024;
/** Scales, caps and temperatures in use stay below 100; a factor over a million makes float32 logits overflow. */
export const MAX_FACTOR = 1e6;
/** What YaRN multiplies rotated queries and keys by is below 2 in published models: scores grow by its square, and at 10,000 they overflow. */
export const MAX_ATTENTION_FACTOR = 100;
