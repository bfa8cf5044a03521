/** Qwen4 Exp: the delta rule over mixed copies of the residual stream, an indexer, and embeddings of n-grams. */
import type { Outline, OutlineSizes, OutlineTable } from '../outline.ts';
import { faultsOf, oneForEach, positive, type Claim } from './claims.ts';
import { deltaFaults, deltaLayer } from './deltaRule.ts';
import { RMS, gatedAttention, gatedMixture, layers } from './parts.ts';
import { GROUPED_SSM } from './stateSpace.ts';

/** Copies of the residual stream that are mixed before and after each block. */
function hyperConnections(t: OutlineTable, s: OutlineSizes, at: string): void {
  const [n, rank] = [s.n('hyper_connection.count'), s.n('hyper_connection.low_rank')];
  const wide = n * s.nEmbd;
  for (const of of ['hc_attn', 'hc_ffn']) {
    t.reshaped(`${at}${of}_norm.weight`, s.nEmbd, n);
    t.need(`${at}${of}_down.weight`, wide, rank);
    t.need(`${at}${of}_up.weight`, rank, wide);
    t.need(`${at}${of}_inject.weight`, wide, n);
  }
}

function indexer(t: OutlineTable, s: OutlineSizes, at: string): void {
  const dim = s.n('attention.indexer.key_length');
  t.need(`${at}indexer.q_proj.weight`, s.nEmbd, s.n('attention.indexer.head_count') * dim);
  t.need(`${at}indexer.k_proj.weight`, s.nEmbd, dim);
  for (const name of ['q_norm', 'k_norm']) t.need(`${at}indexer.${name}.weight`, dim);
}

/** Embeddings of n-grams, by hashes into one table. */
function ngramLayer(t: OutlineTable, s: OutlineSizes, at: string): void {
  const n = s.n('hyper_connection.count');
  t.need(`${at}ple_key.weight`, s.nEmbd, n * s.nEmbd);
  t.need(`${at}ple_value.weight`, s.nEmbd, s.nEmbd);
  for (const of of ['key', 'query', 'conv']) t.reshaped(`${at}ple_norm_${of}.weight`, s.nEmbd, n);
  t.need(`${at}ple_conv1d.weight`, s.n('ple.conv_kernel'), n * s.nEmbd);
}

const RATIOS = 'attention.compress_ratios';
/** The reader's; positions that are made one in a layer that attends. */
const MAX_RATIO = 64;

function ratioClaims(s: OutlineSizes): readonly Claim[] {
  const attending = Array.from({ length: s.nLayer }, (_, i) => i).filter((i) => !s.isRecurrent(i, 4));
  const holds = attending.every((i) => s.each(RATIOS, i) <= MAX_RATIO);
  return [oneForEach(s, RATIOS, s.n('block_count')), [holds, RATIOS, `up to ${String(MAX_RATIO)}`]];
}

const NGRAM_KEYS = [
  'ple.ngram_size',
  'ple.heads_per_ngram',
  'ple.conv_kernel',
  'ple.eos_token_id',
  'embedding_length_per_layer_input',
];
const MAX_NGRAM = 8;
const MAX_NGRAM_HEADS = 64;

function ngramClaims(s: OutlineSizes): readonly Claim[] {
  if (s.length('ple.layers') === 0) return [];
  const heads = (s.n('ple.ngram_size') - 1) * s.n('ple.heads_per_ngram');
  const layer = s.n('ple.layers');
  return [
    ...NGRAM_KEYS.map((key) => [s.has(key), key, 'such a key'] as const),
    [s.length('ple.layers') === 1, 'ple.layers', 'one layer'],
    [layer < s.nLayer && s.isRecurrent(layer, 4), 'ple.layers', 'a recurrent layer'],
    [
      s.n('ple.ngram_size') > 1 && s.n('ple.ngram_size') <= MAX_NGRAM,
      'ple.ngram_size',
      `from 2 to ${String(MAX_NGRAM)}`,
    ],
    [heads > 0 && heads <= MAX_NGRAM_HEADS, 'ple.heads_per_ngram', `up to ${String(MAX_NGRAM_HEADS)} heads`],
    [
      heads * s.n('embedding_length_per_layer_input') === s.nEmbd,
      'ple.heads_per_ngram',
      `heads that make up the embedding length ${String(s.nEmbd)}`,
    ],
    ...positive(s, ['ple.conv_kernel', 'embedding_length_per_layer_input']),
    [s.length('ple.layer_multipliers') >= s.n('ple.ngram_size'), 'ple.layer_multipliers', 'one for each of the n-gram'],
    [s.length('ple.head_offsets') >= heads, 'ple.head_offsets', 'one for each head'],
    [s.length('ple.head_vocab_sizes') >= heads, 'ple.head_vocab_sizes', 'one for each head'],
    ...Array.from({ length: Math.min(Math.max(heads, 0), MAX_NGRAM_HEADS) }, (_, i): Claim => {
      const [offset, size] = [s.each('ple.head_offsets', i), s.each('ple.head_vocab_sizes', i)];
      return [size > 0 && offset + size < 2 ** 31, 'ple.head_vocab_sizes', 'rows below 2^31'];
    }),
  ];
}

export const qwen4exp: Outline = {
  requires: [
    RMS,
    ...GROUPED_SSM,
    'hyper_connection.count',
    'hyper_connection.low_rank',
    'attention.indexer.head_count',
    'attention.indexer.key_length',
    'attention.indexer.top_k',
  ],
  faults: faultsOf((s) => [
    ...deltaFaults(s),
    [s.n('hyper_connection.count') > 1, 'hyper_connection.count', 'over 1'],
    ...ratioClaims(s),
    ...positive(s, [
      'hyper_connection.low_rank',
      'attention.indexer.head_count',
      'attention.indexer.key_length',
      'attention.indexer.top_k',
      'expert_count',
    ]),
    ...ngramClaims(s),
  ]),
  tensors: (t, s) => {
    const n = s.n('hyper_connection.count');
    t.need('token_embd.weight', s.nEmbd, s.nVocab);
    t.may('output.weight', s.nEmbd, s.nVocab);
    t.reshaped('output_hc_norm.weight', s.nEmbd, n);
    t.need('output_hc_down.weight', n * s.nEmbd, s.n('hyper_connection.low_rank'));
    t.need('output_hc_up.weight', s.n('hyper_connection.low_rank'), n * s.nEmbd);
    const ngrams = s.length('ple.layers') > 0;
    if (ngrams) t.rows('per_layer_token_embd.weight', s.n('embedding_length_per_layer_input'), ngramRows(s));
    layers(s, (at, i) => {
      hyperConnections(t, s, at);
      if (s.isRecurrent(i, 4)) deltaLayer(t, s, at, 'plain');
      else {
        gatedAttention(t, s, at);
        indexer(t, s, at);
      }
      if (ngrams && i === s.n('ple.layers')) ngramLayer(t, s, at);
      gatedMixture(t, s, at);
    });
  },
};

function ngramRows(s: OutlineSizes): number {
  const n = Math.min(MAX_NGRAM_HEADS, s.length('ple.head_vocab_sizes'));
  return Array.from({ length: n }, (_, i) => s.each('ple.head_offsets', i) + s.each('ple.head_vocab_sizes', i)).reduce(
    (a, b) => Math.max(a, b),
    0,
  );
}
