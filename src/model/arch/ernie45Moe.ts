/** ernie4_5-moe: ERNIE 4.5's mixtures (Baidu, 2025). As ernie4_5; after the leading dense layers every n-th is a mixture: softmax with a selection bias, renormalised. */
import { attention } from '../blocks/attention.ts';
import { preNormDecoder } from '../blocks/decoder.ts';
import { denseOrMixture } from '../blocks/mixture.ts';
import { rmsNorm } from '../blocks/norms.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads } from './common.ts';

export const ernie45Moe: Architecture = {
  name: 'ernie4_5-moe',
  requires: ['nFf', 'nHead', 'rmsEps', 'nExpert', 'nExpertUsed', 'nFfExpert', 'moeStep'],
  present: ['nDenseLead'],
  rules: equalHeads,
  example: () => ({ nDenseLead: 0 }),
  build(f, h) {
    preNormDecoder(f, h, {
      norm: rmsNorm(h),
      attend: (x, i) => {
        // Files have a bias behind attention that is not used.
        f.vector('attn_output.bias', h.nEmbd, 'optional');
        return attention(f, h, i, x, { pairing: 'adjacent', bias: 'optional' });
      },
      feed: (x, i) => {
        const isMixture = i >= (h.keys.nDenseLead ?? 0) && (i + 1) % (h.keys.moeStep ?? 1) === 0;
        return denseOrMixture(f, h, i, x, {
          gate: 'softmax',
          normalise: true,
          nFf: h.nFfExpert[i] ?? 0,
          selectionBias: 'optional',
          nFfShared: h.keys.nFfShared ?? 0,
          firstMixture: isMixture ? i : i + 1,
        });
      },
    });
  },
};
