/** GLM 5 (Z.ai, 2026): latent attention to the positions that an indexer picks; layers without one take those of the layer before. */
import type { Outline, OutlineSizes, OutlineTable } from '../outline.ts';
import { faultsOf, oneForEach } from './claims.ts';
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

const TYPES = 'attention.indexer.types';

/** Files of 5.2 have this context; older ones name no types, and every layer has an indexer. */
const LONG_CONTEXT = 1_048_576;

export const glmDsa: Outline = {
  requires: [RMS, ...LATENT, ...INDEXER, ...SHARED_EXPERT],
  faults: faultsOf((s) => [
    ...latentClaims(s),
    ...rotatedIndexerClaims(s),
    ...mixtureClaims(s),
    [hasIndexer(s, 0), TYPES, 'an indexer in the first layer'],
    oneForEach(s, TYPES, s.nLayer),
  ]),
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
  lightningIndexer(t, s, at, i < s.nLayer && hasIndexer(s, i) ? 'need' : 'may');
  denseOrShared(t, s, at, i);
}

/** Without a list: the first two, and of the rest the first of every four. */
function hasIndexer(s: OutlineSizes, i: number): boolean {
  if (s.has(TYPES)) return s.each(TYPES, i) !== 0;
  return s.n('context_length') < LONG_CONTEXT || i < 2 || i % 4 === 2;
}
