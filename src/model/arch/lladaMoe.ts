/**
 * llada-moe, rnd1: LLaDA-MoE (Zhu et al., 2025) and RND1 (Radical Numerics, 2025). Mixtures with norms on queries and keys, in which every token attends
 * to every other: text comes out of masks, not token by token. RND1 was qwen3moe, and renormalises its weights.
 */
import { attention } from '../blocks/attention.ts';
import { preNormDecoder } from '../blocks/decoder.ts';
import type { Presence, Forward } from '../blocks/forward.ts';
import { experts } from '../blocks/experts.ts';
import { rmsNorm } from '../blocks/norms.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads, expertWidth } from './common.ts';
import type { Hyper } from './hyper.ts';

export const lladaMoe: Architecture = {
  name: 'llada-moe',
  requires: ['nFf', 'nHead', 'rmsEps', 'nExpert', 'nExpertUsed'],
  rules: equalHeads,
  build: (f, h) => {
    buildMixture(f, h, { normalise: false, output: 'required' });
  },
};

export const rnd1: Architecture = {
  ...lladaMoe,
  name: 'rnd1',
  build: (f, h) => {
    buildMixture(f, h, { normalise: true, output: 'optional' });
  },
};

interface Differences {
  readonly normalise: boolean;
  readonly output: Presence;
}

function buildMixture(f: Forward, h: Hyper, { normalise, output }: Differences): void {
  const norm = rmsNorm(h);
  preNormDecoder(f, h, {
    norm,
    attend: (x, i) =>
      attention(f, h, i, x, {
        pairing: 'half',
        bias: 'optional',
        qkNorm: { ...norm, each: 'head' },
        causal: false,
      }),
    feed: (x, i) => experts(f, h, i, x, { gate: 'softmax', normalise, activation: 'silu', nFf: expertWidth(h, i) }),
    logits: { output },
  });
}
