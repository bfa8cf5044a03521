/** Step 3.5 (StepFun, 2026): heads that differ from layer to layer, a gate for each, half of a head turned where a layer sees all. */
import type { Outline, OutlineSizes, OutlineTable } from '../outline.ts';
import { faultsOf, HEADS, type Claim } from './claims.ts';
import { RMS, ropeFactors } from './parts.ts';

const PATTERN = 'attention.sliding_window_pattern';
const EXPERTS = 'expert_feed_forward_length';
const WIDTHS = ['attention.key_length', 'attention.value_length'] as const;

const isWindowed = (s: OutlineSizes, i: number): boolean => s.each(PATTERN, i) !== 0;

/** Of layer `i`, with the layers that predict further tokens. */
const rotated = (s: OutlineSizes, i: number): number =>
  isWindowed(s, i) ? s.n('rope.dimension_count_swa', s.nRot) : Math.floor(s.nRot / 2);

export const step35: Outline = {
  requires: [RMS, HEADS, 'attention.sliding_window', PATTERN, EXPERTS],
  faults: faultsOf((s) => [
    [s.nRot % 4 === 0, 'rope.dimension_count', 'a multiple of 4: half of it turns where a layer sees all'],
    ...WIDTHS.map((key): Claim => [oneWidth(s, key), `${key}_swa`, `${key} where only some layers have a window`]),
    ...blocks(s).map((i): Claim => [s.nHead(i) > 0 && s.nHeadKv(i) > 0, HEADS, `heads in layer ${String(i)}`]),
  ]),
  tensors: (t, s) => {
    t.ends(s, 'own');
    ropeFactors(t, s, Math.floor(Math.max(...blocks(s).map((i) => (i < s.nLayer ? rotated(s, i) : 0))) / 2));
    // Files without them leave the layers that predict to a file of their own.
    const predicts = t.has(`blk.${String(s.nLayer)}.nextn.eh_proj.weight`);
    for (const i of blocks(s)) if (i < s.nLayer || predicts) layer(t, s, i);
  },
};

const blocks = (s: OutlineSizes): readonly number[] => Array.from({ length: s.n('block_count') }, (_, i) => i);

/** Readers cut every layer's heads as wide as the first's. */
function oneWidth(s: OutlineSizes, key: string): boolean {
  if (s.n(`${key}_swa`, s.n(key)) === s.n(key)) return true;
  return blocks(s).every((i) => isWindowed(s, i) === isWindowed(s, 0));
}

function layer(t: OutlineTable, s: OutlineSizes, i: number): void {
  const at = `blk.${String(i)}.`;
  const at0 = isWindowed(s, 0) ? '_swa' : '';
  const [key, value] = WIDTHS.map((name) => s.n(name + at0, name === WIDTHS[0] ? s.headDim : s.valueDim)) as [
    number,
    number,
  ];
  for (const name of ['attn_norm', 'ffn_norm']) t.need(`${at}${name}.weight`, s.nEmbd);
  for (const name of ['attn_q_norm', 'attn_k_norm']) t.may(`${at}${name}.weight`, key);
  t.queryKeyValue(at, s.nEmbd, key * s.nHead(i), key * s.nHeadKv(i), value * s.nHeadKv(i));
  t.need(`${at}attn_output.weight`, value * s.nHead(i), s.nEmbd);
  t.may(`${at}attn_gate.weight`, s.nEmbd, s.nHead(i));
  if (t.has(`${at}ffn_gate_inp.weight`)) mixture(t, s, at);
  else t.feedForward(at, s.nEmbd, s.n('feed_forward_length'));
  if (i >= s.nLayer) predictor(t, s, at);
}

function mixture(t: OutlineTable, s: OutlineSizes, at: string): void {
  t.need(`${at}ffn_gate_inp.weight`, s.nEmbd, s.n('expert_count'));
  t.may(`${at}exp_probs_b.bias`, s.n('expert_count'));
  t.experts(at, s.nEmbd, s.n(EXPERTS), s.n('expert_count'));
  t.sharedExpert(at, s.nEmbd, s.n('expert_shared_feed_forward_length'));
}

/** What a layer that predicts a further token has besides. */
function predictor(t: OutlineTable, s: OutlineSizes, at: string): void {
  t.need(`${at}nextn.eh_proj.weight`, 2 * s.nEmbd, s.nEmbd);
  for (const name of ['enorm', 'hnorm']) t.need(`${at}nextn.${name}.weight`, s.nEmbd);
  for (const name of ['embed_tokens', 'shared_head_head']) t.may(`${at}nextn.${name}.weight`, s.nEmbd, s.nVocab);
  t.may(`${at}nextn.shared_head_norm.weight`, s.nEmbd);
}
