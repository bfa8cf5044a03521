/** An encoder whose frames become codes, and codes the tokens of a model. `models/mimo-audio.cpp` */
import * as limits from '../../../model/arch/limits.ts';
import { i32s, u32 } from '../exactKeys.ts';
import { headsAreEven, need, onePerLayer } from './common.ts';
import type { Contradiction, Encoder, ProjectorType } from './projectorType.ts';
import type { TensorTable } from './tensorTable.ts';
import { blocks, times } from './vit.ts';

const MODES = i32s('clip.audio.wa_pattern_mode', { min: -(2 ** 31), max: 2 ** 31 - 1 });
const QUANTIZERS = 'clip.audio.rvq.num_quantizers';
const CODES = 'clip.audio.rvq.codebook_size';
const LOCAL_BLOCKS = 'clip.audio.local_block_count';
const GROUP = 'clip.audio.local_group_size';
/** Of a block that looks at all frames before; every other value is a window. */
const FULL = -1;
/** What goes in behind the third block is added to what comes out of the last. */
const SKIP = 3;

/** The reader fills in a mask of either kind, and ends the process where no block takes it. */
function bothModes(e: Encoder): Contradiction | false {
  const modes = e.ints(MODES.key);
  if (modes.length === 0 || (modes.includes(FULL) && modes.some((mode) => mode !== FULL))) return false;
  return { key: MODES.key, message: `expected blocks of both modes, found ${String(modes.length)} of one` };
}

function codesFit(e: Encoder): readonly (Contradiction | false)[] {
  const [quantizers, found] = [e.int(QUANTIZERS), e.ints(CODES)];
  const bins = ['a.rvq.codebook.weight', 'mm.a.code_embd.weight'].map((name) => e.dims(name)?.[1] ?? Infinity);
  const most = Math.min(...bins);
  const beyond = found.find((size) => size > most);
  return [
    quantizers !== undefined &&
      quantizers !== found.length && {
        key: CODES,
        message: `expected one for each of ${String(quantizers)} quantisers, found ${String(found.length)}`,
      },
    beyond !== undefined && {
      key: CODES,
      message: `expected at most the ${String(most)} codes that the tables have, found ${String(beyond)}`,
    },
  ];
}

/** Padded by half of it: of an even one there is a frame more than the reader counts on. */
function oddWidth(e: Encoder, index: string): number {
  const found = e.dims(`a.conv1d.${index}.weight`)?.[0] ?? 3;
  return found % 2 === 1 ? found : 3;
}

/** Blocks that look at groups of frames, with as many keys as heads. */
function localBlock(t: TensorTable, e: Encoder, il: number): void {
  const { nEmbd } = e;
  const wide = times(e.nHead, e.headDim);
  const at = `mm.a.local_blk.${String(il)}`;
  for (const part of ['q', 'k', 'v']) t.linear(`${at}.attn_${part}`, nEmbd, wide);
  t.load(`${at}.attn_out.weight`, wide, nEmbd);
  for (const part of ['gate', 'up']) t.load(`${at}.ffn_${part}.weight`, nEmbd, `${at}.f`);
  t.load(`${at}.ffn_down.weight`, `${at}.f`, nEmbd);
  for (const norm of ['ln1', 'ln2']) t.load(`${at}.${norm}.weight`, nEmbd);
}

/** Codes are the nearest rows of each table in turn; the tables of embeddings are asked for the same. */
function codebooks(t: TensorTable, e: Encoder): void {
  const most = Math.max(1, ...e.ints(CODES));
  const quantizers = e.int(QUANTIZERS) ?? null;
  t.floats('a.rvq.codebook.weight', e.nEmbd, { atLeast: most }, quantizers);
  t.load('mm.a.code_embd.weight', e.nEmbd, { atLeast: most }, quantizers);
}

export const mimoAudio: ProjectorType = {
  name: 'mimo_audio',
  modality: 'audio',
  keys: [
    need(u32('clip.audio.block_count', { min: SKIP, max: limits.MAX_LAYERS })),
    need(u32(QUANTIZERS, { min: 1, max: 256 })),
    need(i32s(CODES, { min: 1, max: 2 ** 20 }, { atLeast: 1 })),
    need(u32('clip.audio.window_size', { min: 1, max: 4096 })),
    need(MODES),
    // As of the modes: without a block the reader has a mask for none.
    need(u32(LOCAL_BLOCKS, { min: 1, max: 1024 })),
    need(u32(GROUP, { min: 1, max: 1024 })),
  ],
  rules: (e) => [onePerLayer(e, MODES.key), bothModes(e), ...codesFit(e), headsAreEven(e)],
  tensors: (t, e) => {
    const { nEmbd } = e;
    t.kernel('a.conv1d.1.weight', oddWidth(e, '1'), e.nMelBins, nEmbd).load('a.conv1d.1.bias', 1, nEmbd);
    t.kernel('a.conv1d.2.weight', oddWidth(e, '2'), nEmbd, nEmbd).load('a.conv1d.2.bias', 1, nEmbd);
    blocks(t, e, 'a');
    t.kernel('a.downsample.conv.weight', 2, nEmbd, nEmbd).norm('a.downsample.norm', nEmbd);
    codebooks(t, e);
    for (let il = 0; il < (e.int(LOCAL_BLOCKS) ?? 0); il++) localBlock(t, e, il);
    t.load('mm.a.local_norm.weight', nEmbd);
    t.load('mm.a.mlp.1.weight', times(nEmbd, e.int(GROUP) ?? 1), 'h').load('mm.a.mlp.2.weight', 'h', 'out');
  },
};
