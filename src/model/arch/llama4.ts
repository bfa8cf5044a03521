/**
 * llama4: Llama 4 (Meta, 2025). Three of four layers are turned, attend within chunks and normalise turned queries and keys; the fourth sees all, without
 * positions, its queries growing with theirs. Mixtures in each n-th layer, weighted before their gates, with an expert for all.
 */
import { attention, ropeFactors } from '../blocks/attention.ts';
import { preNormDecoder } from '../blocks/decoder.ts';
import { experts } from '../blocks/experts.ts';
import { gatedFeedForward } from '../blocks/feedForward.ts';
import type { Forward } from '../blocks/forward.ts';
import { rmsNorm } from '../blocks/norms.ts';
import type { ValueId } from '../program.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads } from './common.ts';
import { inWindow, windowLayers, type Hyper } from './hyper.ts';

const PERIOD = 4;
/** Whatever length files give. */
const CHUNK = 8192;
const TEMPERATURE = { scale: 0.1, length: 8192 };
/** Maverick alone does without norms on queries and keys; only its experts tell it. */
const EXPERTS_OF_MAVERICK = 128;

export const llama4: Architecture = {
  name: 'llama4',
  requires: ['nFf', 'nHead', 'rmsEps', 'nExpert', 'nExpertUsed', 'nFfExpert'],
  present: ['moeStep'],
  rules: equalHeads,
  build(f, h) {
    preNormDecoder(f, h, {
      norm: rmsNorm(h),
      attend: (x, i) => attend(f, h, i, x),
      feed: (x, i) => feedForward(f, h, i, x),
    });
  },
};

function attend(f: Forward, h: Hyper, i: number, x: ValueId): ValueId {
  const turned = (i + 1) % PERIOD !== 0;
  const chunked = windowLayers(h, PERIOD)[i] === true;
  const normed = turned && h.nExpert !== EXPERTS_OF_MAVERICK;
  return attention(f, h, i, x, {
    pairing: turned ? 'adjacent' : null,
    bias: 'optional',
    factors: ropeFactors(f, h),
    ...(normed && { qkNorm: { ...rmsNorm(h), gain: 'none', each: 'head', after: true } }),
    ...(chunked && { chunk: CHUNK, rope: inWindow(h).rope }),
    ...(!turned && { query: (q: ValueId) => heated(f, q) }),
  });
}

function heated(f: Forward, q: ValueId): ValueId {
  return f.op({ kind: 'temperature', name: 'attn_q_temperature', inputs: [q], attrs: TEMPERATURE });
}

function feedForward(f: Forward, h: Hyper, i: number, x: ValueId): ValueId {
  const { moeStep } = h.keys;
  if (moeStep === null || (i + 1) % moeStep !== 0) {
    return gatedFeedForward(f, x, h.nFf[i] ?? 0, { activation: 'silu' });
  }
  const nFf = h.nFfExpert[i] ?? 0;
  const routed = experts(f, h, i, x, {
    gate: 'sigmoid_after_top_k',
    normalise: false,
    activation: 'silu',
    nFf,
    weighsInput: true,
  });
  return f.add(routed, gatedFeedForward(f, x, nFf, { activation: 'silu', suffix: '_shexp' }), 'ffn_shared');
}
