/** exaone4: EXAONE 4 (LG AI Research, 2025). RMS norms after both blocks and none before, norms on queries and keys; in the largest three of four layers have a sliding window, and only those are turned. */
import { attention, ropeFactors } from '../blocks/attention.ts';
import { embedding, logits } from '../blocks/embedding.ts';
import { gatedFeedForward } from '../blocks/feedForward.ts';
import { rmsNorm } from '../blocks/norms.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads, nextTokenLayers } from './common.ts';
import { windowLayers } from './hyper.ts';

const LAYERS_OF_32B = 64;
const PERIOD = 4;
const DEFAULT_WINDOW = 4096;

export const exaone4: Architecture = {
  name: 'exaone4',
  requires: ['nFf', 'nHead', 'rmsEps'],
  rules: equalHeads,
  build(f, h) {
    const norm = rmsNorm(h);
    const windowed = windowLayers(h, PERIOD);
    f.unread.push(...nextTokenLayers(h));
    let x = embedding(f, h);
    f.layers(h.nLayer, (i) => {
      const local = h.nLayer === LAYERS_OF_32B && windowed[i] === true;
      const attended = attention(f, h, i, x, {
        pairing: h.nLayer === LAYERS_OF_32B && !local ? null : 'half',
        bias: 'optional',
        qkNorm: { ...norm, each: 'head' },
        factors: ropeFactors(f, h),
        window: local ? (h.keys.window ?? DEFAULT_WINDOW) : null,
      });
      x = f.add(f.norm(attended, 'post_attention_norm', norm), x, 'attn_residual');
      const fed = gatedFeedForward(f, x, h.nFf[i] ?? 0, { activation: 'silu' });
      x = f.add(f.norm(fed, 'post_ffw_norm', norm), x, 'ffn_residual');
    });
    logits(f, h, f.norm(x, 'output_norm', norm));
  },
};
