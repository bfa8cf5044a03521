/** A conformer behind convolutions of 8 frames into 1. `models/parakeet.cpp` */
import { u32 } from '../exactKeys.ts';
import { need } from './common.ts';
import type { Contradiction, Encoder, ProjectorType } from './projectorType.ts';
import type { TensorTable } from './tensorTable.ts';
import { blocks, times } from './vit.ts';

const KERNEL = 'clip.audio.conv_kernel_size';
/** Of a spectrum of 512 samples. */
const FREQUENCIES = 257;
/** Samples of the window that is laid on them. */
const WINDOW = 400;
const FILTERS = 'a.mel_filters';

function kernelIsOdd(e: Encoder): Contradiction | false {
  const kernel = e.int(KERNEL);
  return (
    kernel !== undefined &&
    kernel % 2 === 0 && { key: KERNEL, message: `expected an odd number, found ${String(kernel)}` }
  );
}

/** Its heads are the width divided among them, whatever `head_dim` says; sines and cosines are half of the width each. */
function widthDivides({ nEmbd, nHead, prefix }: Encoder): readonly (Contradiction | false)[] {
  if (nEmbd === null || nHead === null) return [];
  const divides = `expected a divisor of the embedding length ${String(nEmbd)}, found ${String(nHead)}`;
  return [
    nEmbd % nHead !== 0 && { key: `${prefix}.attention.head_count`, message: divides },
    nEmbd % 2 !== 0 && {
      key: `${prefix}.embedding_length`,
      message: `expected an even number, found ${String(nEmbd)}`,
    },
  ];
}

/** Filters come with the file, in any shape: as many values as the reader counts on. */
function filtersFit(e: Encoder): Contradiction | false {
  const found = e.dims(FILTERS)?.reduce((a, b) => a * b, 1);
  if (found === undefined || e.nMelBins === null || found === e.nMelBins * FREQUENCIES) return false;
  const message = `expected as many bins as ${FILTERS} has filters of ${String(FREQUENCIES)} values, found ${String(e.nMelBins)} bins and ${String(found)} values`;
  return { key: 'clip.audio.num_mel_bins', message };
}

/** Three convolutions of stride 2 over mel bins and frames, two of them by channel. */
function subsampling(t: TensorTable, e: Encoder): void {
  const halved = (n: number): number => Math.ceil(n / 2);
  const bins = e.nMelBins === null ? null : halved(halved(halved(e.nMelBins)));
  t.kernel('a.conv1d.0.weight', 3, 3, 1, 'c').kernel('a.conv1d.2.weight', 3, 3, 1, 'c');
  t.kernel('a.conv1d.3.weight', 1, 1, 'c', 'd').kernel('a.conv1d.5.weight', 3, 3, 1, 'd');
  t.kernel('a.conv1d.6.weight', 1, 1, 'd', 'f');
  for (const [index, c] of [
    [0, 'c'],
    [2, 'c'],
    [3, 'd'],
    [5, 'd'],
    [6, 'f'],
  ] as const)
    t.load(`a.conv1d.${String(index)}.bias`, 1, 1, c);
  t.linear('a.pre_encode.out', times(bins, e.dims('a.conv1d.6.weight')?.[3] ?? null), e.nEmbd);
}

function block(t: TensorTable, e: Encoder, at: string): void {
  const { nEmbd } = e;
  for (const norm of ['ln1', 'ln2']) t.use(`${at}.${norm}.weight`, nEmbd).use(`${at}.${norm}.bias`, nEmbd);
  for (const norm of ['ffn_norm', 'ffn_norm_1', 'norm_conv', 'conv_norm']) t.norm(`${at}.${norm}`, nEmbd);
  for (const part of ['conv_norm_mean', 'conv_norm_var']) t.load(`${at}.${part}`, nEmbd);
  t.load(`${at}.linear_pos.weight`, nEmbd, nEmbd);
  for (const bias of ['pos_bias_u', 'pos_bias_v']) t.floats(`${at}.${bias}`, e.headDim, e.nHead);
  t.load(`${at}.conv_pw1.weight`, nEmbd, times(2, nEmbd)).load(`${at}.conv_pw2.weight`, nEmbd, nEmbd);
  t.floats(`${at}.conv_dw.weight`, e.int(KERNEL) ?? null, nEmbd);
  t.load(`${at}.ffn_up_1.weight`, nEmbd, `${at}.ff1`).load(`${at}.ffn_down_1.weight`, `${at}.ff1`, nEmbd);
  // Published files have some, in shapes that nothing could be added in.
  for (const part of ['conv_pw1', 'conv_pw2', 'conv_dw', 'ffn_up_1', 'ffn_down_1']) t.mayUnread(`${at}.${part}.bias`);
}

function ownHeads(e: Encoder): Encoder {
  const headDim = e.nEmbd === null || !e.nHead ? null : Math.floor(e.nEmbd / e.nHead);
  return { ...e, headDim };
}

export const parakeet: ProjectorType = {
  name: 'parakeet',
  modality: 'audio',
  keys: [need(u32('clip.audio.subsampling_factor', { min: 8, max: 8 })), need(u32(KERNEL, { min: 1, max: 1023 }))],
  rules: (e) => [kernelIsOdd(e), ...widthDivides(e), filtersFit(e)],
  tensors: (t, e) => {
    // Of the right number by the rule above, in whatever shape.
    t.plain(FILTERS, ...(e.dims(FILTERS) ?? [FREQUENCIES, e.nMelBins]));
    t.plain('a.window', WINDOW);
    subsampling(t, e);
    blocks(t, ownHeads(e), 'a', {
      attention: 'split',
      blocks: (table, sizes, at) => {
        block(table, sizes, at);
      },
    });
    t.use('mm.a.norm_pre.weight', e.nEmbd).use('mm.a.mlp.1.weight', e.nEmbd, 'h').use('mm.a.mlp.2.weight', 'h', 'out');
    // Of the encoder of images that it was published beside.
    for (const index of ['0', '1', '3']) t.any(`mm.model.mlp.${index}.weight`);
  },
};
