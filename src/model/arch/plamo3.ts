/** plamo3: PLaMo 3 (Preferred Networks, 2025). RMS norms before and after both blocks and on queries and keys, fused projections; seven of eight layers have a sliding window. */
import { attention } from '../blocks/attention.ts';
import { embedding, logits } from '../blocks/embedding.ts';
import { fusedFeedForward } from '../blocks/feedForward.ts';
import { present, type Forward, type NormOptions } from '../blocks/forward.ts';
import { rmsNorm } from '../blocks/norms.ts';
import type { ValueId } from '../program.ts';
import type { Architecture } from './architecture.ts';
import { windowLayers } from './hyper.ts';

const PERIOD = 8;
const WINDOW_ROPE_BASE = 10_000;

export const plamo3: Architecture = {
  name: 'plamo3',
  requires: ['nFf', 'nHead', 'rmsEps'],
  build(f, h) {
    const norm = rmsNorm(h);
    const { window, ropeBaseSwa } = h.keys;
    const windowed = windowLayers(h, PERIOD);
    let x = embedding(f, h);
    f.layers(h.nLayer, (i) => {
      const attended = attention(f, h, i, f.norm(x, 'attn_norm', norm), {
        pairing: 'half',
        qkNorm: { ...norm, each: 'head' },
        ...(window !== null &&
          windowed[i] && { window, rope: { ...h.rope, base: ropeBaseSwa ?? WINDOW_ROPE_BASE, scale: 1 } }),
      });
      x = f.add(postNorm(f, attended, 'post_attention_norm', norm), x, 'attn_residual');
      const fed = fusedFeedForward(f, f.norm(x, 'ffn_norm', norm), h.nFf[i] ?? 0, { activation: 'silu' });
      x = f.add(postNorm(f, fed, 'post_ffw_norm', norm), x, 'ffn_residual');
    });
    logits(f, h, f.norm(x, 'output_norm', norm));
  },
};

/** Files have these gains without `.weight` behind their names. */
function postNorm(f: Forward, x: ValueId, name: string, { variant, eps }: NormOptions): ValueId {
  const weights = present(f.vector(name, f.width(x)));
  return f.op({ kind: 'norm', name, inputs: [x], weights, attrs: { variant, eps } });
}
