/**
 * deepseek2: DeepSeek V2, V3, R1, Kimi K2 and relatives (DeepSeek-AI, 2024). Latent attention, absorbed where files have `key_length_mla`,
 * else with keys and values in one projection; leading dense layers, then mixtures with an expert that every token goes to, routed by
 * softmax or by a sigmoid with a selection bias and groups.
 */
import { embedding, logits } from '../blocks/embedding.ts';
import type { Forward } from '../blocks/forward.ts';
import { expandedLatentAttention } from '../blocks/expandedLatentAttention.ts';
import { latentAttention } from '../blocks/latentAttention.ts';
import { denseOrMixture } from '../blocks/mixture.ts';
import { rmsNorm } from '../blocks/norms.ts';
import type { ValueId } from '../program.ts';
import type { Architecture, Contradiction, ExampleKeys, ExampleSizes } from './architecture.ts';
import { gateOf, nextTokenLayers, unsupportedGate } from './common.ts';
import type { Hyper } from './hyper.ts';
import { mscale } from './ropeScaling.ts';

export const deepseek2: Architecture = {
  name: 'deepseek2',
  requires: ['nFf', 'nHead', 'rmsEps', 'kvLoraRank', 'nRot', 'nExpert', 'nExpertUsed', 'nFfExpert', 'nExpertShared'],
  rules: latentWidths,
  unsupported: (h) => [
    ...unsupportedGate(h),
    ...(h.keys.temperatureScale === null ? [] : ['attention temperature by position']),
  ],
  example: latentExample,
  build(f, hyper) {
    const h = withPlainMagnitude(hyper);
    const norm = rmsNorm(h);
    const attend = h.keys.headDimMla === null ? expandedLatentAttention : latentAttention;
    const options = { pairing: 'adjacent', scale: attentionScale(h), eps: norm.eps } as const;
    f.unread.push(...nextTokenLayers(h));
    let x = embedding(f, h);
    f.layers(h.nLayer, (i) => {
      x = f.add(attend(f, h, i, f.norm(x, 'attn_norm', norm), options), x, 'attn_residual');
      x = f.add(feedForward(f, h, i, f.norm(x, 'ffn_norm', norm)), x, 'ffn_residual');
    });
    logits(f, h, f.norm(x, 'output_norm', norm));
  },
};

/** 1 / √headDim, times twice what YaRN adds to the scores: part by the positions' magnitude, the rest here. */
function attentionScale({ keys, rope, headDim }: Hyper): number {
  const added = keys.ropeScaling === 'yarn' ? (rope.magnitude ?? 1) * mscale(1 / rope.scale, logarithmWeight(keys)) : 1;
  return added ** 2 / Math.sqrt(keys.headDimMla ?? headDim);
}

/** Files hold a tenth of the logarithm's weight. */
function logarithmWeight({ yarnLogMultiplier }: Hyper['keys']): number {
  return (yarnLogMultiplier ?? 0) / 0.1;
}

/** Where files tell that weight, all of it goes to the scores and none to the positions. */
function withPlainMagnitude(h: Hyper): Hyper {
  if (h.keys.ropeScaling !== 'yarn' || h.keys.yarnLogMultiplier === null) return h;
  return { ...h, rope: { ...h.rope, magnitude: h.keys.ropeAttnFactor ?? 1 } };
}

function feedForward(f: Forward, h: Hyper, i: number, x: ValueId): ValueId {
  const nFf = h.nFfExpert[i] ?? 0;
  return denseOrMixture(f, h, i, x, {
    gate: gateOf(h, 'softmax'),
    normalise: h.keys.expertWeightsNorm ?? false,
    nFf,
    selectionBias: 'optional',
    nFfShared: nFf * (h.keys.nExpertShared ?? 0),
  });
}

function latentExample({ nHead, headDim }: ExampleSizes): ExampleKeys {
  const kvLoraRank = nHead * headDim;
  const nRot = headDim / 2;
  const cached = { kvLoraRank, nRot, headDim: kvLoraRank + nRot, valueDim: kvLoraRank, nHeadKv: 1 };
  return { ...cached, headDimMla: headDim + nRot, valueDimMla: headDim, nDenseLead: 1, nExpertShared: 1 };
}

function latentWidths({ keys, nRot, headDim, valueDim }: Hyper): readonly Contradiction[] {
  const rank = keys.kvLoraRank ?? 0;
  const mla = keys.headDimMla;
  const rules: readonly (readonly [holds: boolean, key: string, message: string])[] = [
    [
      mla === null || mla > nRot,
      'attention.key_length_mla',
      `expected over the rotated ${String(nRot)}, found ${String(mla)}`,
    ],
    [
      mla === null || keys.valueDimMla !== null,
      'attention.value_length_mla',
      'expected beside key_length_mla, found none',
    ],
    [
      mla === null || headDim === rank + nRot,
      'attention.key_length',
      `expected the latent and rotated ${String(rank + nRot)}, found ${String(headDim)}`,
    ],
    [
      mla === null || valueDim === rank,
      'attention.value_length',
      `expected the latent ${String(rank)}, found ${String(valueDim)}`,
    ],
  ];
  return rules.filter(([holds]) => !holds).map(([, key, message]) => ({ key, message }));
}
