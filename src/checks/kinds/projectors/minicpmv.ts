/** MiniCPM-V: a table of 70 × 70 positions, and queries that ask the patches. `models/minicpmv.cpp` */
import { i32, i32s, u32 } from '../exactKeys.ts';
import { areLayers, gridDivides, isOneOf, scaleFactor } from './common.ts';
import type { Contradiction, Encoder, ProjectorType } from './projectorType.ts';
import { times, visionTower } from './vit.ts';

const VERSION = 'clip.minicpmv_version';
const QUERIES = 'clip.minicpmv_query_num';
const VERSIONS = [0, 2, 3, 4, 5, 6, 100_045];

/** Positions are put into buckets, 70 a side. */
const BUCKETS = 70;
/**
 * Patches a side that readers before September 2026 have room for on their stack, in a slice of the size of an image. Slices of
 * long images are several times as long: an eighth is room enough (llama.cpp 27166).
 */
const MAX_SIDE = 1024 / 8;

/** Heads of the resampler are 128 wide, whatever the file. */
const HEAD = 128;

function fitsBuckets({ imageSize, patchSize }: Encoder): Contradiction | false {
  if (imageSize === null || patchSize === null || patchSize === 0) return false;
  const side = Math.floor(imageSize / patchSize);
  if (side <= MAX_SIDE) return false;
  const message = `expected an image of at most ${String(MAX_SIDE)} patches a side, found ${String(side)}`;
  return { key: 'clip.vision.patch_size', message };
}

function queriesOf(e: Encoder): number {
  const said = e.int(QUERIES) ?? 0;
  if (said > 0) return said;
  return [0, 2].includes(e.int(VERSION) ?? 0) ? 96 : 64;
}

function headsFit(e: Encoder): Contradiction | false {
  const width = e.dims('resampler.proj.weight')?.[0];
  if (width === undefined || (width % HEAD === 0 && width > 0)) return false;
  const message = `expected a projector as wide as heads of ${String(HEAD)}, found ${String(width)}`;
  return { key: 'clip.vision.projection_dim', message };
}

const resampler: ProjectorType = {
  name: 'resampler',
  modality: 'vision',
  keys: [{ key: i32(VERSION, { min: 0, max: 100_045 }) }, { key: u32(QUERIES, { min: 0, max: 4096 }) }],
  rules: (e) => [fitsBuckets(e), isOneOf(e, VERSION, VERSIONS), headsFit(e)],
  tensors: (t, e) => {
    visionTower(t, e, { positions: { atLeast: BUCKETS * BUCKETS }, swapped: true });
    t.not('v.class_embd').load('resampler.pos_embed_k', null).floats('resampler.query', 'r', queriesOf(e));
    t.load('resampler.proj.weight', 'r', null).load('resampler.kv.weight', e.nEmbd, 'r');
    for (const part of ['q', 'k', 'v', 'out']) t.linear(`resampler.attn.${part}`, 'r', 'r');
    for (const part of ['q', 'kv', 'post']) t.norm(`resampler.ln_${part}`, 'r');
  },
};

const INSERT = i32s('clip.vision.wa_layer_indexes', { min: 0, max: 1024 });

/** A merger of windows in the middle of the blocks, where four patches a side become one. */
const minicpmv46: ProjectorType = {
  name: 'minicpmv4_6',
  modality: 'vision',
  keys: [{ key: INSERT }],
  merge: scaleFactor(4, 2, 4),
  rules: (e) => [
    fitsBuckets(e),
    gridDivides(e),
    isOneOf(e, 'clip.vision.projector.scale_factor', [2, 4]),
    areLayers(e, INSERT.key),
  ],
  tensors: (t, e) => {
    visionTower(t, e, { positions: { atLeast: BUCKETS * BUCKETS }, attention: 'split', swapped: true });
    const four = times(4, e.nEmbd);
    if (e.nMerge === 4) {
      t.norm('v.vit_merger.ln1', e.nEmbd).norm('v.vit_merger.ds_ln', four);
      for (const part of ['q', 'k', 'v', 'out']) t.linearMay(`v.vit_merger.attn_${part}`, e.nEmbd, e.nEmbd);
      t.linearMay('v.vit_merger.ds_ffn_up', four, 'm').linearMay('v.vit_merger.ds_ffn_down', 'm', e.nEmbd);
    }
    t.load('mm.input_norm.weight', four).may('mm.input_norm.bias', four);
    t.linearMay('mm.up', four, 'h').linearMay('mm.down', 'h', 'out');
  },
};

export const MINICPMV: readonly ProjectorType[] = [resampler, minicpmv46];
