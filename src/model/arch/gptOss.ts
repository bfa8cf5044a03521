/**
 * gpt-oss (OpenAI, 2025). Attention sinks and biases, a sliding window in every other layer, every feed-forward a mixture: softmax after
 * the selection, a clamped gated unit, biases on router and experts.
 */
import { attention } from '../blocks/attention.ts';
import { embedding, logits } from '../blocks/embedding.ts';
import { experts } from '../blocks/experts.ts';
import { rmsNorm } from '../blocks/norms.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads } from './common.ts';
import { windowLayers } from './hyper.ts';

export const gptOss: Architecture = {
  name: 'gpt-oss',
  requires: ['nHead', 'rmsEps', 'window', 'nExpert', 'nExpertUsed', 'nFfExpert'],
  rules: equalHeads,
  build(f, h) {
    const norm = rmsNorm(h);
    const windowed = windowLayers(h, 2);
    let x = embedding(f, h);
    f.layers(h.nLayer, (i) => {
      const attended = attention(f, h, i, f.norm(x, 'attn_norm', norm), {
        pairing: 'half',
        bias: 'optional',
        outputBias: 'required',
        sinks: true,
        ...(windowed[i] && { window: h.keys.window, rope: { ...h.rope, base: h.keys.ropeBaseSwa ?? h.rope.base } }),
      });
      x = f.add(attended, x, 'attn_residual');
      const fed = experts(f, h, i, f.norm(x, 'post_attention_norm', norm), {
        gate: 'softmax_after_top_k',
        normalise: false,
        activation: 'swiglu_oai',
        nFf: h.nFfExpert[i] ?? 0,
        bias: 'required',
      });
      x = f.add(fed, x, 'ffn_residual');
    });
    logits(f, h, f.norm(x, 'output_norm', norm), { output: 'required' });
  },
};
