/** command-r: Command R (Cohere, 2024). Attention and gated feed-forward side by side after one layer norm without a bias, scaled logits, tied output. */
import { attention } from '../blocks/attention.ts';
import { parallelDecoder } from '../blocks/decoder.ts';
import { gatedFeedForward } from '../blocks/feedForward.ts';
import { layerNorm } from '../blocks/norms.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads } from './common.ts';

/** From this depth on (Command R+) queries and keys are normalised. */
const LAYERS_WITH_NORMS = 64;

export const commandR: Architecture = {
  name: 'command-r',
  requires: ['nFf', 'nHead', 'layerEps'],
  rules: equalHeads,
  build(f, h) {
    const qkNorm = { ...layerNorm(h, 'none'), each: 'head', ownGains: true } as const;
    parallelDecoder(f, h, {
      norm: layerNorm(h, 'none'),
      logits: { output: 'none', scale: h.keys.logitScale },
      attend: (x, i) =>
        attention(f, h, i, x, {
          pairing: 'adjacent',
          bias: 'optional',
          ...(h.nLayer >= LAYERS_WITH_NORMS && { qkNorm }),
        }),
      feed: (x, i) => gatedFeedForward(f, x, h.nFf[i] ?? 0, { activation: 'silu' }),
    });
  },
};
