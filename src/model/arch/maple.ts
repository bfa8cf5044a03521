/**
 * maple: Maple (2026). Norms on queries and keys, rotary positions in layers with a sliding window alone, every feed-forward a mixture: softmax, top k,
 * renormalised, its gated units clamped.
 */
import { attention } from '../blocks/attention.ts';
import { preNormDecoder } from '../blocks/decoder.ts';
import { experts } from '../blocks/experts.ts';
import { rmsNorm } from '../blocks/norms.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads } from './common.ts';
import { eachLayer, inWindow, windowLayers } from './hyper.ts';

/** Limits up to this say that there is none. */
const NO_LIMIT = 1e-6;

export const maple: Architecture = {
  name: 'maple',
  requires: ['nHead', 'rmsEps', 'window', 'nExpert', 'nExpertUsed', 'nFfExpert'],
  present: ['windowPattern', 'expertLimit'],
  rules: equalHeads,
  example: ({ nLayer }) => ({ windowPattern: Array.from({ length: nLayer }, (_, i) => (i + 1) % 2), expertLimit: 7 }),
  build(f, h) {
    const norm = rmsNorm(h);
    const windowed = windowLayers(h, 1);
    const limits = eachLayer(h.keys.expertLimit, h.nLayer);
    preNormDecoder(f, h, {
      norm,
      attend: (x, i) =>
        attention(f, windowed[i] ? inWindow(h) : h, i, x, {
          pairing: windowed[i] ? 'half' : null,
          bias: 'optional',
          qkNorm: { ...norm, each: 'head' },
          window: windowed[i] ? h.keys.window : null,
        }),
      feed: (x, i) => {
        const limit = limits[i] ?? 0;
        return experts(f, h, i, x, {
          gate: 'softmax',
          normalise: true,
          activation: 'silu',
          nFf: h.nFfExpert[i] ?? 0,
          limit: limit > NO_LIMIT ? limit : null,
        });
      },
      logits: { output: 'required' },
    });
  },
};
