/**
 * granite: Granite 3 (Granite Team, 2024). As llama, with a scale on embeddings, residuals, scores and logits, and positions only
 * where the file says that they were trained.
 */
import { attention, ropeFactors } from '../blocks/attention.ts';
import { embedding, logits } from '../blocks/embedding.ts';
import { experts } from '../blocks/experts.ts';
import { gatedFeedForward } from '../blocks/feedForward.ts';
import type { Forward } from '../blocks/forward.ts';
import { rmsNorm } from '../blocks/norms.ts';
import type { ValueId } from '../program.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads } from './common.ts';
import type { Hyper } from './hyper.ts';

export const granite: Architecture = {
  name: 'granite',
  requires: ['nFf', 'nHead', 'rmsEps', 'logitScale'],
  rules: equalHeads,
  build: buildGranite,
};

/** granitemoe: the same with a mixture of experts, and an expert that every token goes to where the file tells its width. */
export const granitemoe: Architecture = { ...granite, name: 'granitemoe' };

function buildGranite(f: Forward, h: Hyper): void {
  const norm = rmsNorm(h);
  const { residualScale, embeddingScale, attentionScale, logitScale, ropeFinetuned } = h.keys;
  let x = f.scale(embedding(f, h), embeddingScale, 'embedding_scale');
  f.layers(h.nLayer, (i) => {
    const attended = attention(f, h, i, f.norm(x, 'attn_norm', norm), {
      pairing: ropeFinetuned === false ? null : 'adjacent',
      bias: 'optional',
      outputBias: 'optional',
      factors: ropeFactors(f, h),
      scale: attentionScale,
    });
    x = f.add(f.scale(attended, residualScale, 'attn_scale'), x, 'attn_residual');
    const fed = feedForward(f, h, i, f.norm(x, 'ffn_norm', norm));
    x = f.add(f.scale(fed, residualScale, 'ffn_scale'), x, 'ffn_residual');
  });
  logits(f, h, f.norm(x, 'output_norm', norm), { scale: logitScale === null ? null : 1 / logitScale });
}

function feedForward(f: Forward, h: Hyper, i: number, x: ValueId): ValueId {
  const nFf = h.nFf[i] ?? 0;
  if (h.nExpert === 0) return gatedFeedForward(f, x, nFf, { activation: 'silu', bias: 'optional' });
  const routed = experts(f, h, i, x, { gate: 'softmax', normalise: true, activation: 'silu', nFf });
  const { nFfShared } = h.keys;
  if (nFfShared === null) return routed;
  return f.add(routed, gatedFeedForward(f, x, nFfShared, { activation: 'silu', suffix: '_shexp' }), 'ffn_shared');
}
