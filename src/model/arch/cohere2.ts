/** cohere2: Command R7B and Command A (Cohere, 2024). As command-r; three of four layers have rotary positions and a sliding window, the fourth neither. */
import { attention } from '../blocks/attention.ts';
import { parallelDecoder } from '../blocks/decoder.ts';
import { gatedFeedForward } from '../blocks/feedForward.ts';
import { layerNorm } from '../blocks/norms.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads } from './common.ts';
import { windowLayers } from './hyper.ts';

const PERIOD = 4;

export const cohere2: Architecture = {
  name: 'cohere2',
  requires: ['nFf', 'nHead', 'layerEps', 'window', 'logitScale'],
  rules: equalHeads,
  build(f, h) {
    const windowed = windowLayers(h, PERIOD);
    parallelDecoder(f, h, {
      norm: layerNorm(h, 'none'),
      attend: (x, i) =>
        attention(f, h, i, x, {
          pairing: windowed[i] ? 'adjacent' : null,
          bias: 'optional',
          window: windowed[i] ? h.keys.window : null,
          rope: { ...h.rope, base: h.keys.ropeBaseSwa ?? h.rope.base },
        }),
      feed: (x, i) => gatedFeedForward(f, x, h.nFf[i] ?? 0, { activation: 'silu' }),
      logits: { output: 'none', scale: h.keys.logitScale },
    });
  },
};
