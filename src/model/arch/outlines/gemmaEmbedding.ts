/** EmbeddingGemma (Schechter Vera et al., 2025): Gemma 3 seeing both ways, and two dense maps after the pooling. */
import type { Outline, OutlineSizes, OutlineTable } from '../outline.ts';
import { faultsOf, type Claim } from './claims.ts';
import { answerWidth, sameHeads, scoresWithin, turned } from './encoder.ts';
import { RMS, layers } from './parts.ts';

/** From the embedding to something wider, and back. */
const denseClaims = (s: OutlineSizes): readonly Claim[] => [
  ...(['dense_2_feat_in', 'dense_3_feat_out'] as const).map((key): Claim => [
    [0, s.nEmbd].includes(s.n(key)),
    key,
    `the ${String(s.nEmbd)} of embedding_length`,
  ]),
  [
    s.n('dense_3_feat_in') === s.n('dense_2_feat_out'),
    'dense_3_feat_in',
    `the ${String(s.n('dense_2_feat_out'))} of dense_2_feat_out`,
  ],
];

/** One of the two is enough only where it is square. */
function denseMaps(t: OutlineTable, s: OutlineSizes): void {
  const wide = s.n('dense_2_feat_out');
  const either = t.has('dense_2.weight') || t.has('dense_3.weight');
  const how = either && wide !== s.nEmbd ? 'need' : 'may';
  t[how]('dense_2.weight', s.nEmbd, wide);
  t[how]('dense_3.weight', wide, s.nEmbd);
}

function attention(t: OutlineTable, s: OutlineSizes, at: string): void {
  const [width, nKv] = [s.headDim * s.nHead(), s.headDim * s.nHeadKv()];
  t.queryKeyValue(at, s.nEmbd, width, nKv, nKv);
  t.need(`${at}attn_output.weight`, width, s.nEmbd);
  t.need(`${at}attn_q_norm.weight`, s.headDim);
  t.need(`${at}attn_k_norm.weight`, s.headDim);
}

export const gemmaEmbedding: Outline = {
  requires: [RMS, 'attention.sliding_window'],
  faults: faultsOf((s) => [
    ...sameHeads(s),
    ...turned(s),
    ...answerWidth(s),
    ...scoresWithin(s, s.nEmbd),
    ...denseClaims(s),
  ]),
  tensors: (t, s) => {
    t.ends(s);
    denseMaps(t, s);
    layers(s, (at) => {
      for (const norm of ['attn_norm', 'post_attention_norm', 'ffn_norm', 'post_ffw_norm'])
        t.need(`${at}${norm}.weight`, s.nEmbd);
      attention(t, s, at);
      t.feedForward(at, s.nEmbd, s.n('feed_forward_length'));
    });
  },
};
