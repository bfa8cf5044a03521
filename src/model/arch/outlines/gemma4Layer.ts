/** Layers of Gemma 4 and of its assistant: heads of two widths, a norm before and after each part. */
import type { OutlineSizes, OutlineTable } from '../outline.ts';
import { HEADS, type Claim } from './claims.ts';
import { RMS } from './parts.ts';

export const PATTERN = 'attention.sliding_window_pattern';
const [KEYS, VALUES] = ['attention.key_length_swa', 'attention.value_length_swa'];

export const GEMMA4 = [RMS, HEADS, PATTERN, 'attention.sliding_window', KEYS, VALUES] as const;

export const isWindowed = (s: OutlineSizes, i: number): boolean => s.each(PATTERN, i) !== 0;

/** Of layer `i`: where it has a window, heads are of another width. */
export const widthOf = (s: OutlineSizes, i: number): number => (isWindowed(s, i) ? s.n(KEYS) : s.headDim);

/** Values are as wide as keys, and every layer has heads. */
export const gemma4Heads = (s: OutlineSizes, nLayer: number): readonly Claim[] => [
  [s.valueDim === s.headDim, 'attention.value_length', `attention.key_length ${String(s.headDim)}`],
  [s.n(VALUES) === s.n(KEYS), VALUES, `${KEYS} ${String(s.n(KEYS))}`],
  ...Array.from({ length: nLayer }, (_, i): Claim => [
    s.nHead(i) > 0 && s.nHeadKv(i) > 0,
    HEADS,
    `heads in layer ${String(i)}`,
  ]),
];

/** Everything but keys, values and experts. */
export function gemma4Layer(t: OutlineTable, s: OutlineSizes, at: string, i: number): void {
  const width = widthOf(s, i);
  for (const name of ['attn_norm', 'post_attention_norm', 'ffn_norm', 'post_ffw_norm'])
    t.need(`${at}${name}.weight`, s.nEmbd);
  t.need(`${at}attn_q_norm.weight`, width);
  t.need(`${at}attn_output.weight`, width * s.nHead(i), s.nEmbd);
  // Layers that see all share the factors of their rotations.
  if (!isWindowed(s, i)) t.need('rope_freqs.weight', Math.floor(width / 2));
  t.feedForward(at, s.nEmbd, s.each('feed_forward_length', i));
}
