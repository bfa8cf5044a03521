/** Gemma 3n (Google, 2025): four streams that predict and correct each other, embeddings for each layer, and maps of low rank beside attention. */
import type { Outline, OutlineSizes, OutlineTable } from '../outline.ts';
import { evenHeads, faultsOf, HEADS } from './claims.ts';
import { lenderClaims } from './gemmaWindows.ts';
import { RMS, layers } from './parts.ts';

/** Sizes that readers take for granted, whatever the file's keys say. */
const STREAMS = 4;
const EACH_LAYER = 256;
const LOW_RANK = 64;
const OWN_KEYS = 20;
const WINDOW = 'attention.sliding_window';
const PATTERN = 'attention.sliding_window_pattern';

export const gemma3n: Outline = {
  requires: [RMS, HEADS, WINDOW],
  faults: faultsOf((s) => [
    ...evenHeads(s),
    ...lenderClaims(s, OWN_KEYS, PATTERN, (i) => isWindowed(s, i)),
    // The spread of the gates is taken over one fewer.
    [s.n('feed_forward_length') > 1, 'feed_forward_length', 'over 1'],
  ]),
  tensors: (t, s) => {
    t.ends(s);
    streams(t, s);
    layers(s, (at) => {
      for (const name of ['attn_norm', 'post_attention_norm', 'ffn_norm', 'post_ffw_norm', 'post_norm'])
        t.need(`${at}${name}.weight`, s.nEmbd);
      gemmaAttention(t, s, at);
      t.feedForward(at, s.nEmbd, s.n('feed_forward_length'));
      layerStreams(t, s, at);
    });
  },
};

const isWindowed = (s: OutlineSizes, i: number): boolean =>
  s.length(PATTERN) > 0 ? s.each(PATTERN, i) !== 0 : (i + 1) % s.n(PATTERN, 5) !== 0;

function gemmaAttention(t: OutlineTable, s: OutlineSizes, at: string): void {
  const [width, kv] = [s.headDim * s.nHead(), s.headDim * s.nHeadKv()];
  t.queryKeyValue(at, s.nEmbd, width, kv, s.valueDim * s.nHeadKv());
  t.need(`${at}attn_output.weight`, width, s.nEmbd);
  for (const name of ['attn_q_norm', 'attn_k_norm']) t.need(`${at}${name}.weight`, s.headDim);
}

function streams(t: OutlineTable, s: OutlineSizes): void {
  for (const name of ['altup_proj', 'altup_unembd_proj']) t.need(`${name}.weight`, s.nEmbd, s.nEmbd, STREAMS - 1);
  t.need('per_layer_token_embd.weight', EACH_LAYER * s.nLayer, s.nVocab);
  t.need('per_layer_model_proj.weight', s.nEmbd, EACH_LAYER * s.nLayer);
  t.need('per_layer_proj_norm.weight', EACH_LAYER);
}

/** AltUp (Baykal et al., 2023), LAuReL (Menghani et al., 2024), and the layer's own embedding. */
function layerStreams(t: OutlineTable, s: OutlineSizes, at: string): void {
  t.need(`${at}inp_gate.weight`, s.nEmbd, EACH_LAYER);
  t.need(`${at}proj.weight`, EACH_LAYER, s.nEmbd);
  t.need(`${at}altup_correct_coef.weight`, STREAMS, STREAMS);
  t.need(`${at}altup_correct_scale.weight`, s.nEmbd);
  t.need(`${at}altup_predict_coef.weight`, STREAMS, STREAMS * STREAMS);
  t.need(`${at}altup_router.weight`, s.nEmbd, STREAMS);
  t.need(`${at}altup_router_norm.weight`, s.nEmbd);
  t.need(`${at}laurel_l.weight`, s.nEmbd, LOW_RANK);
  t.need(`${at}laurel_r.weight`, LOW_RANK, s.nEmbd);
  t.need(`${at}laurel_post_norm.weight`, s.nEmbd);
}
