/** dots3 note: latent attention with an indexer, and between such layers latent attention in a window with widths of its own. */
import type { Outline, OutlineSizes, OutlineTable } from '../outline.ts';
import { faultsOf, positive, type Claim } from './claims.ts';
import { RMS, layers, nextLayers, nextToken } from './parts.ts';
import {
  absorbedLatent,
  denseOrShared,
  INDEXER,
  LATENT,
  latentClaims,
  latentOf,
  lightningIndexer,
  mixtureClaims,
  rotatedIndexerClaims,
  SHARED_EXPERT,
  type Latent,
} from './sparseLatent.ts';

const WINDOWED = ['attention.kv_lora_rank_swa', 'attention.key_length_mla_swa', 'attention.value_length_mla_swa'];
const PATTERN = 'attention.sliding_window_pattern';
const TYPES = 'attention.indexer.types';

export const dots3note: Outline = {
  requires: [
    RMS,
    ...LATENT,
    ...WINDOWED,
    ...INDEXER,
    ...SHARED_EXPERT,
    'leading_dense_block_count',
    'expert_gating_func',
    'attention.sliding_window',
    'rope.freq_base_swa',
    PATTERN,
    TYPES,
  ],
  faults: faultsOf((s) => [
    ...latentClaims(s),
    ...rotatedIndexerClaims(s),
    ...mixtureClaims(s),
    ...windowClaims(s),
    // The caches of either kind of layer assert that there is one.
    [layersOf(s).some((i) => !isWindowed(s, i)), PATTERN, 'a layer without a window'],
    [s.length(TYPES) >= s.nLayer, TYPES, 'one for each layer'],
    ...layersOf(s).map((i): Claim => [sees(s, i), TYPES, 'an indexer in each layer without a window']),
  ]),
  describesNext: true,
  tensors: (t, s) => {
    t.ends(s);
    layers(s, (at, i) => {
      const w = isWindowed(s, i) ? windowed(s, i) : { ...latentOf(s), heads: s.nHead(i) };
      for (const name of ['attn_norm', 'ffn_norm']) t.need(`${at}${name}.weight`, s.nEmbd);
      absorbedLatent(t, s, at, w);
      t.need(`${at}attn_k_norm.weight`, s.nRot);
      t.need(`${at}attn_gate.weight`, s.nEmbd, w.heads);
      if (s.each(TYPES, i) !== 0) lightningIndexer(t, s, at);
      denseOrShared(t, s, at, i, 'need');
    });
    nextLayers(s, (at, i) => {
      t.optionally(() => {
        nextLayer(t, s, at, i);
      });
    });
  },
};

/** A dense layer with the window's widths, of which nothing is read. */
function nextLayer(t: OutlineTable, s: OutlineSizes, at: string, i: number): void {
  for (const name of ['attn_norm', 'ffn_norm']) t.need(`${at}${name}.weight`, s.nEmbd);
  absorbedLatent(t, s, at, windowed(s, i));
  t.need(`${at}attn_k_norm.weight`, s.nRot);
  t.need(`${at}attn_gate.weight`, s.nEmbd, s.nHead(i));
  t.feedForward(at, s.nEmbd, s.n('feed_forward_length'));
  nextToken(t, s, at, ['embed_tokens']);
}

const layersOf = (s: OutlineSizes): readonly number[] => Array.from({ length: s.nLayer }, (_, i) => i);

const isWindowed = (s: OutlineSizes, i: number): boolean => s.each(PATTERN, i) !== 0;

/** Layers without a window ask an indexer. */
const sees = (s: OutlineSizes, i: number): boolean => isWindowed(s, i) || s.each(TYPES, i) !== 0;

const windowed = (s: OutlineSizes, i: number): Latent => ({
  heads: s.nHead(i),
  key: s.n('attention.key_length_mla_swa'),
  value: s.n('attention.value_length_mla_swa'),
  rank: s.n('attention.kv_lora_rank_swa'),
});

function windowClaims(s: OutlineSizes): readonly Claim[] {
  const [rank, key] = [s.n('attention.kv_lora_rank_swa'), s.n('attention.key_length_mla_swa')];
  return [
    ...positive(s, WINDOWED),
    [key > s.nRot, 'attention.key_length_mla_swa', `over the rotated ${String(s.nRot)}`],
    [
      s.n('attention.key_length_swa', s.headDim) === rank + s.nRot,
      'attention.key_length_swa',
      'the latent and the rotated',
    ],
  ];
}
