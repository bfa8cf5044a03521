/** RWKV-6, Finch (Peng et al., 2024): decay that follows the data. */
import type { Outline, OutlineSizes, OutlineTable } from '../outline.ts';
import { faultsOf, type Claim } from './claims.ts';
import { layers } from './parts.ts';
import { biasedNorm, HEAD_SIZE, LAYER_EPS, lowRank, rwkvClaims, rwkvEnds, wkvHeads } from './rwkv.ts';

export const FINCH = [HEAD_SIZE, 'time_mix_extra_dim', 'time_decay_extra_dim'] as const;

export const rwkv6: Outline = {
  requires: [LAYER_EPS, ...FINCH],
  faults: faultsOf((s) => [...rwkvClaims(s, 2), ...wholeKeys(s)]),
  tensors: (t, s) => {
    rwkvEnds(t, s);
    layers(s, (at) => {
      for (const name of ['attn_norm', 'attn_norm_2', 'time_mix_ln']) biasedNorm(t, at + name, s.nEmbd);
      mixing(t, s, at);
      t.need(`${at}time_mix_first.weight`, s.n(HEAD_SIZE), wkvHeads(s));
      for (const name of ['key', 'value', 'receptance', 'gate', 'output'])
        t.need(`${at}time_mix_${name}.weight`, s.nEmbd, s.nEmbd);
      channels(t, s, at);
    });
  },
};

/** Keys are as many as the heads, or the file names none. */
const wholeKeys = (s: OutlineSizes): readonly Claim[] =>
  Array.from({ length: s.nLayer }, (_, i) => [
    [0, wkvHeads(s)].includes(s.nHeadKv(i)),
    'attention.head_count_kv',
    `0 or the ${String(wkvHeads(s))} heads that the embedding is cut into`,
  ]);

/** Five mixes of a token with the one before, each with a part of low rank; and the decay. */
export function finchMixing(t: OutlineTable, s: OutlineSizes, at: string): void {
  t.need(`${at}time_mix_w1.weight`, s.nEmbd, 5 * s.n('time_mix_extra_dim'));
  t.need(`${at}time_mix_w2.weight`, s.n('time_mix_extra_dim'), s.nEmbd, 5);
  t.need(`${at}time_mix_lerp_x.weight`, s.nEmbd);
  t.need(`${at}time_mix_decay.weight`, s.nEmbd);
  lowRank(t, at, ['time_mix_decay_w1', 'time_mix_decay_w2'], s.nEmbd, s.n('time_decay_extra_dim'));
}

/** Older files have the five apart. */
function mixing(t: OutlineTable, s: OutlineSizes, at: string): void {
  finchMixing(t, s, at);
  const inOne = t.has(`${at}time_mix_lerp_fused.weight`);
  if (inOne) t.need(`${at}time_mix_lerp_fused.weight`, s.nEmbd, 1, 1, 5);
  for (const of of ['w', 'k', 'v', 'r', 'g']) t[inOne ? 'may' : 'need'](`${at}time_mix_lerp_${of}.weight`, s.nEmbd);
}

function channels(t: OutlineTable, s: OutlineSizes, at: string): void {
  const nFf = s.n('feed_forward_length');
  for (const of of ['k', 'r']) t.need(`${at}channel_mix_lerp_${of}.weight`, s.nEmbd);
  t.need(`${at}channel_mix_key.weight`, s.nEmbd, nFf);
  t.need(`${at}channel_mix_value.weight`, nFf, s.nEmbd);
  t.need(`${at}channel_mix_receptance.weight`, s.nEmbd, s.nEmbd);
}
