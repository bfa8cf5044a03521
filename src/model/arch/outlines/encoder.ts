/** What holds of encoders: they read a text whole and answer with an embedding, or with the scores of a classifier. */
import type { OutlineSizes, OutlineTable } from '../outline.ts';
import type { Claim } from './claims.ts';

export const LAYER_EPS = 'attention.layer_norm_epsilon';

const LABELS = 'classifier.output_labels';
const POOLED_BY_RANK = 4;

/** Scores that a classifier answers with: one where no label is named. */
const nScores = (s: OutlineSizes): number => Math.max(1, s.length(LABELS));

const ranks = (s: OutlineSizes): boolean => s.n('pooling_type') === POOLED_BY_RANK;

/** Heads that share out the embedding: as many columns, keys as wide as values. */
export const wholeHeads = (s: OutlineSizes): readonly Claim[] => [
  ...sameHeads(s),
  [
    s.headDim * s.nHead() === s.nEmbd,
    'attention.key_length',
    `embedding_length ${String(s.nEmbd)} over head_count ${String(s.nHead())}`,
    s.headDim,
  ],
];

/** Keys as wide as values, of at least one head. */
export const sameHeads = (s: OutlineSizes): readonly Claim[] => [
  [s.nHead() > 0, 'attention.head_count', 'over 0'],
  [s.nHeadKv() > 0, 'attention.head_count_kv', 'over 0', s.nHeadKv()],
  [s.valueDim === s.headDim, 'attention.value_length', `the ${String(s.headDim)} of key_length`, s.valueDim],
];

/** Each head has keys and values of its own. */
export const ungrouped = (s: OutlineSizes): readonly Claim[] => [
  [s.nHeadKv() === s.nHead(), 'attention.head_count_kv', `the ${String(s.nHead())} of head_count`, s.nHeadKv()],
];

/** Pairs of columns are turned by position. */
export const turned = (s: OutlineSizes): readonly Claim[] => [
  [s.nRot % 2 === 0, 'rope.dimension_count', 'an even number', s.nRot],
];

/** An answer is read as so many numbers, whatever the last layer is wide. */
export const answerWidth = (s: OutlineSizes): readonly Claim[] => [
  [
    [0, s.nEmbd].includes(s.n('embedding_length_out')),
    'embedding_length_out',
    `the ${String(s.nEmbd)} of embedding_length`,
  ],
];

/** Scores are read off the embedding where no classifier makes them: of `most` at most. */
export const scoresWithin = (s: OutlineSizes, most: number): readonly Claim[] => [
  [
    !ranks(s) || nScores(s) <= most,
    'pooling_type',
    `no scores where ${String(most)} can be made for ${String(nScores(s))} labels`,
  ],
];

/** A classifier of one hidden layer; with more labels than columns it cannot be without the second matrix. */
export function classifier(t: OutlineTable, s: OutlineSizes, bias: 'biased' | 'unbiased'): void {
  const n = nScores(s);
  t.may('cls.weight', s.nEmbd, s.nEmbd);
  if (bias === 'biased') t.may('cls.bias', s.nEmbd);
  t[ranks(s) && n > s.nEmbd ? 'need' : 'may']('cls.output.weight', s.nEmbd, n);
  t.may('cls.output.bias', n);
}
