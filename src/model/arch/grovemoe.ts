/**
 * grovemoe: GroveMoE (Wu et al., 2025). As qwen3moe, with a smaller expert beside every group of experts, which all of its group share: those of the chosen
 * experts are a second mixture, scaled and added. The paper gives both mixtures the same input; llama.cpp, which files are made for, gives the
 * second what the first gave, and the weights that `share` of route.ts says.
 */
import { attention } from '../blocks/attention.ts';
import { preNormDecoder } from '../blocks/decoder.ts';
import { experts } from '../blocks/experts.ts';
import { rmsNorm } from '../blocks/norms.ts';
import type { Forward } from '../blocks/forward.ts';
import type { ValueId } from '../program.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads } from './common.ts';
import type { Hyper } from './hyper.ts';

export const grovemoe: Architecture = {
  name: 'grovemoe',
  requires: ['nHead', 'rmsEps', 'nExpert', 'nExpertUsed', 'nFfExpert', 'nExpertsPerGroup', 'expertGroupScale'],
  rules: equalHeads,
  example: () => ({ nExpertsPerGroup: 2, expertGroupScale: 0.05 }),
  build(f, h) {
    const norm = rmsNorm(h);
    preNormDecoder(f, h, {
      norm,
      attend: (x, i) => attention(f, h, i, x, { pairing: 'half', bias: 'optional', qkNorm: { ...norm, each: 'head' } }),
      feed: (x, i) => bothMixtures(f, h, i, x),
    });
  },
};

function bothMixtures(f: Forward, h: Hyper, i: number, x: ValueId): ValueId {
  const scores = f.linear(x, 'ffn_gate_inp', h.nExpert);
  const options = { gate: 'softmax', normalise: true, activation: 'silu', scores } as const;
  const routed = experts(f, h, i, x, { ...options, nFf: h.nFfExpert[i] ?? 0 });
  const shared = experts(f, h, i, routed, {
    ...options,
    nFf: h.keys.nFfChunk ?? h.headDim,
    share: h.keys.nExpertsPerGroup ?? 1,
    suffix: '_chexps',
  });
  return f.add(routed, f.scale(shared, h.keys.expertGroupScale, 'ffn_chexps_scale'), 'ffn_both');
}
