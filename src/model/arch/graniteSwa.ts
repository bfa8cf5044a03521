/**
 * granite_swa: Granite with a sliding window (Granite Team, 2026). As granite, with a sink for each head, layers that look through a window, and
 * layers that have no positions.
 */
import { attention, ropeFactors } from '../blocks/attention.ts';
import { embedding, logits } from '../blocks/embedding.ts';
import { experts } from '../blocks/experts.ts';
import { fusedFeedForward, gatedFeedForward } from '../blocks/feedForward.ts';
import type { Forward } from '../blocks/forward.ts';
import { rmsNorm } from '../blocks/norms.ts';
import type { ValueId } from '../program.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads } from './common.ts';
import { eachLayer, windowLayers, type Hyper } from './hyper.ts';

export const graniteSwa: Architecture = {
  name: 'granite_swa',
  requires: ['nFf', 'nHead', 'rmsEps', 'logitScale', 'window'],
  present: ['windowPattern'],
  rules: equalHeads,
  example: ({ nLayer }) => ({ windowPattern: Array.from({ length: nLayer }, (_, i) => (i + 1) % 2) }),
  build(f, h) {
    const norm = rmsNorm(h);
    const { residualScale, embeddingScale, attentionScale, logitScale, window } = h.keys;
    const windowed = windowLayers(h, 1);
    const turned = eachLayer(h.keys.ropeLayers ?? 1, h.nLayer);
    let x = f.scale(embedding(f, h), embeddingScale, 'embedding_scale');
    f.layers(h.nLayer, (i) => {
      const attended = attention(f, h, i, f.norm(x, 'attn_norm', norm), {
        pairing: turned[i] === 0 ? null : 'adjacent',
        bias: 'optional',
        outputBias: 'optional',
        factors: ropeFactors(f, h),
        scale: attentionScale,
        sinks: true,
        window: windowed[i] ? window : null,
      });
      x = f.add(f.scale(attended, residualScale, 'attn_scale'), x, 'attn_residual');
      const fed = feedForward(f, h, i, f.norm(x, 'ffn_norm', norm));
      x = f.add(f.scale(fed, residualScale, 'ffn_scale'), x, 'ffn_residual');
    });
    logits(f, h, f.norm(x, 'output_norm', norm), { scale: logitScale === null ? null : 1 / logitScale });
  },
};

/** Here the expert for all has gate and up in one projection. */
function feedForward(f: Forward, h: Hyper, i: number, x: ValueId): ValueId {
  const nFf = h.nFf[i] ?? 0;
  if (h.nExpert === 0) return gatedFeedForward(f, x, nFf, { activation: 'silu', bias: 'optional' });
  const routed = experts(f, h, i, x, { gate: 'softmax', normalise: true, activation: 'silu', nFf });
  const { nFfShared } = h.keys;
  if (nFfShared === null) return routed;
  return f.add(routed, fusedFeedForward(f, x, nFfShared, { activation: 'silu', suffix: '_shexp' }), 'ffn_shared');
}
