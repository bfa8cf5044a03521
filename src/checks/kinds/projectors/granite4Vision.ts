/** Granite Vision of SigLIP: windows of patches, each asked by a grid of queries. `models/granite4-vision.cpp` */
import { i32s, u32 } from '../exactKeys.ts';
import { areLayers, gridDivides, MAX_IMAGE_SIZE, need, PINPOINTS } from './common.ts';
import type { Contradiction, Encoder, ProjectorType } from './projectorType.ts';
import type { TensorTable } from './tensorTable.ts';
import { patchesOf, visionTower } from './vit.ts';

const LAYERS = 'clip.vision.feature_layer';
const OFFSETS = 'clip.vision.projector.spatial_offsets';
const QUERY = 'clip.vision.projector.query_side';
const WINDOW = 'clip.vision.projector.window_side';

/** Heads of the queries are this wide, in the reader's code. */
const HEAD = 64;
/** The tiles of an image go through one graph; published files have up to 10 of them. */
const MAX_TILES = 256;

/** A tap is a layer of the tower whose output a projector takes up. */
function oneOffsetEach(e: Encoder): Contradiction | false {
  const [layers, offsets] = [e.ints(LAYERS).length, e.ints(OFFSETS).length];
  if (layers > 0 && layers === offsets) return false;
  const message = `expected one offset for each feature layer, found ${String(layers)} and ${String(offsets)}`;
  return { key: OFFSETS, message };
}

/** Of each of which the graph has as many nodes. */
const NODES_OF_PROJECTOR = 90;

interface Sides {
  /** Patches a side of an image. */
  readonly side: number;
  readonly window: number;
  /** Tokens a side of an image. */
  readonly out: number;
}

function sidesOf(e: Encoder): Sides | null {
  const [window, query] = [e.int(WINDOW), e.int(QUERY)];
  if (window === undefined || query === undefined || e.imageSize === null || e.patchSize === null) return null;
  const side = Math.floor(e.imageSize / e.patchSize);
  return { side, window, out: Math.floor(side / window) * query };
}

/**
 * Where an offset is said the queries begin as every second patch. Otherwise they are means of patches, as many a side as a token stands
 * for, cut off.
 */
function queriesFit(e: Encoder): Contradiction | false {
  const sides = sidesOf(e);
  if (sides === null || sides.side % sides.window !== 0) return false;
  const { side, out } = sides;
  const offsets = e.ints(OFFSETS);
  const halves = !offsets.some((offset) => offset >= 0) || out === Math.floor(side / 2);
  const means =
    !offsets.some((offset) => offset < 0) || (out <= side && Math.floor(side / Math.floor(side / out)) === out);
  if (halves && means) return false;
  const message = `expected queries that ${String(side)} patches a side divide into${halves ? '' : ', half as many a side'}, found ${String(out)} a side`;
  return { key: QUERY, message };
}

function headsFit({ nEmbd, prefix }: Encoder): Contradiction | false {
  if (nEmbd === null || nEmbd % HEAD === 0) return false;
  return {
    key: `${prefix}.embedding_length`,
    message: `expected a multiple of ${String(HEAD)}, found ${String(nEmbd)}`,
  };
}

function tilesFit(e: Encoder): Contradiction | false {
  const { imageSize } = e;
  if (imageSize === null) return false;
  const sides = e.ints(PINPOINTS.key.key);
  const tiles = sides.map((n, i) =>
    i % 2 === 0 ? Math.floor(n / imageSize) * Math.floor((sides[i + 1] ?? 0) / imageSize) : 0,
  );
  const most = Math.max(0, ...tiles);
  if (most <= MAX_TILES) return false;
  const message = `expected at most ${String(MAX_TILES)} tiles of ${String(imageSize)} pixels a side, found ${String(most)}`;
  return { key: PINPOINTS.key.key, message };
}

/** The projector behind one feature layer: a norm, the queries of a window among themselves and over its patches, and a linear layer. */
function projector(t: TensorTable, e: Encoder, at: string): void {
  const { nEmbd, projectionDim } = e;
  const square = (n: number | undefined): number | null => (n === undefined ? null : n ** 2);
  t.floats(`${at}.img_pos`, nEmbd, square(e.int(WINDOW))).floats(`${at}.query`, nEmbd, square(e.int(QUERY)));
  for (const norm of ['norm', 'post_norm', 'self_attn_norm', 'cross_attn_norm', 'ffn_norm'])
    t.norm(`${at}.${norm}`, nEmbd);
  for (const part of ['q', 'k', 'v', 'out'])
    for (const attention of ['self_attn', 'cross_attn']) t.linear(`${at}.${attention}_${part}`, nEmbd, nEmbd);
  t.linear(`${at}.ffn_up`, nEmbd, `${at}.ff`).linear(`${at}.ffn_down`, `${at}.ff`, nEmbd);
  t.linear(`${at}.linear`, nEmbd, projectionDim);
}

export const GRANITE4_VISION: ProjectorType = {
  name: 'granite4_vision',
  modality: 'vision',
  keys: [
    need(i32s(LAYERS, { min: 0, max: 1024 }, { atLeast: 1 })),
    need(i32s(OFFSETS, { min: -1, max: 3 })),
    need(u32(QUERY, { min: 1, max: 64 })),
    need(u32(WINDOW, { min: 1, max: 64 })),
    // Every image is cut into tiles: of no resolutions the reader takes none, and ends the process.
    need(i32s(PINPOINTS.key.key, { min: 1, max: MAX_IMAGE_SIZE }, { atLeast: 2, atMost: 256, even: true })),
  ],
  nodesBeside: (e) => NODES_OF_PROJECTOR * e.ints(LAYERS).length,
  rules: (e) => [
    gridDivides(e, e.int(WINDOW) ?? null),
    areLayers(e, LAYERS),
    oneOffsetEach(e),
    queriesFit(e),
    headsFit(e),
    tilesFit(e),
  ],
  tensors: (t, e) => {
    visionTower(t, e, { positions: patchesOf(e), attention: 'split' });
    t.not('v.class_embd').load('v.image_newline', e.projectionDim);
    for (const il of e.ints(LAYERS).keys()) projector(t, e, `v.proj_blk.${String(il)}`);
  },
};
