/** Hyper-connections (Zhu et al., 2024): copies of the residual stream, mixed before and after each block. */
import { MAX_NORM_EPS } from '../limits.ts';
import type { OutlineSizes, OutlineTable } from '../outline.ts';
import { within, type Claim } from './claims.ts';

/** Of `nMix` numbers a token in as many parts as there are `scales`. */
export function hyperWeights(t: OutlineTable, s: OutlineSizes, at: string, nMix: number, scales: number): void {
  for (const of of ['hc_attn', 'hc_ffn']) {
    t.need(`${at}${of}_fn.weight`, s.n('hyper_connection.count') * s.nEmbd, nMix);
    t.need(`${at}${of}_base.weight`, nMix);
    t.need(`${at}${of}_scale.weight`, scales);
  }
}

/** Copies made one again before the output. */
export function hyperHead(t: OutlineTable, s: OutlineSizes): void {
  const n = s.n('hyper_connection.count');
  t.need('output_hc_fn.weight', n * s.nEmbd, n);
  t.need('output_hc_base.weight', n);
  t.need('output_hc_scale.weight', 1);
}

/** Manifold-constrained (DeepSeek-AI, 2025): what goes in, what comes out, and how copies mix. */
export function manifoldWeights(t: OutlineTable, s: OutlineSizes, at: string): void {
  const n = s.n('hyper_connection.count');
  hyperWeights(t, s, at, (2 + n) * n, 3);
}

const N_COPIES = 4;

/** Published models have 20. */
const MAX_ITERATIONS = 1024;

/** Published models have 4; with 64, graphs have more nodes than llama.cpp has room for. */
const MAX_COPIES = 32;

export const hyperCopies = (s: OutlineSizes): Claim => within(s, 'hyper_connection.count', 1, MAX_COPIES);

export const hyperEpsilon = (s: OutlineSizes): Claim => within(s, 'hyper_connection.epsilon', 0, MAX_NORM_EPS);

export const manifoldClaims = (s: OutlineSizes): readonly Claim[] => [
  hyperEpsilon(s),
  [s.n('hyper_connection.count') === N_COPIES, 'hyper_connection.count', String(N_COPIES)],
  within(s, 'hyper_connection.sinkhorn_iterations', 1, MAX_ITERATIONS),
];
