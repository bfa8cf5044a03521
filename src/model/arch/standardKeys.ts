/**
 * The hyper-parameters that files share whatever their architecture, by their standard names, each with the range in which any
 * engine can believe it. Every file is checked against this table; an architecture says which of them it cannot be without.
 */
import * as limits from './limits.ts';
import {
  bool,
  count,
  finite,
  ints,
  layerPattern,
  oneOf,
  perLayer,
  positive,
  positiveOrUnset,
  uint,
  warnUnset,
  type ValuesOf,
} from './keys.ts';

const dim = (key: string): ReturnType<typeof count> => count(key, limits.MAX_HEAD_DIM);

export const STANDARD_KEYS = {
  nCtxTrain: uint('context_length', 1, limits.MAX_CTX),
  nEmbd: uint('embedding_length', 1, limits.MAX_EMBD),
  nLayer: uint('block_count', 1, limits.MAX_LAYERS),
  nVocab: uint('vocab_size', 1, limits.MAX_VOCAB),
  nFf: perLayer(count('feed_forward_length', limits.MAX_FF)),
  nextn: count('nextn_predict_layers', limits.MAX_LAYERS),
  nLoops: count('num_loops', limits.MAX_LAYERS),
  parallelResidual: bool('use_parallel_residual'),

  nHead: perLayer(uint('attention.head_count', 0, limits.MAX_HEADS)),
  nHeadKv: perLayer(uint('attention.head_count_kv', 0, limits.MAX_HEADS)),
  headDim: dim('attention.key_length'),
  valueDim: dim('attention.value_length'),
  headDimMla: dim('attention.key_length_mla'),
  valueDimMla: dim('attention.value_length_mla'),
  headDimSwa: dim('attention.key_length_swa'),
  valueDimSwa: dim('attention.value_length_swa'),
  qLoraRank: count('attention.q_lora_rank', limits.MAX_EMBD),
  kvLoraRank: count('attention.kv_lora_rank', limits.MAX_EMBD),
  rmsEps: positiveOrUnset('attention.layer_norm_rms_epsilon', limits.MAX_NORM_EPS),
  layerEps: positiveOrUnset('attention.layer_norm_epsilon', limits.MAX_NORM_EPS),
  groupEps: positiveOrUnset('attention.group_norm_epsilon', limits.MAX_NORM_EPS),
  attentionScale: positiveOrUnset('attention.scale', limits.MAX_FACTOR),
  attentionValueScale: positiveOrUnset('attention.value_scale', limits.MAX_FACTOR),
  attentionOutputScale: positiveOrUnset('attention.output_scale', limits.MAX_FACTOR),
  clampKqv: positiveOrUnset('attention.clamp_kqv', limits.MAX_FACTOR),
  maxAlibiBias: positiveOrUnset('attention.max_alibi_bias', 64),
  window: count('attention.sliding_window', limits.MAX_CTX),
  windowPattern: layerPattern('attention.sliding_window_pattern'),
  causal: bool('attention.causal'),
  convLength: count('shortconv.l_cache', 1024),
  temperatureScale: positiveOrUnset('attention.temperature_scale', limits.MAX_FACTOR),

  nRot: dim('rope.dimension_count'),
  nRotSwa: dim('rope.dimension_count_swa'),
  ropeSections: ints('rope.dimension_sections', 4),
  ropeBase: positive('rope.freq_base', limits.MAX_ROPE_BASE),
  ropeBaseSwa: positive('rope.freq_base_swa', limits.MAX_ROPE_BASE),
  ropeScaling: oneOf('rope.scaling.type', ['none', 'linear', 'yarn', 'longrope']),
  ropeFactor: warnUnset(positiveOrUnset('rope.scaling.factor', 1e6)),
  ropeScaleLinear: positiveOrUnset('rope.scale_linear', 1e6),
  ropeAttnFactor: positiveOrUnset('rope.scaling.attn_factor', limits.MAX_FACTOR),
  ropeOrigCtx: uint('rope.scaling.original_context_length', 1, limits.MAX_CTX),
  ropeFinetuned: bool('rope.scaling.finetuned'),
  yarnLogMultiplier: finite('rope.scaling.yarn_log_multiplier', 100),
  yarnExtFactor: finite('rope.scaling.yarn_ext_factor', 1),
  yarnBetaFast: positive('rope.scaling.yarn_beta_fast', limits.MAX_FACTOR),
  yarnBetaSlow: positive('rope.scaling.yarn_beta_slow', limits.MAX_FACTOR),

  nExpert: count('expert_count', limits.MAX_EXPERTS),
  nExpertUsed: perLayer(count('expert_used_count', limits.MAX_EXPERTS)),
  nExpertShared: count('expert_shared_count', limits.MAX_EXPERTS),
  nExpertGroups: count('expert_group_count', limits.MAX_EXPERTS),
  nExpertGroupsUsed: count('expert_group_used_count', limits.MAX_EXPERTS),
  nFfExpert: perLayer(count('expert_feed_forward_length', limits.MAX_FF)),
  nFfShared: count('expert_shared_feed_forward_length', limits.MAX_FF),
  nDenseLead: count('leading_dense_block_count', limits.MAX_LAYERS),
  moeEvery: count('moe_every_n_layers', limits.MAX_LAYERS),
  moeStep: count('interleave_moe_layer_step', limits.MAX_LAYERS),
  expertGating: count('expert_gating_func', 4),
  expertWeightsScale: positiveOrUnset('expert_weights_scale', limits.MAX_FACTOR),
  expertWeightsNorm: bool('expert_weights_norm'),

  attentionSoftcap: positive('attn_logit_softcapping', limits.MAX_FACTOR),
  logitSoftcap: positive('final_logit_softcapping', limits.MAX_FACTOR),
  routerSoftcap: positive('router_logit_softcapping', limits.MAX_FACTOR),
  logitScale: finite('logit_scale', limits.MAX_FACTOR),
  residualScale: positiveOrUnset('residual_scale', limits.MAX_FACTOR),
  embeddingScale: positiveOrUnset('embedding_scale', limits.MAX_FACTOR),
} as const;

export type StandardKey = keyof typeof STANDARD_KEYS;
export type StandardValues = ValuesOf<typeof STANDARD_KEYS>;
