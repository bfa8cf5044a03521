/** DeepSeek V3.2 (DeepSeek-AI, 2025): latent attention to the positions that an indexer picks. */
import type { Outline } from '../outline.ts';
import { faultsOf } from './claims.ts';
import { RMS, layers } from './parts.ts';
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
  tensors: (t, s) => {
    t.ends(s);
    layers(s, (at, i) => {
      for (const name of ['attn_norm', 'ffn_norm']) t.need(`${at}${name}.weight`, s.nEmbd);
      absorbedLatent(t, s, at, latentOf(s));
      lightningIndexer(t, s, at);
      denseOrShared(t, s, at, i);
    });
  },
};
