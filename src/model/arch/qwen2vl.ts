/**
 * qwen2vl: the text half of Qwen2-VL and Qwen2.5-VL (Wang et al., 2024). As qwen2; positions have three parts, which are the same for text.
 * llama.cpp reads no epsilon for it and adds no output bias: a file without the one has norms without it, the other is not used.
 */
import { attention } from '../blocks/attention.ts';
import { preNormDecoder } from '../blocks/decoder.ts';
import { gatedFeedForward } from '../blocks/feedForward.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads, unsupportedSections } from './common.ts';

export const qwen2vl: Architecture = {
  name: 'qwen2vl',
  requires: ['nFf', 'nHead'],
  rules: equalHeads,
  unsupported: unsupportedSections,
  example: ({ headDim }) => ({ rmsEps: 1e-5, ropeSections: [headDim / 4, headDim / 8, headDim / 8, 0] }),
  build(f, h) {
    preNormDecoder(f, h, {
      norm: { variant: 'rms', eps: h.keys.rmsEps ?? 0 },
      attend: (x, i) => attention(f, h, i, x, { pairing: 'half', bias: 'optional' }),
      feed: (x, i) => gatedFeedForward(f, x, h.nFf[i] ?? 0, { activation: 'silu' }),
    });
    f.vector('output.bias', h.nVocab, 'optional');
  },
};
