/**
 * DFlash (Chen et al., 2026): layers that draft a block of tokens at once from layers of another model, plain or as DeepSeek V4 has them,
 * with a selector or a Markov head or neither. Alone it runs where it has both ends.
 */
import type { Outline, OutlineSizes, OutlineTable } from '../outline.ts';
import { faultsOf, positive, within, type Claim } from './claims.ts';
import { V4, v4Attention, v4Claims, v4Mixture } from './deepseek4.ts';
import { draftEnds } from './draft.ts';
import { hyperHead } from './hyperConnections.ts';
import { RMS, layers } from './parts.ts';

const ACTIVATIONS = ['silu', 'gelu', 'gelu_pytorch_tanh'];
const PATTERN = 'attention.sliding_window_pattern';
const SELECTOR = 'selector_hidden.weight';
const MARKOV = 'markov_w1.weight';

/** Published models have 16; a graph of a chain of 64 has more nodes than llama.cpp has room for. */
const MAX_BLOCK = 32;

const isV4 = (s: OutlineSizes): boolean => s.n('hyper_connection.count') > 0;

export const dflash: Outline = {
  requires: [RMS, 'attention.head_count', 'target_layers'],
  faults: faultsOf((s, has) => [
    [s.length('target_layers') > 0, 'target_layers', 'a layer'],
    [
      !s.has('hidden_activation') || ACTIVATIONS.includes(s.text('hidden_activation')),
      'hidden_activation',
      ACTIVATIONS.join(', '),
    ],
    ...(isV4(s) ? v4DraftClaims(s) : plainClaims(s)),
    ...(has(SELECTOR) ? selectorClaims(s) : []),
    ...(has(MARKOV) ? [within(s, 'block_size', 1, MAX_BLOCK)] : []),
  ]),
  describesNext: true,
  tensors: (t, s) => {
    draftEnds(t, s, s.length('target_layers') * s.nEmbd);
    t.need('enc.output_norm.weight', s.nEmbd);
    markovHead(t, s);
    selector(t, s);
    if (isV4(s)) hyperHead(t, s);
    layers(s, (at, i) => {
      if (isV4(s)) v4Layer(t, s, at);
      else plainLayer(t, s, at, i);
    });
  },
};

function v4Layer(t: OutlineTable, s: OutlineSizes, at: string): void {
  v4Attention(t, s, at);
  v4Mixture(t, s, at, false);
}

function plainLayer(t: OutlineTable, s: OutlineSizes, at: string, i: number): void {
  const [width, kv] = [s.headDim * s.nHead(), s.headDim * s.nHeadKv()];
  for (const name of ['attn_norm', 'ffn_norm']) t.need(`${at}${name}.weight`, s.nEmbd);
  t.need(`${at}attn_q.weight`, s.nEmbd, width);
  t.need(`${at}attn_k.weight`, s.nEmbd, kv);
  t.may(`${at}attn_v.weight`, s.nEmbd, kv);
  t.need(`${at}attn_output.weight`, width, s.nEmbd);
  for (const name of ['attn_q_norm', 'attn_k_norm']) t.need(`${at}${name}.weight`, s.headDim);
  for (const name of ['post_attention_norm', 'post_ffw_norm']) t.may(`${at}${name}.weight`, s.nEmbd);
  t.may(`${at}layer_output_scale.weight`, 1);
  t.may(`${at}attn_sinks.weight`, s.nHead());
  if (i === 0) t.may('rope_freqs.weight', s.headDim / 2);
  t.feedForward(at, s.nEmbd, s.n('feed_forward_length'));
  if (t.has(SELECTOR)) convolutions(t, s, at);
}

/** The logits of a token change with the one before it; a confidence says how far the block is good. */
function markovHead(t: OutlineTable, s: OutlineSizes): void {
  const rank = t.columns(MARKOV, 0);
  if (rank === 0) return;
  t.need(MARKOV, rank, s.nVocab);
  t.need('markov_w2.weight', rank, t.columns('d2t', s.nVocab));
  t.may('conf_proj.weight', s.nEmbd + rank, 1);
  t.may('conf_proj.bias', 1);
}

function selector(t: OutlineTable, s: OutlineSizes): void {
  if (!t.has(SELECTOR)) return;
  const rank = s.n('selector_rank');
  t.need(SELECTOR, s.nEmbd, rank);
  for (const name of ['predecessor', 'successor']) t.need(`selector_${name}.weight`, rank, s.nVocab);
}

/** Neighbours mix before attention and before the dense network, by weights that each token gives itself. */
function convolutions(t: OutlineTable, s: OutlineSizes, at: string): void {
  const kernel = s.n('conv_kernel_size');
  const projected = (2 * kernel * s.nEmbd) / s.n('conv_group_size');
  for (const of of ['attn_conv', 'ffn_conv']) {
    t.need(`${at}${of}_base`, s.nEmbd, kernel, 2);
    t.need(`${at}${of}_proj.weight`, s.nEmbd, projected);
  }
}

function plainClaims(s: OutlineSizes): readonly Claim[] {
  const listed = Array.from({ length: s.length(PATTERN) }, (_, i) => s.each(PATTERN, i));
  return [
    [s.valueDim === s.headDim, 'attention.value_length', `attention.key_length ${String(s.headDim)}`],
    [
      s.n('attention.sliding_window') === 0 || listed.some((flag) => flag !== 0),
      PATTERN,
      'an array with a layer that has the window',
    ],
  ];
}

const SELECTOR_KEYS = ['selector_rank', 'selector_top_k', 'conv_kernel_size', 'conv_group_size', 'block_size'];

function selectorClaims(s: OutlineSizes): readonly Claim[] {
  const [k, group] = [s.n('selector_top_k'), s.n('conv_group_size')];
  return [
    ...positive(s, SELECTOR_KEYS),
    [s.nEmbd % group === 0, 'conv_group_size', `a divisor of the embedding length ${String(s.nEmbd)}`],
    [nodesOf(s) <= roomOf(s), 'conv_kernel_size', 'a graph of fewer nodes than llama.cpp has room for'],
    [k * (k + 1) <= s.nEmbd, 'selector_top_k', `a lattice within the embedding length ${String(s.nEmbd)}`],
  ];
}

/** Measured: what a layer takes, and what each position of its kernels does. */
const nodesOf = (s: OutlineSizes): number => s.nLayer * (65 + 40 * s.n('conv_kernel_size')) + 60;

/** Twelve for each tensor, of which a layer has 15. */
const roomOf = (s: OutlineSizes): number => Math.max(1024, 12 * (15 * s.nLayer + 9));

const RATIOS = 'attention.compress_ratios';

const v4DraftClaims = (s: OutlineSizes): readonly Claim[] => [
  ...V4.map((key): Claim => [s.has(key), key, 'such a key']),
  ...v4Claims(s),
  [Array.from({ length: s.length(RATIOS) }, (_, i) => s.each(RATIOS, i)).every((r) => r === 0), RATIOS, 'all 0'],
];
