/** T5 (Raffel et al., 2020): an encoder, and a decoder that looks at what it made; or the encoder alone. */
import type { Outline, OutlineSizes, OutlineTable } from '../outline.ts';
import { faultsOf, uniform, type Claim } from './claims.ts';
import { answerWidth, sameHeads, scoresWithin, ungrouped } from './encoder.ts';
import { RMS } from './parts.ts';

const BUCKETS = 'attention.relative_buckets_count';
const START = 'decoder_start_token_id';

const nDecoder = (s: OutlineSizes): number => s.n('decoder_block_count', s.nLayer);

const encoderClaims = (s: OutlineSizes): readonly Claim[] => [
  ...sameHeads(s),
  ...ungrouped(s),
  ...answerWidth(s),
  ...scoresWithin(s, s.nEmbd),
  // Half of them are for each direction, and half of those for single distances.
  [s.n(BUCKETS) >= 4, BUCKETS, 'at least 4'],
];

/** The decoder is given room for as many rows of the encoder as there are positions; published models have 16,384. */
const MOST_POSITIONS = 2 ** 20;

/** By itself, or with the first token of the vocabulary: one of unigrams has none that is not named. */
const begins = (s: OutlineSizes): boolean =>
  s.has(START) || s.has('tokenizer.ggml.bos_token_id') || s.text('tokenizer.ggml.model') !== 't5';

const decoderClaims = (s: OutlineSizes): readonly Claim[] => [
  [s.n('context_length') <= MOST_POSITIONS, 'context_length', `at most ${String(MOST_POSITIONS)}`],
  ...uniform(s, ['attention.head_count', 'attention.head_count_kv']),
  [nDecoder(s) > 0 && nDecoder(s) <= s.nLayer, 'decoder_block_count', `1 to the ${String(s.nLayer)} of block_count`],
  [s.n(START) < s.nVocab, START, `a token below ${String(s.nVocab)}`],
  [begins(s), START, 'a token to begin with'],
];

function attention(t: OutlineTable, s: OutlineSizes, at: string): void {
  const width = s.headDim * s.nHead();
  t.need(`${at}_norm.weight`, s.nEmbd);
  for (const name of ['q', 'k', 'v']) t.need(`${at}_${name}.weight`, s.nEmbd, width);
  t.need(`${at}_o.weight`, width, s.nEmbd);
}

/** The first layer's biases by distance stand for those of layers without. */
function layer(t: OutlineTable, s: OutlineSizes, at: string, isFirst: boolean): void {
  const nFf = s.n('feed_forward_length');
  attention(t, s, `${at}attn`);
  t[isFirst ? 'need' : 'may'](`${at}attn_rel_b.weight`, s.nHead(), s.n(BUCKETS));
  t.need(`${at}ffn_norm.weight`, s.nEmbd);
  t.may(`${at}ffn_gate.weight`, s.nEmbd, nFf);
  t.need(`${at}ffn_up.weight`, s.nEmbd, nFf);
  t.need(`${at}ffn_down.weight`, nFf, s.nEmbd);
}

function encoder(t: OutlineTable, s: OutlineSizes): void {
  t.need('token_embd.weight', s.nEmbd, s.nVocab);
  t.may('output.weight', s.nEmbd, s.nVocab);
  t.need('enc.output_norm.weight', s.nEmbd);
  for (let i = 0; i < s.nLayer; i++) layer(t, s, `enc.blk.${String(i)}.`, i === 0);
}

function decoder(t: OutlineTable, s: OutlineSizes): void {
  t.need('dec.output_norm.weight', s.nEmbd);
  for (let i = 0; i < nDecoder(s); i++) {
    const at = `dec.blk.${String(i)}.`;
    layer(t, s, at, i === 0);
    attention(t, s, `${at}cross_attn`);
    t.may(`${at}cross_attn_rel_b.weight`, s.nHead(), s.n(BUCKETS));
  }
}

export const t5: Outline = {
  requires: [RMS, BUCKETS],
  faults: faultsOf((s) => [...encoderClaims(s), ...decoderClaims(s)]),
  tensors: (t, s) => {
    encoder(t, s);
    decoder(t, s);
  },
};

export const t5encoder: Outline = {
  requires: [RMS, BUCKETS],
  faults: faultsOf(encoderClaims),
  tensors: encoder,
};
