/**
 * spark2_5: Spark 2.5 (iFlytek, 2026). Each head behind a sigmoid of the layer's input; some layers have a sliding window and a rotary base of
 * their own; GELU-gated feed-forward.
 */
import { attention } from '../blocks/attention.ts';
import { preNormDecoder } from '../blocks/decoder.ts';
import { gatedFeedForward } from '../blocks/feedForward.ts';
import { rmsNorm } from '../blocks/norms.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads } from './common.ts';
import { inWindow, windowLayers } from './hyper.ts';

export const spark25: Architecture = {
  name: 'spark2_5',
  requires: ['nFf', 'nHead', 'rmsEps', 'window'],
  present: ['windowPattern'],
  rules: equalHeads,
  example: ({ nLayer }) => ({ windowPattern: Array.from({ length: nLayer }, (_, i) => (i + 1) % 2) }),
  build(f, h) {
    const windowed = windowLayers(h, 1);
    preNormDecoder(f, h, {
      norm: rmsNorm(h),
      attend: (x, i) =>
        attention(f, windowed[i] ? inWindow(h) : h, i, x, {
          pairing: 'half',
          bias: 'optional',
          window: windowed[i] ? h.keys.window : null,
          gated: { activation: 'sigmoid', each: 'head' },
        }),
      feed: (x, i) => gatedFeedForward(f, x, h.nFf[i] ?? 0, { activation: 'gelu' }),
    });
  },
};
