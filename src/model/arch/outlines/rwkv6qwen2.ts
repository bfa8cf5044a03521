/** QRWKV6 (Recursal, 2024): Qwen2 with the time mixing of RWKV-6 in attention's place. */
import type { Outline, OutlineSizes, OutlineTable } from '../outline.ts';
import { alike, faultsOf } from './claims.ts';
import { RMS, layers } from './parts.ts';
import { HEAD_SIZE, qwenFeedForward, rwkvClaims, wkvHeads } from './rwkv.ts';
import { FINCH, finchMixing } from './rwkv6.ts';

const KEYS = 'attention.head_count_kv';

export const rwkv6qwen2: Outline = {
  requires: [RMS, ...FINCH],
  faults: faultsOf((s) => [
    ...rwkvClaims(s, 1),
    ...alike(s, ['attention.head_count', KEYS]),
    [s.nHeadKv() === 0 || wkvHeads(s) % s.nHeadKv() === 0, KEYS, `0 or a divisor of the ${String(wkvHeads(s))} heads`],
  ]),
  tensors: (t, s) => {
    t.ends(s, 'own');
    t.may('output_norm.bias', s.nEmbd);
    layers(s, (at) => {
      t.need(`${at}attn_norm.weight`, s.nEmbd);
      finchMixing(t, s, at);
      t.need(`${at}time_mix_lerp_fused.weight`, s.nEmbd, 1, 1, 5);
      projections(t, s, at);
      qwenFeedForward(t, s, at);
    });
  },
};

/** Keys and values may be of fewer heads. */
function projections(t: OutlineTable, s: OutlineSizes, at: string): void {
  const keys = (s.nHeadKv() || wkvHeads(s)) * s.n(HEAD_SIZE);
  for (const [name, width] of [
    ['key', keys],
    ['value', keys],
    ['receptance', s.nEmbd],
  ] as const) {
    t.need(`${at}time_mix_${name}.weight`, s.nEmbd, width);
    t.may(`${at}time_mix_${name}.bias`, width);
  }
  for (const name of ['gate', 'output']) t.need(`${at}time_mix_${name}.weight`, s.nEmbd, s.nEmbd);
}
