/** Parts of BERT (Devlin et al., 2018) and its kin: a norm after the embedding, after attention and after each feed-forward part. */
import type { OutlineSizes, OutlineTable } from '../outline.ts';

export const TOKEN_TYPES = 'tokenizer.ggml.token_type_count';

/** Tokens have a type too; the first one stands for all. */
export function bertEmbedding(t: OutlineTable, s: OutlineSizes, types: 'may' | 'need' = 'may'): void {
  t.need('token_embd.weight', s.nEmbd, s.nVocab);
  t[types]('token_types.weight', s.nEmbd, s.n(TOKEN_TYPES));
  biasedNorm(t, 'token_embd_norm', s.nEmbd);
}

export function bertAttention(t: OutlineTable, s: OutlineSizes, at: string, bias: 'may' | 'need' = 'may'): void {
  halfAttention(t, s, at);
  t[bias](`${at}attn_output.bias`, s.nEmbd);
  biasedNorm(t, `${at}attn_output_norm`, s.nEmbd);
  biasedNorm(t, `${at}layer_output_norm`, s.nEmbd);
}

/** Queries of all heads, keys and values of fewer, and what puts them together. */
export function halfAttention(t: OutlineTable, s: OutlineSizes, at: string): void {
  const nKv = s.headDim * s.nHeadKv();
  t.queryKeyValue(at, s.nEmbd, s.nEmbd, nKv, nKv);
  t.need(`${at}attn_output.weight`, s.nEmbd, s.nEmbd);
}

/** Two matrices and no gate. */
export function plainFeedForward(t: OutlineTable, s: OutlineSizes, at: string): void {
  const nFf = s.n('feed_forward_length');
  t.need(`${at}ffn_up.weight`, s.nEmbd, nFf);
  t.may(`${at}ffn_up.bias`, nFf);
  t.need(`${at}ffn_down.weight`, nFf, s.nEmbd);
  t.may(`${at}ffn_down.bias`, s.nEmbd);
}

export function biasedNorm(t: OutlineTable, name: string, n: number): void {
  t.need(`${name}.weight`, n);
  t.need(`${name}.bias`, n);
}
