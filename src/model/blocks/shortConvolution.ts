/** A short causal convolution between two gates, in attention's place (Liquid AI, LFM 2, 2025). */
import type { ValueId } from '../program.ts';
import type { Forward } from './forward.ts';

/** out(c ⊙ conv(b ⊙ x)), b, c and x being the thirds of one projection; the kernel reaches `length` positions back, its own among them. */
export function shortConvolution(f: Forward, i: number, input: ValueId, length: number): ValueId {
  const n = f.width(input);
  const thirds = f.linear(input, 'shortconv.in_proj', 3 * n);
  const third = (name: string, at: number): ValueId => f.columns(thirds, at * n, n, `shortconv.${name}`);
  const [b, c, x] = [third('b', 0), third('c', 1), third('x', 2)];
  const gated = f.op({ kind: 'mul', name: 'shortconv.bx', inputs: [b, x], attrs: {} });
  const kernel = f.matrix('shortconv.conv.weight', [n, length]);
  const attrs = { cache: f.cache(i, 1, n, 0) };
  const convolved = f.op({ kind: 'conv', name: 'shortconv.conv', inputs: [gated], weights: [kernel], attrs });
  const opened = f.op({ kind: 'mul', name: 'shortconv.gated', inputs: [c, convolved], attrs: {} });
  return f.linear(opened, 'shortconv.out_proj', n);
}
