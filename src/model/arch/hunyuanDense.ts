/**
 * hunyuan-dense, hunyuan_vl: Hunyuan's dense models and the text half of HunyuanOCR (Tencent, 2025). Norms on queries and keys after they are
 * turned. Positions of hunyuan_vl have several parts, which are the same for text.
 */
import { attention } from '../blocks/attention.ts';
import { preNormDecoder } from '../blocks/decoder.ts';
import { gatedFeedForward } from '../blocks/feedForward.ts';
import { rmsNorm } from '../blocks/norms.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads, unsupportedSections } from './common.ts';

export const hunyuanDense: Architecture = {
  name: 'hunyuan-dense',
  requires: ['nFf', 'nHead', 'rmsEps'],
  rules: equalHeads,
  build(f, h) {
    const norm = rmsNorm(h);
    const qkNorm = { ...norm, each: 'head', after: true } as const;
    preNormDecoder(f, h, {
      norm,
      attend: (x, i) => attention(f, h, i, x, { pairing: 'half', bias: 'optional', qkNorm }),
      feed: (x, i) => gatedFeedForward(f, x, h.nFf[i] ?? 0, { activation: 'silu' }),
    });
  },
};

export const hunyuanVl: Architecture = { ...hunyuanDense, name: 'hunyuan_vl', unsupported: unsupportedSections };
