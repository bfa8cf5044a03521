/** Feed-forwards of models whose first layers are dense and whose others are mixtures with an expert that every token goes to. */
import type { Hyper } from '../arch/hyper.ts';
import type { ValueId } from '../program.ts';
import { experts, type ExpertOptions } from './experts.ts';
import { gatedFeedForward } from './feedForward.ts';
import type { Forward } from './forward.ts';

export interface MixtureOptions extends Omit<ExpertOptions, 'activation'> {
  /** Width of the expert for all tokens; 0 for none. */
  readonly nFfShared: number;
  /** Layers before this are dense; `leading_dense_block_count` unless given. */
  readonly firstMixture?: number;
}

/** SiLU-gated throughout (DeepSeek-AI, "DeepSeekMoE", 2024). */
export function denseOrMixture(f: Forward, h: Hyper, i: number, x: ValueId, options: MixtureOptions): ValueId {
  const { nFfShared, firstMixture = h.keys.nDenseLead ?? 0, ...routing } = options;
  if (i < firstMixture) return gatedFeedForward(f, x, h.nFf[i] ?? 0, { activation: 'silu' });
  const routed = experts(f, h, i, x, { ...routing, activation: 'silu' });
  if (nFfShared === 0) return routed;
  return f.add(routed, gatedFeedForward(f, x, nFfShared, { activation: 'silu', suffix: '_shexp' }), 'ffn_shared');
}
