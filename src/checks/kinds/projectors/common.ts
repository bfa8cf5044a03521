/** Parts that several descriptions share. */
import { f32s, i32s, u32, type Range } from '../exactKeys.ts';
import type { Contradiction, Encoder, KeyUse, Merge } from './projectorType.ts';

/** Images of 8192 pixels a side: beyond, what is resized to them no longer fits into memory, and its size not into 31 bits. */
const MAX_PIXELS = 2 ** 26;
/** What readers of today refuse to go beyond; those of yesterday compute the square of it in 32 bits. */
export const MAX_IMAGE_SIZE = 8192;
/** The finest published grid is 128 × 128; attention looks at each pair of patches. */
export const MAX_PATCHES_A_SIDE = 160;

const FACTOR = 'clip.vision.projector.scale_factor';
const SPATIAL = 'clip.vision.spatial_merge_size';

/** Pixel shuffle: the reader insists on more than 1 where `min` is 2. */
export function scaleFactor(otherwise: number, min = 1, max = 64): Merge {
  return { key: FACTOR, otherwise, min, max };
}

export function spatialMerge(otherwise: number, min = 1, max = 16): Merge {
  return { key: SPATIAL, otherwise, min, max };
}

/** Graphs in which the 2 is written out: with another value positions are written past their end. */
export const MERGE_OF_2: Merge = spatialMerge(2, 2, 2);

export function need(key: KeyUse['key']): KeyUse {
  return { key, required: true };
}

const PIXELS: Range = { min: 1, max: MAX_PIXELS };
export const PIXELS_NEEDED: readonly KeyUse[] = [
  need(u32('clip.vision.image_min_pixels', PIXELS)),
  need(u32('clip.vision.image_max_pixels', PIXELS)),
];
export const PIXELS_MAY: readonly KeyUse[] = PIXELS_NEEDED.map(({ key }) => ({ key }));

export const TILES: readonly KeyUse[] = [
  { key: u32('clip.vision.preproc_min_tiles', { min: 0, max: 256 }) },
  { key: u32('clip.vision.preproc_max_tiles', { min: 1, max: 256 }) },
];

export const PREPROCESSED_SIZE: KeyUse = {
  key: u32('clip.vision.preproc_image_size', { min: 1, max: MAX_IMAGE_SIZE }),
};

export const IMAGE_NORMALS: readonly KeyUse[] = [
  need(f32s('clip.vision.image_mean', { min: 0, max: 1024 }, { atLeast: 3 })),
  // Pixels are divided by it.
  need(f32s('clip.vision.image_std', { min: 1e-6, max: 1024 }, { atLeast: 3 })),
];

/** Resolutions in pairs, which the reader takes two at a time. */
export const PINPOINTS: KeyUse = {
  key: i32s('clip.vision.image_grid_pinpoints', { min: 1, max: MAX_IMAGE_SIZE }, { atMost: 256, even: true }),
};

export function featureLayers(modality: 'vision' | 'audio'): KeyUse {
  return { key: i32s(`clip.${modality}.feature_layer`, { min: -1024, max: 1024 }) };
}

/** The grid of a fixed image has to divide: what the reader counts on and what the graph gives are otherwise two numbers. */
export function gridDivides(e: Encoder, by = e.nMerge): Contradiction | false {
  const { imageSize, patchSize } = e;
  if (imageSize === null || patchSize === null || by === null || by === 0) return false;
  const side = Math.floor(imageSize / patchSize);
  if (side % by === 0) return false;
  const message = `expected a grid that divides by ${String(by)}, found ${String(side)} patches a side`;
  return { key: 'clip.vision.image_size', message };
}

export function gridIs(e: Encoder, expected: number): Contradiction | false {
  const { imageSize, patchSize } = e;
  if (imageSize === null || patchSize === null) return false;
  const side = Math.floor(imageSize / patchSize);
  if (side === expected) return false;
  const message = `expected a grid of ${String(expected)} patches a side, found ${String(side)}`;
  return { key: 'clip.vision.image_size', message };
}

/** Pairs of each head are rotated. */
export function headsAreEven({ headDim, prefix }: Encoder): Contradiction | false {
  if (headDim === null || (headDim > 0 && headDim % 2 === 0)) return false;
  const message = `expected heads of an even size, of which halves are rotated, found ${String(headDim)}`;
  return { key: `${prefix}.attention.head_count`, message };
}

/** One of `values` under a key that is there. */
export function isOneOf(e: Encoder, key: string, values: readonly number[]): Contradiction | false {
  const value = e.int(key);
  if (value === undefined || values.includes(value)) return false;
  return { key, message: `expected one of ${values.join(', ')}, found ${String(value)}` };
}

/** `array` has one element a layer. */
export function onePerLayer(e: Encoder, key: string): Contradiction | false {
  const found = e.ints(key).length;
  if (e.nLayer === null || found === e.nLayer) return false;
  return { key, message: `expected one for each of ${String(e.nLayer)} blocks, found ${String(found)}` };
}

/** Every element is a block of the encoder. */
export function areLayers(e: Encoder, key: string): Contradiction | false {
  const { nLayer } = e;
  const beyond = nLayer === null ? undefined : e.ints(key).find((il) => il < 0 || il >= nLayer);
  if (beyond === undefined) return false;
  return { key, message: `expected blocks below ${String(nLayer)}, found ${String(beyond)}` };
}
