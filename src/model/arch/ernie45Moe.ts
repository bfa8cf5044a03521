/** ernie4_5-moe: ERNIE 4.5's mixtures (Baidu, 2025). As ernie4_5; after the leading dense layers every n-th is a mixture: softmax with a selection bias, renormalised. */
import { attention } from '../blocks/attention.ts';
import { preNormDecoder } from '../blocks/decoder.ts';
import { denseOrMixture } from '../blocks/mixture.ts';
import { rmsNorm } from '../blocks/norms.ts';
import type { Architecture, Contradiction } from './architecture.ts';
import { equalHeads } from './common.ts';
import type { Hyper } from './hyper.ts';

export const ernie45Moe: Architecture = {
  name: 'ernie4_5-moe',
  requires: ['nFf', 'nHead', 'rmsEps', 'nExpert', 'nExpertUsed', 'nFfExpert', 'moeStep'],
  present: ['nDenseLead'],
  rules: (h) => [...equalHeads(h), ...onlyMixtures(h)],
  example: () => ({ nDenseLead: 0, moeStep: 1 }),
  build(f, h) {
    preNormDecoder(f, h, {
      norm: rmsNorm(h),
      attend: (x, i) => {
        // Files have a bias behind attention that is not used.
        f.vector('attn_output.bias', h.nEmbd, 'optional');
        return attention(f, h, i, x, { pairing: 'adjacent', bias: 'optional' });
      },
      feed: (x, i) => {
        return denseOrMixture(f, h, i, x, {
          gate: 'softmax',
          normalise: true,
          nFf: h.nFfExpert[i] ?? 0,
          selectionBias: 'optional',
          nFfShared: h.keys.nFfShared ?? 0,
          firstMixture: isMixture(h, i) ? i : i + 1,
        });
      },
    });
  },
};

function isMixture({ keys }: Hyper, i: number): boolean {
  return i >= (keys.nDenseLead ?? 0) && (i + 1) % (keys.moeStep ?? 1) === 0;
}

/** Readers ask every layer behind the leading dense ones for the weights of a mixture, and take each n-th for one. */
function onlyMixtures(h: Hyper): readonly Contradiction[] {
  const lead = h.keys.nDenseLead ?? 0;
  const dense = Array.from({ length: h.nLayer }, (_, i) => i).find((i) => i >= lead && !isMixture(h, i));
  if (dense === undefined) return [];
  const message = `expected a step that makes every layer from ${String(lead)} on a mixture, found layer ${String(dense)} dense`;
  return [{ key: 'interleave_moe_layer_step', message }];
}
