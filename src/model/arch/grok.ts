/**
 * grok: Grok 1 and 2 (xAI, 2024). RMS norms before and after both blocks, capped scores, mixtures gated by GELU (softmax, top k, renormalised), in
 * Grok 2 averaged with a dense network beside them.
 */
import { attention } from '../blocks/attention.ts';
import { embedding, logits } from '../blocks/embedding.ts';
import { experts } from '../blocks/experts.ts';
import { gatedFeedForward, spareFeedForward } from '../blocks/feedForward.ts';
import type { Forward } from '../blocks/forward.ts';
import { rmsNorm } from '../blocks/norms.ts';
import type { ValueId } from '../program.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads } from './common.ts';
import type { Hyper } from './hyper.ts';
import { ropeScaling } from './ropeScaling.ts';

/** What files of Grok 1 leave to the engine. */
const EMBEDDING_SCALE = 78.38367176906169;
const ATTENTION_SCALE = 0.08838834764831845;
const ATTENTION_CAP = 30;
const LOGIT_SCALE = 0.5773502691896257;
const YARN_BETA_FAST = 8;

export const grok: Architecture = {
  name: 'grok',
  requires: ['nFf', 'nHead', 'rmsEps', 'nExpert', 'nExpertUsed'],
  rules: equalHeads,
  build(f, h) {
    const norm = rmsNorm(h);
    const { keys } = h;
    const rope = ropeScaling({ ...keys, yarnBetaFast: keys.yarnBetaFast ?? YARN_BETA_FAST }, h.nRot, h.nCtxTrain);
    let x = f.scale(embedding(f, h), keys.embeddingScale ?? EMBEDDING_SCALE, 'embedding_scale');
    f.layers(h.nLayer, (i) => {
      const attended = attention(f, h, i, f.norm(x, 'attn_norm', norm), {
        pairing: 'half',
        bias: 'optional',
        rope,
        scale: keys.attentionOutputScale ?? ATTENTION_SCALE,
        softcap: keys.attentionSoftcap ?? ATTENTION_CAP,
      });
      x = f.add(f.norm(attended, 'attn_output_norm', norm), x, 'attn_residual');
      const fed = feedForward(f, h, i, f.norm(x, 'ffn_norm', norm));
      const after = f.has('layer_output_norm.weight') ? 'layer_output_norm' : 'post_ffw_norm';
      x = f.add(f.norm(fed, after, norm), x, 'ffn_residual');
    });
    const scaled = { scale: keys.logitScale ?? LOGIT_SCALE, softcap: keys.logitSoftcap };
    logits(f, h, f.norm(x, 'output_norm', norm), scaled);
  },
};

function feedForward(f: Forward, h: Hyper, i: number, x: ValueId): ValueId {
  const nFf = h.nFf[i] ?? 0;
  const routed = experts(f, h, i, x, {
    gate: 'softmax',
    normalise: true,
    activation: 'gelu',
    nFf: h.nFfExpert[i] || nFf,
  });
  if (!f.has('ffn_up.weight')) {
    spareFeedForward(f, h, nFf);
    return routed;
  }
  const both = f.add(gatedFeedForward(f, x, nFf, { activation: 'gelu' }), routed, 'ffn_both');
  return f.scale(both, Math.SQRT1_2, 'ffn_mean');
}
