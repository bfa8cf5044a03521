/** MiniMax M3: sparse layers attend to the blocks that an indexer picks for each group of heads. */
import { MAX_CTX, MAX_HEAD_DIM } from '../limits.ts';
import type { Outline, OutlineSizes, OutlineTable } from '../outline.ts';
import { faultsOf, positive, within } from './claims.ts';
import { RMS, layers } from './parts.ts';
import { denseOrShared, INDEXER, mixtureClaims, SHARED_EXPERT } from './sparseLatent.ts';

const BLOCKS = ['attention.indexer.block_size', 'attention.indexer.local_blocks'];

/** A cache has at least one block: the shortest holds 256 tokens. The published model has 128. */
const MAX_BLOCK = 256;

export const minimaxM3: Outline = {
  requires: [RMS, 'attention.head_count', ...INDEXER, ...BLOCKS, ...SHARED_EXPERT, 'expert_gating_func'],
  faults: faultsOf((s) => [
    ...positive(s, ['attention.indexer.head_count']),
    within(s, 'attention.indexer.key_length', s.nRot, MAX_HEAD_DIM),
    within(s, 'attention.indexer.top_k', 1, MAX_CTX),
    within(s, 'attention.indexer.block_size', 1, MAX_BLOCK),
    ...mixtureClaims(s),
    // The cache of the indexers asserts that there is one.
    [s.n('leading_dense_block_count') < s.nLayer, 'leading_dense_block_count', `below the ${String(s.nLayer)} layers`],
    [s.valueDim === s.headDim, 'attention.value_length', `attention.key_length ${String(s.headDim)}`],
    [
      s.n('attention.indexer.head_count') === s.nHeadKv(),
      'attention.indexer.head_count',
      `one for each of the ${String(s.nHeadKv())} groups`,
    ],
  ]),
  describesNext: true,
  tensors: (t, s) => {
    t.ends(s, 'own');
    const [width, kv] = [s.headDim * s.nHead(), s.valueDim * s.nHeadKv()];
    layers(s, (at, i) => {
      for (const name of ['attn_norm', 'ffn_norm']) t.need(`${at}${name}.weight`, s.nEmbd);
      t.queryKeyValue(at, s.nEmbd, width, kv, kv);
      t.need(`${at}attn_output.weight`, width, s.nEmbd);
      for (const name of ['attn_q_norm', 'attn_k_norm']) t.need(`${at}${name}.weight`, s.headDim);
      denseOrShared(t, s, at, i, 'need');
      if (i >= s.n('leading_dense_block_count')) blockIndexer(t, s, at);
    });
  },
};

function blockIndexer(t: OutlineTable, s: OutlineSizes, at: string): void {
  const [heads, width] = [s.n('attention.indexer.head_count'), s.n('attention.indexer.key_length')];
  t.need(`${at}indexer.q_proj.weight`, s.nEmbd, heads * width);
  t.need(`${at}indexer.k_proj.weight`, s.nEmbd, width);
  for (const name of ['q_norm', 'k_norm']) t.need(`${at}indexer.${name}.weight`, width);
}
