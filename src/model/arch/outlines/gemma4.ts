/** Gemma 4 (Google, 2026): layers with a window and layers that see all, some with experts beside the feed-forward part. */
import type { Outline, OutlineSizes, OutlineTable } from '../outline.ts';
import { faultsOf, noNext, type Claim } from './claims.ts';
import { GEMMA4, gemma4Heads, gemma4Layer, isWindowed, PATTERN, widthOf } from './gemma4Layer.ts';
import { lenderClaims } from './gemmaWindows.ts';
import { layers } from './parts.ts';

const EACH_LAYER = 'embedding_length_per_layer_input';
const SHARED = 'attention.shared_kv_layers';

/** Layers with keys and values of their own come first. */
const nOwn = (s: OutlineSizes): number => s.n('block_count') - s.n(SHARED);

export const gemma4: Outline = {
  requires: [...GEMMA4, EACH_LAYER],
  faults: faultsOf((s) => [
    noNext(s),
    ...gemma4Heads(s, s.nLayer),
    [nOwn(s) >= 2, SHARED, `two of the ${String(s.nLayer)} layers with their own keys and values`],
    ...lenders(s),
  ]),
  tensors: (t, s) => {
    t.ends(s);
    eachLayer(t, s);
    layers(s, (at, i) => {
      gemma4Layer(t, s, at, i);
      gemma4Keys(t, s, at, i);
      t.may(`${at}layer_output_scale.weight`, 1);
      if (t.has(`${at}ffn_gate_inp.weight`)) experts(t, s, at);
      if (s.n(EACH_LAYER) > 0) layerInput(t, s, at);
    });
  },
};

const lenders = (s: OutlineSizes): readonly Claim[] =>
  nOwn(s) < 2 ? [] : lenderClaims(s, nOwn(s), PATTERN, (i) => isWindowed(s, i));

/** Keys stand for values where there are none; a layer that borrows both needs neither. */
function gemma4Keys(t: OutlineTable, s: OutlineSizes, at: string, i: number): void {
  const [q, k] = [widthOf(s, i) * s.nHead(i), widthOf(s, i) * s.nHeadKv(i)];
  const own = i < nOwn(s) ? 'need' : 'may';
  t[own](`${at}attn_k_norm.weight`, widthOf(s, i));
  if (t.has(`${at}attn_qkv.weight`)) {
    t.need(`${at}attn_qkv.weight`, s.nEmbd, q + 2 * k);
    return;
  }
  t.need(`${at}attn_q.weight`, s.nEmbd, q);
  t[own](`${at}attn_k.weight`, s.nEmbd, k);
  t.may(`${at}attn_v.weight`, s.nEmbd, k);
}

function eachLayer(t: OutlineTable, s: OutlineSizes): void {
  const width = s.n(EACH_LAYER);
  if (width === 0) return;
  t.need('per_layer_token_embd.weight', width * s.nLayer, s.nVocab);
  t.need('per_layer_model_proj.weight', s.nEmbd, width * s.nLayer);
  t.need('per_layer_proj_norm.weight', width);
}

function layerInput(t: OutlineTable, s: OutlineSizes, at: string): void {
  t.need(`${at}inp_gate.weight`, s.nEmbd, s.n(EACH_LAYER));
  t.need(`${at}proj.weight`, s.n(EACH_LAYER), s.nEmbd);
  t.need(`${at}post_norm.weight`, s.nEmbd);
}

function experts(t: OutlineTable, s: OutlineSizes, at: string): void {
  const nExpert = s.n('expert_count');
  t.need(`${at}ffn_gate_inp.weight`, s.nEmbd, nExpert);
  for (const name of [
    'ffn_gate_inp.scale',
    'pre_ffw_norm_2.weight',
    'post_ffw_norm_1.weight',
    'post_ffw_norm_2.weight',
  ])
    t.need(at + name, s.nEmbd);
  t.experts(at, s.nEmbd, s.n('expert_feed_forward_length'), nExpert, 'fusable');
}
