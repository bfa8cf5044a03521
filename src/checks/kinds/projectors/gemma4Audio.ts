/** The conformer of Gemma 4: macaron blocks with attention in chunks and a causal convolution. `models/gemma4a.cpp` */
import type { Contradiction, Encoder, ProjectorType } from './projectorType.ts';
import type { TensorTable } from './tensorTable.ts';
import { blocks, times } from './vit.ts';

/** Frames that the convolution of a block looks back over. Of any other kernel, its output is of another length. */
const KERNEL = 5;

/** Distances are written for the width, and multiplied as for the heads. */
function headsAreWidth({ nEmbd, nHead, headDim, prefix, int }: Encoder): Contradiction | false {
  if (!int(`${prefix}.attention.head_dim`)) return false;
  if (nEmbd === null || nHead === null || headDim === null || nHead * headDim === nEmbd) return false;
  const message = `expected heads that make up the embedding length ${String(nEmbd)}, found ${String(nHead)} of ${String(headDim)}`;
  return { key: `${prefix}.attention.head_dim`, message };
}

/** Two convolutions of stride 2 over mel bins and frames, each with a norm over its channels. */
function subsampling(t: TensorTable, e: Encoder): void {
  const bins = e.nMelBins === null ? null : Math.ceil(Math.ceil(e.nMelBins / 2) / 2);
  const channels = e.dims('a.conv1d.1.weight')?.[3] ?? null;
  t.kernel('a.conv1d.0.weight', 3, 3, 1, 'c0').kernel('a.conv1d.1.weight', 3, 3, 'c0', 'c1');
  for (const i of ['0', '1']) t.may(`a.conv1d.${i}.bias`, 1, 1, `c${i}`).may(`a.conv1d.${i}.norm.weight`, `c${i}`);
  t.linearMay('a.input_projection', times(bins, channels), e.nEmbd);
}

/**
 * Attention and convolution are passed over without a word in a block that lacks one of their tensors, and what comes out is another model's;
 * without attention in any block the reader does not find its inputs.
 */
function attention(t: TensorTable, { nEmbd, headDim }: Encoder, at: string): void {
  for (const part of ['q', 'k', 'v', 'k_rel']) t.use(`${at}.attn_${part}.weight`, nEmbd, nEmbd);
  for (const scale of ['per_dim_scale', 'per_dim_k_scale']) t.may(`${at}.${scale}.weight`, headDim);
  for (const norm of ['attn_pre_norm', 'attn_post_norm']) t.may(`${at}.${norm}.weight`, nEmbd);
}

function convolution(t: TensorTable, { nEmbd }: Encoder, at: string): void {
  const wide = `${at}.conv`;
  t.linearMay(`${at}.conv_pw1`, nEmbd, times(2, nEmbd)).floats(`${at}.conv_dw.weight`, KERNEL, nEmbd);
  t.linearMay(`${at}.conv_pw2`, nEmbd, nEmbd).may(`${at}.conv_dw.bias`, nEmbd);
  // The norm in front is named as that behind, and the other way round.
  t.use(`${wide}_norm.weight`, nEmbd).may(`${wide}_norm.bias`, nEmbd);
  t.may(`${at}.norm_conv.weight`, nEmbd).may(`${at}.norm_conv.bias`, nEmbd);
}

function secondNet(t: TensorTable, { nEmbd }: Encoder, at: string): void {
  for (const norm of ['ffn_norm', 'ffn_norm_1']) t.load(`${at}.${norm}.weight`, nEmbd);
  t.may(`${at}.ffn_post_norm_1.weight`, nEmbd);
  t.linearMay(`${at}.ffn_up_1`, nEmbd, `${at}.ff1`).linearMay(`${at}.ffn_down_1`, `${at}.ff1`, nEmbd);
}

/** Every weight may have limits of what goes in and comes out, each a single float. */
function limits(t: TensorTable): void {
  for (const { name } of t.tensors) {
    if (!name.endsWith('.weight')) continue;
    const stem = name.slice(0, -'.weight'.length);
    for (const limit of ['input_min', 'input_max', 'output_min', 'output_max']) t.may(`${stem}.${limit}`, 1);
  }
}

export const GEMMA4_AUDIO: ProjectorType = {
  name: 'gemma4a',
  modality: 'audio',
  nodesOfBlock: 115,
  rules: (e) => [headsAreWidth(e)],
  tensors: (t, e) => {
    const out = e.has('a.pre_encode.out.weight') ? 'p' : e.nEmbd;
    subsampling(t, e);
    blocks(t, e, 'a', {
      attention: 'split',
      blocks: (table, _, at) => {
        attention(table, e, at);
        convolution(table, e, at);
        secondNet(table, e, at);
      },
    });
    t.may('a.pre_encode.out.weight', e.nEmbd, 'p').may('a.pre_encode.out.bias', 'p');
    t.may('mm.a.soft_emb_norm.weight', out).use('mm.a.input_projection.weight', out, 'out');
    limits(t);
  },
};
