/** What the layers of RWKV models share: heads that the embedding is cut into, and a shift by one token. */
import type { OutlineSizes, OutlineTable } from '../outline.ts';
import { noNext, positive, type Claim } from './claims.ts';

export const HEAD_SIZE = 'wkv.head_size';
export const LAYER_EPS = 'attention.layer_norm_epsilon';
const SHIFTS = 'token_shift_count';

export const wkvHeads = (s: OutlineSizes): number => Math.floor(s.nEmbd / s.n(HEAD_SIZE));

/** `shifts`: one before the mixing of time, and one before that of channels where that is there. */
export const rwkvClaims = (s: OutlineSizes, shifts: 1 | 2): readonly Claim[] => [
  noNext(s),
  ...positive(s, [HEAD_SIZE]),
  [s.nEmbd % s.n(HEAD_SIZE) === 0, HEAD_SIZE, `a divisor of the embedding length ${String(s.nEmbd)}`],
  [s.n(SHIFTS, 2) === shifts, SHIFTS, String(shifts)],
];

/** A norm with a bias. */
export function biasedNorm(t: OutlineTable, name: string, width: number): void {
  t.need(`${name}.weight`, width);
  t.need(`${name}.bias`, width);
}

/** Embedding with a norm behind it, the last norm and the output. */
export function rwkvEnds(t: OutlineTable, s: OutlineSizes): void {
  t.ends(s, 'own');
  biasedNorm(t, 'token_embd_norm', s.nEmbd);
  t.need('output_norm.bias', s.nEmbd);
}

/** A matrix of low rank: `nEmbd` to `rank`, and back. */
export function lowRank(t: OutlineTable, at: string, [down, up]: readonly string[], nEmbd: number, rank: number): void {
  t.need(`${at}${String(down)}.weight`, nEmbd, rank);
  t.need(`${at}${String(up)}.weight`, rank, nEmbd);
}

/** The feed-forward part of Qwen2, in which its RWKV offspring end a layer. */
export function qwenFeedForward(t: OutlineTable, s: OutlineSizes, at: string): void {
  t.need(`${at}ffn_norm.weight`, s.nEmbd);
  t.feedForward(at, s.nEmbd, s.n('feed_forward_length'));
}
