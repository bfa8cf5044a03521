/** RWKV-7, Goose (Peng et al., 2025): a delta rule with a rate for each channel. */
import type { Outline, OutlineSizes, OutlineTable } from '../outline.ts';
import { faultsOf, type Claim } from './claims.ts';
import { layers } from './parts.ts';
import { biasedNorm, HEAD_SIZE, LAYER_EPS, lowRank, rwkvClaims, rwkvEnds } from './rwkv.ts';

const DECAY = 'attention.decay_lora_rank';
const RATE = 'attention.iclr_lora_rank';
const VALUE = 'attention.value_residual_mix_lora_rank';
export const GATE = 'attention.gate_lora_rank';
export const GOOSE = [HEAD_SIZE, DECAY, RATE, VALUE] as const;

/** Readers go through a head in steps of as many numbers as vectors hold, and look for no rest. */
const STEP = 64;

export const gooseClaims = (s: OutlineSizes, shifts: 1 | 2): readonly Claim[] => [
  ...rwkvClaims(s, shifts),
  [s.n(HEAD_SIZE) % STEP === 0, HEAD_SIZE, `a multiple of ${String(STEP)}`],
];

export const rwkv7: Outline = {
  requires: [LAYER_EPS, ...GOOSE, GATE],
  faults: faultsOf((s) => gooseClaims(s, 2)),
  tensors: (t, s) => {
    rwkvEnds(t, s);
    layers(s, (at, i) => {
      for (const name of ['attn_norm', 'attn_norm_2', 'time_mix_ln']) biasedNorm(t, at + name, s.nEmbd);
      gooseMixing(t, s, at, i);
      lowRank(t, at, ['time_mix_g1', 'time_mix_g2'], s.nEmbd, s.n(GATE));
      t.need(`${at}time_mix_lerp_fused.weight`, s.nEmbd, 1, 1, 6);
      t.need(`${at}channel_mix_lerp_k.weight`, s.nEmbd);
      t.need(`${at}channel_mix_key.weight`, s.nEmbd, s.n('feed_forward_length'));
      t.need(`${at}channel_mix_value.weight`, s.n('feed_forward_length'), s.nEmbd);
    });
  },
};

/** Decay, rate and the share of the first layer's value are each of low rank. The first layer's own share is not read. */
export function gooseMixing(t: OutlineTable, s: OutlineSizes, at: string, i: number): void {
  for (const [of, rank] of [
    ['w', DECAY],
    ['a', RATE],
    ['v', i === 0 ? RATE : VALUE],
  ] as const) {
    t.need(`${at}time_mix_${of}0.weight`, s.nEmbd);
    lowRank(t, at, [`time_mix_${of}1`, `time_mix_${of}2`], s.nEmbd, s.n(rank));
  }
  for (const of of ['k_k', 'k_a', 'r_k']) t.need(`${at}time_mix_${of}.weight`, s.nEmbd);
  for (const name of ['key', 'value', 'receptance', 'output']) t.need(`${at}time_mix_${name}.weight`, s.nEmbd, s.nEmbd);
}
