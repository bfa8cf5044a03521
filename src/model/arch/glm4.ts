/** glm4: GLM-4-0414 (GLM Team, 2025). RMS norms before and after both blocks, gate and up in one projection. Files with rotary sections have half-split pairs. */
import { attention } from '../blocks/attention.ts';
import { embedding, logits } from '../blocks/embedding.ts';
import { fusedFeedForward } from '../blocks/feedForward.ts';
import { rmsNorm } from '../blocks/norms.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads, unsupportedSections } from './common.ts';

export const glm4: Architecture = {
  name: 'glm4',
  requires: ['nFf', 'nHead', 'rmsEps'],
  rules: equalHeads,
  unsupported: unsupportedSections,
  build(f, h) {
    const norm = rmsNorm(h);
    const pairing = h.keys.ropeSections?.some((n) => n > 0) ? 'half' : 'adjacent';
    let x = embedding(f, h);
    f.layers(h.nLayer, (i) => {
      const attended = attention(f, h, i, f.norm(x, 'attn_norm', norm), { pairing, bias: 'optional' });
      x = f.add(f.norm(attended, 'post_attention_norm', norm), x, 'attn_residual');
      const fed = fusedFeedForward(f, f.norm(x, 'ffn_norm', norm), h.nFf[i] ?? 0, { activation: 'silu' });
      x = f.add(f.norm(fed, 'post_ffw_norm', norm), x, 'ffn_residual');
    });
    logits(f, h, f.norm(x, 'output_norm', norm));
  },
};
