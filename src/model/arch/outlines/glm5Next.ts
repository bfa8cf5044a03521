/** GLM 5.3: Kimi's delta attention between layers of latent attention to pools of positions; mixed copies of the residual stream. */
import type { Ask, Outline, OutlineSizes, OutlineTable } from '../outline.ts';
import { faultsOf, positive, type Claim } from './claims.ts';
import { manifoldClaims, manifoldWeights } from './hyperConnections.ts';
import { kdaLayer } from './latent.ts';
import { RMS, layers, nextLayers, nextToken } from './parts.ts';
import {
  absorbedLatent,
  denseOrShared,
  INDEXER,
  LATENT,
  latentClaims,
  latentOf,
  lightningIndexer,
  mixtureClaims,
  SHARED_EXPERT,
} from './sparseLatent.ts';

const TYPES = 'attention.indexer.types';
const POOL = 'attention.indexer.kpool';

export const glm5Next: Outline = {
  requires: [
    RMS,
    ...LATENT,
    ...INDEXER,
    ...SHARED_EXPERT,
    POOL,
    'ssm.conv_kernel',
    'kda.head_dim',
    'hyper_connection.count',
    'hyper_connection.sinkhorn_iterations',
    'hyper_connection.epsilon',
  ],
  faults: faultsOf((s) => [...latentClaims(s), ...mixtureClaims(s), ...poolClaims(s)]),
  describesNext: true,
  tensors: (t, s) => {
    t.ends(s, 'own');
    layers(s, (at, i) => {
      for (const name of ['attn_norm', 'ffn_norm']) t.need(`${at}${name}.weight`, s.nEmbd);
      manifoldWeights(t, s, at);
      if (s.nHeadKv(i) === 0) kdaLayer(t, s, at, 'next');
      else pooledLatent(t, s, at, hasIndexer(s, i) ? 'need' : 'may');
      denseOrShared(t, s, at, i, 'need');
    });
    nextLayers(s, (at, i) => {
      for (const name of ['attn_norm', 'ffn_norm']) t.need(`${at}${name}.weight`, s.nEmbd);
      pooledLatent(t, s, at, 'need');
      denseOrShared(t, s, at, i, 'need');
      nextToken(t, s, at);
    });
  },
};

const hasIndexer = (s: OutlineSizes, i: number): boolean => s.each(TYPES, i, 1) !== 0;

/** Keys of neighbours are made one before they are scored. */
function pooledLatent(t: OutlineTable, s: OutlineSizes, at: string, ask: Ask): void {
  absorbedLatent(t, s, at, latentOf(s));
  lightningIndexer(t, s, at, ask);
  const width = s.n('attention.indexer.key_length');
  t[ask](`${at}indexer_compressor_gate.weight`, s.nEmbd, width);
  t[ask](`${at}indexer_compressor_ape.weight`, width, s.n(POOL));
}

function poolClaims(s: OutlineSizes): readonly Claim[] {
  const first = Array.from({ length: s.nLayer }, (_, i) => i).find((i) => s.nHeadKv(i) > 0);
  return [
    ...positive(s, [...INDEXER, 'ssm.conv_kernel', 'kda.head_dim']),
    [s.n(POOL) > 1, POOL, 'over 1'],
    [s.n('attention.indexer.top_k') % s.n(POOL) === 0, 'attention.indexer.top_k', `a multiple of ${POOL}`],
    ...manifoldClaims(s),
    [s.nRot === 0, 'rope.dimension_count', '0'],
    [first === undefined || hasIndexer(s, first), TYPES, 'an indexer in the first layer that attends'],
  ];
}
