/** mellum: Mellum 2 (JetBrains, 2026). As qwen3moe; three of four layers have a sliding window, and positions that are not stretched. */
import { attention } from '../blocks/attention.ts';
import { preNormDecoder } from '../blocks/decoder.ts';
import { experts } from '../blocks/experts.ts';
import { rmsNorm } from '../blocks/norms.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads, expertWidth } from './common.ts';
import { windowLayers } from './hyper.ts';

const PERIOD = 4;

export const mellum: Architecture = {
  name: 'mellum',
  requires: ['nHead', 'rmsEps', 'nExpert', 'nExpertUsed', 'nFfExpert'],
  rules: equalHeads,
  build(f, h) {
    const norm = rmsNorm(h);
    const { window } = h.keys;
    const windowed = windowLayers(h, PERIOD);
    preNormDecoder(f, h, {
      norm,
      attend: (x, i) =>
        attention(f, h, i, x, {
          pairing: 'half',
          bias: 'optional',
          qkNorm: { ...norm, each: 'head' },
          ...(window !== null && windowed[i] && { window, rope: { base: h.rope.base, scale: 1 } }),
        }),
      feed: (x, i) =>
        experts(f, h, i, x, { gate: 'softmax', normalise: true, activation: 'silu', nFf: expertWidth(h, i) }),
      logits: { output: 'required' },
    });
  },
};
