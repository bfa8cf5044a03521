/** DeepSeek V3.2 (DeepSeek-AI, 2025): latent attention to the positions that an indexer picks. */
import type { Outline, OutlineSizes, OutlineTable } from '../outline.ts';
import { faultsOf } from './claims.ts';
import { RMS, layers, nextLayers, nextToken, wholeOrNone } from './parts.ts';
import {
  absorbedLatent,
  denseOrShared,
  INDEXER,
  LATENT,
  latentClaims,
  latentOf,
  lightningIndexer,
  mixtureClaims,
  rotatedIndexerClaims,
  SHARED_EXPERT,
} from './sparseLatent.ts';

export const deepseek32: Outline = {
  requires: [RMS, ...LATENT, ...INDEXER, ...SHARED_EXPERT],
  faults: faultsOf((s) => [...latentClaims(s), ...rotatedIndexerClaims(s), ...mixtureClaims(s)]),
  describesNext: true,
  tensors: (t, s) => {
    t.ends(s);
    layers(s, (at, i) => {
      layer(t, s, at, i);
    });
    nextLayers(s, (at, i) => {
      wholeOrNone(t, at, () => {
        layer(t, s, at, i);
        nextToken(t, s, at);
      });
    });
  },
};

function layer(t: OutlineTable, s: OutlineSizes, at: string, i: number): void {
  for (const name of ['attn_norm', 'ffn_norm']) t.need(`${at}${name}.weight`, s.nEmbd);
  absorbedLatent(t, s, at, latentOf(s));
  lightningIndexer(t, s, at);
  denseOrShared(t, s, at, i);
}
