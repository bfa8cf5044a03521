/** paddleocr: the text half of PaddleOCR-VL (Baidu, 2025). ERNIE 4.5 with half-split pairs; positions have three parts, which are the same for text. */
import { attention } from '../blocks/attention.ts';
import { preNormDecoder } from '../blocks/decoder.ts';
import { gatedFeedForward } from '../blocks/feedForward.ts';
import { rmsNorm } from '../blocks/norms.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads, unsupportedSections } from './common.ts';

export const paddleocr: Architecture = {
  name: 'paddleocr',
  requires: ['nFf', 'nHead', 'rmsEps'],
  rules: equalHeads,
  unsupported: unsupportedSections,
  example: ({ headDim }) => ({ ropeSections: [headDim / 4, headDim / 8, headDim / 8, 0] }),
  build(f, h) {
    preNormDecoder(f, h, {
      norm: rmsNorm(h),
      attend: (x, i) => attention(f, h, i, x, { pairing: 'half', bias: 'optional', outputBias: 'optional' }),
      feed: (x, i) => gatedFeedForward(f, x, h.nFf[i] ?? 0, { activation: 'silu' }),
    });
  },
};
