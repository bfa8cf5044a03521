/**
 * lfm2, lfm2moe: LFM 2 (Liquid AI, 2025). Layers without key-value heads have a short gated convolution in attention's place; norms on queries and
 * keys; in lfm2moe mixtures after leading dense layers: a selection bias, renormalised.
 */
import { attention } from '../blocks/attention.ts';
import { embedding, logits } from '../blocks/embedding.ts';
import { gatedFeedForward } from '../blocks/feedForward.ts';
import type { Forward } from '../blocks/forward.ts';
import { denseOrMixture } from '../blocks/mixture.ts';
import { rmsNorm } from '../blocks/norms.ts';
import { shortConvolution } from '../blocks/shortConvolution.ts';
import type { ValueId } from '../program.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads, gateOf, unsupportedGate } from './common.ts';
import type { Hyper } from './hyper.ts';

export const lfm2: Architecture = {
  name: 'lfm2',
  requires: ['nFf', 'rmsEps', 'convLength'],
  present: ['nHead'],
  rules: equalHeads,
  example: () => ({ convLength: 3 }),
  build: (f, h) => {
    buildLfm2(f, h, (x, i) => gatedFeedForward(f, x, h.nFf[i] ?? 0, { activation: 'silu' }));
  },
};

export const lfm2moe: Architecture = {
  ...lfm2,
  name: 'lfm2moe',
  requires: [...lfm2.requires, 'nExpert', 'nExpertUsed', 'nFfExpert', 'expertGating'],
  unsupported: unsupportedGate,
  example: () => ({ convLength: 3, expertGating: 2, nDenseLead: 1 }),
  build: (f, h) => {
    buildLfm2(f, h, (x, i) =>
      denseOrMixture(f, h, i, x, {
        gate: gateOf(h, 'sigmoid'),
        normalise: true,
        nFf: h.nFfExpert[i] ?? 0,
        selectionBias: 'required',
        nFfShared: 0,
      }),
    );
  },
};

function buildLfm2(f: Forward, h: Hyper, feed: (x: ValueId, i: number) => ValueId): void {
  const norm = rmsNorm(h);
  const { window, convLength } = h.keys;
  const qkNorm = { ...norm, each: 'head' } as const;
  let x = embedding(f, h);
  f.layers(h.nLayer, (i) => {
    const y = f.norm(x, 'attn_norm', norm);
    const mixed =
      (h.nHeadKv[i] ?? 0) === 0
        ? shortConvolution(f, i, y, convLength ?? 1)
        : attention(f, h, i, y, { pairing: 'half', bias: 'optional', qkNorm, window });
    x = f.add(mixed, x, 'attn_residual');
    x = f.add(feed(f.norm(x, 'ffn_norm', norm), i), x, 'ffn_residual');
  });
  // What files call the embedding's norm stands before the output.
  logits(f, h, f.norm(x, 'token_embd_norm', norm));
}
