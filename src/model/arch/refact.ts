/** refact: Refact 1.6B (Small Magellanic Cloud AI, 2023). Llama with slopes (ALiBi) for positions. Biases behind attention and in the feed-forward, and rope factors, are not used. */
import { attention, ropeFactors } from '../blocks/attention.ts';
import { preNormDecoder } from '../blocks/decoder.ts';
import { gatedFeedForward } from '../blocks/feedForward.ts';
import type { Forward } from '../blocks/forward.ts';
import { rmsNorm } from '../blocks/norms.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads } from './common.ts';
import type { Hyper } from './hyper.ts';

const ALIBI = 8;

export const refact: Architecture = {
  name: 'refact',
  requires: ['nFf', 'nHead', 'rmsEps'],
  rules: equalHeads,
  unsupported: ({ nExpert }) => (nExpert === 0 ? [] : ['mixtures of refact, which llama.cpp loads and does not read']),
  build(f, h) {
    preNormDecoder(f, h, {
      norm: rmsNorm(h),
      attend: (x, i) => {
        // Readers size them by the rotated width, which nothing else uses.
        if (h.keys.noRotation !== true) ropeFactors(f, h);
        unusedBiases(f, h, i);
        return attention(f, h, i, x, { pairing: null, alibi: ALIBI, bias: 'optional' });
      },
      feed: (x, i) => gatedFeedForward(f, x, h.nFf[i] ?? 0, { activation: 'silu' }),
    });
  },
};

function unusedBiases(f: Forward, { nEmbd, nFf }: Hyper, i: number): void {
  f.vector('attn_output.bias', nEmbd, 'optional');
  f.vector('ffn_gate.bias', nFf[i] ?? 0, 'optional');
  f.vector('ffn_up.bias', nFf[i] ?? 0, 'optional');
  f.vector('ffn_down.bias', nEmbd, 'optional');
}
