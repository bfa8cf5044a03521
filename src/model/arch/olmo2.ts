/** olmo2: OLMo 2 and 3 (Walsh et al., 2025). RMS norms after both blocks and none before, and over all queries and all keys; in OLMo 3 three of four layers have a sliding window, without the stretching of positions. */
import { attention } from '../blocks/attention.ts';
import { embedding, logits } from '../blocks/embedding.ts';
import { gatedFeedForward } from '../blocks/feedForward.ts';
import { rmsNorm } from '../blocks/norms.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads } from './common.ts';
import { windowLayers } from './hyper.ts';

const PERIOD = 4;

export const olmo2: Architecture = {
  name: 'olmo2',
  requires: ['nFf', 'nHead', 'rmsEps'],
  rules: equalHeads,
  build(f, h) {
    const norm = rmsNorm(h);
    const { window } = h.keys;
    const windowed = windowLayers(h, PERIOD);
    let x = embedding(f, h);
    f.layers(h.nLayer, (i) => {
      const attended = attention(f, h, i, x, {
        pairing: 'half',
        bias: 'optional',
        qkNorm: { ...norm, each: 'row' },
        ...(window !== null && windowed[i] && { window, rope: { base: h.keys.ropeBaseSwa ?? h.rope.base, scale: 1 } }),
      });
      x = f.add(f.norm(attended, 'post_attention_norm', norm), x, 'attn_residual');
      const fed = gatedFeedForward(f, x, h.nFf[i] ?? 0, { activation: 'silu' });
      x = f.add(f.norm(fed, 'post_ffw_norm', norm), x, 'ffn_residual');
    });
    logits(f, h, f.norm(x, 'output_norm', norm), { output: 'required' });
  },
};
