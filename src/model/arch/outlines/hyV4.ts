/** Hunyuan 4 (Tencent, 2026): gated latent attention, with an indexer or without, over mixed copies of the residual stream. */
import { MAX_FACTOR } from '../limits.ts';
import type { Outline, OutlineSizes } from '../outline.ts';
import { faultsOf, oneForEach, positive, within, type Claim } from './claims.ts';
import { hyperCopies, hyperEpsilon, hyperHead, hyperWeights } from './hyperConnections.ts';
import { RMS, layers } from './parts.ts';
import {
  absorbedLatent,
  denseOrShared,
  LATENT,
  latentClaims,
  latentOf,
  lightningIndexer,
  mixtureClaims,
  SHARED_EXPERT,
} from './sparseLatent.ts';

const TYPES = 'attention.indexer.types';

export const hyV4: Outline = {
  requires: [
    RMS,
    ...LATENT,
    ...SHARED_EXPERT,
    'hyper_connection.count',
    'hyper_connection.epsilon',
    'hyper_connection.magnitude',
  ],
  faults: faultsOf((s) => [
    ...latentClaims(s),
    ...mixtureClaims(s),
    hyperCopies(s),
    hyperEpsilon(s),
    within(s, 'hyper_connection.magnitude', 0, MAX_FACTOR),
    ...indexerClaims(s),
  ]),
  describesNext: true,
  tensors: (t, s) => {
    t.ends(s, 'own');
    hyperHead(t, s);
    layers(s, (at, i) => {
      for (const name of ['attn_norm', 'ffn_norm']) t.need(`${at}${name}.weight`, s.nEmbd);
      absorbedLatent(t, s, at, latentOf(s));
      t.need(`${at}attn_sinks.weight`, s.nHead());
      t.need(`${at}attn_gate.weight`, s.nEmbd, s.nHead() * s.n('attention.value_length_mla'));
      if (s.n('attention.indexer.top_k') > 0 && s.each(TYPES, i) !== 0) lightningIndexer(t, s, at);
      hyperWeights(t, s, at, 2 * s.n('hyper_connection.count'), 2);
      denseOrShared(t, s, at, i);
    });
  },
};

/** No positions to pick: no indexer. */
function indexerClaims(s: OutlineSizes): readonly Claim[] {
  if (s.n('attention.indexer.top_k') === 0) return [];
  const plain = s.n('attention.indexer.key_length') - s.nRot;
  return [
    ...positive(s, ['attention.indexer.head_count']),
    [plain > 0 && plain % 2 === 0, 'attention.indexer.key_length', `an even number over ${String(s.nRot)}`],
    [s.each(TYPES, 0) !== 0, TYPES, 'an indexer in the first layer'],
    oneForEach(s, TYPES, s.nLayer),
  ];
}
