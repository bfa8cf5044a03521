/** llada: LLaDA (Nie et al., 2025). As llama, but every token attends to every other: text comes out of masks, not token by token. */
import { attention } from '../blocks/attention.ts';
import { preNormDecoder } from '../blocks/decoder.ts';
import { gatedFeedForward } from '../blocks/feedForward.ts';
import type { Forward } from '../blocks/forward.ts';
import { rmsNorm } from '../blocks/norms.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads } from './common.ts';
import type { Hyper } from './hyper.ts';

export const llada: Architecture = {
  name: 'llada',
  requires: ['nFf', 'nHead', 'rmsEps'],
  rules: equalHeads,
  build(f, h) {
    preNormDecoder(f, h, {
      norm: rmsNorm(h),
      attend: (x, i) => {
        unusedVectors(f, h, i);
        return attention(f, h, i, x, { pairing: 'adjacent', bias: 'optional', causal: false });
      },
      feed: (x, i) => gatedFeedForward(f, x, h.nFf[i] ?? 0, { activation: 'silu' }),
    });
  },
};

/** llama.cpp loads these and uses none of them. */
function unusedVectors(f: Forward, { nEmbd, nFf, nRot }: Hyper, i: number): void {
  f.vector('attn_output.bias', nEmbd, 'optional');
  f.vector('ffn_gate.bias', nFf[i] ?? 0, 'optional');
  f.vector('ffn_up.bias', nFf[i] ?? 0, 'optional');
  f.vector('ffn_down.bias', nEmbd, 'optional');
  f.sharedVector('rope_freqs.weight', nRot / 2, 'optional');
}
