/** cogvlm: the text half of CogVLM 2 (Wang et al., 2023). Llama with half-split pairs; each layer has a second set of weights, for images, that nothing reads here. */
import { attention } from '../blocks/attention.ts';
import { preNormDecoder } from '../blocks/decoder.ts';
import { gatedFeedForward } from '../blocks/feedForward.ts';
import type { Forward } from '../blocks/forward.ts';
import { rmsNorm } from '../blocks/norms.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads } from './common.ts';
import type { Hyper } from './hyper.ts';

/** Whatever the file says: llama.cpp turns its heads with neither base nor scale. */
const ROPE = { base: 10_000, scale: 1 };

export const cogvlm: Architecture = {
  name: 'cogvlm',
  requires: ['nFf', 'nHead', 'rmsEps'],
  rules: equalHeads,
  example: ({ nHead }) => ({ nHeadKv: nHead }),
  build(f, h) {
    preNormDecoder(f, h, {
      norm: rmsNorm(h),
      attend: (x, i) => {
        unusedWeights(f, h, i);
        return attention(f, h, i, x, { pairing: 'half', rope: ROPE });
      },
      feed: (x, i) => gatedFeedForward(f, x, h.nFf[i] ?? 0, { activation: 'silu' }),
    });
  },
};

/** Those for images, and rope factors. */
function unusedWeights(f: Forward, { nEmbd, headDim, nRot, nHead, nFf }: Hyper, i: number): void {
  const [heads = 0, wide = 0] = [nHead[i], nFf[i]];
  f.sharedVector('rope_freqs.weight', nRot / 2, 'optional');
  f.matrix('vis_attn_qkv.weight', [3 * heads * headDim, nEmbd]);
  f.matrix('vis_attn_output.weight', [nEmbd, heads * headDim]);
  f.matrix('vis_gate.weight', [wide, nEmbd]);
  f.matrix('vis_up.weight', [wide, nEmbd]);
  f.matrix('vis_down.weight', [nEmbd, wide]);
}
