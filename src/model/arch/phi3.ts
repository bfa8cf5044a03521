/**
 * phi3: Phi-3 and Phi-4 (Abdin et al., 2024). One projection for queries, keys and values, one for gate and up; rotary positions
 * stretched by factors, long or short.
 */
import { attention, ropeFactors } from '../blocks/attention.ts';
import { embedding, logits } from '../blocks/embedding.ts';
import { fusedFeedForward } from '../blocks/feedForward.ts';
import { rmsNorm } from '../blocks/norms.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads } from './common.ts';

export const phi3: Architecture = {
  name: 'phi3',
  requires: ['nFf', 'nHead', 'rmsEps'],
  rules: equalHeads,
  build(f, h) {
    const norm = rmsNorm(h);
    // Files tell no scaling type: the factors are there or not.
    const longrope = { ...h, keys: { ...h.keys, ropeScaling: 'longrope' } };
    let x = embedding(f, h);
    f.layers(h.nLayer, (i) => {
      const y = f.norm(x, 'attn_norm', norm);
      const attended = attention(f, h, i, y, { pairing: 'half', bias: 'optional', factors: ropeFactors(f, longrope) });
      x = f.add(attended, x, 'attn_residual');
      const z = f.norm(x, 'ffn_norm', norm);
      x = f.add(fusedFeedForward(f, z, h.nFf[i] ?? 0, { activation: 'silu' }), x, 'ffn_residual');
    });
    logits(f, h, f.norm(x, 'output_norm', norm));
  },
};
