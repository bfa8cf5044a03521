/**
 * smallthinker: SmallThinker (Song et al., 2025). The router sees the layer's input before attention, experts are gated by ReLU; where files have a
 * sliding window, each fourth layer sees all and has no positions.
 */
import { attention } from '../blocks/attention.ts';
import { embedding, logits } from '../blocks/embedding.ts';
import { experts } from '../blocks/experts.ts';
import { rmsNorm } from '../blocks/norms.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads, gateOf, unsupportedGate } from './common.ts';
import { windowLayers } from './hyper.ts';

const PERIOD = 4;

export const smallthinker: Architecture = {
  name: 'smallthinker',
  requires: ['nHead', 'rmsEps', 'nExpert', 'nExpertUsed', 'nFfExpert'],
  rules: equalHeads,
  unsupported: unsupportedGate,
  example: () => ({ expertGating: 1 }),
  build(f, h) {
    const norm = rmsNorm(h);
    const { window, ropeBaseSwa } = h.keys;
    const windowed = windowLayers(h, PERIOD, true);
    let x = embedding(f, h);
    f.layers(h.nLayer, (i) => {
      const attended = attention(f, h, i, f.norm(x, 'attn_norm', norm), {
        pairing: window === null || h.nLayer === PERIOD || i % PERIOD !== 0 ? 'half' : null,
        bias: 'optional',
        outputBias: 'none',
        ...(window !== null && windowed[i] && { window, rope: { ...h.rope, base: ropeBaseSwa ?? h.rope.base } }),
      });
      const y = f.add(attended, x, 'attn_residual');
      const fed = experts(f, h, i, f.norm(y, 'ffn_norm', norm), {
        gate: gateOf(h, 'softmax'),
        normalise: true,
        activation: 'relu',
        nFf: h.nFfExpert[i] ?? 0,
        routed: x,
      });
      x = f.add(fed, y, 'ffn_residual');
    });
    logits(f, h, f.norm(x, 'output_norm', norm));
  },
};
