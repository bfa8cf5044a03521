/** SAM in front of CLIP, or of a Qwen 2 that is asked by queries. `models/deepseekocr.cpp`, `models/deepseekocr2.cpp` */
import { u32 } from '../exactKeys.ts';
import { headsAreEven, need, TILES } from './common.ts';
import type { Contradiction, Encoder, ProjectorType } from './projectorType.ts';
import type { TensorTable } from './tensorTable.ts';
import { blocks, times } from './vit.ts';

const BLOCKS = 'clip.vision.sam.block_count';
const HEADS = 'clip.vision.sam.head_count';
const WIDTH = 'clip.vision.sam.embedding_length';
const WINDOW = 'clip.vision.window_size';
const MIN_TILES = 'clip.vision.preproc_min_tiles';
const MAX_TILES = 'clip.vision.preproc_max_tiles';

/** Whatever the file says. */
const IMAGE = { size: 1024, patch: 16 };
/** Blocks that look at the whole image; others look at windows. */
const GLOBAL: ReadonlySet<number> = new Set([2, 5, 8, 11]);

const SAM_KEYS = [
  // The reader fills in the distances of whole images: without a block that looks at one there are none, and it ends the process.
  need(u32(BLOCKS, { min: 3, max: 1024 })),
  need(u32(HEADS, { min: 1, max: 4096 })),
  need(u32(WIDTH, { min: 1, max: 65_536 })),
  // The grid is padded to whole windows: one beyond its 64 patches is attention over what is not there.
  need(u32(WINDOW, { min: 1, max: 64 })),
  ...TILES,
];

function samHeads(e: Encoder): Contradiction | false {
  const [width, heads] = [e.int(WIDTH), e.int(HEADS)];
  if (width === undefined || heads === undefined || width % heads === 0) return false;
  return { key: HEADS, message: `expected a divisor of ${String(width)}, found ${String(heads)}` };
}

function tilesAgree(e: Encoder, otherwise: number): Contradiction | false {
  const [least, most] = [e.int(MIN_TILES) ?? 2, e.int(MAX_TILES) ?? otherwise];
  if (least <= most) return false;
  const message = `expected at most the ${String(most)} of preproc_max_tiles, found ${String(least)}`;
  return { key: MIN_TILES, message };
}

function samBlock(t: TensorTable, e: Encoder, il: number): void {
  const [width, heads, window] = [e.int(WIDTH) ?? null, e.int(HEADS) ?? 1, e.int(WINDOW) ?? 1];
  const at = `v.sam.blk.${String(il)}`;
  t.norm(`${at}.pre_ln`, width).norm(`${at}.post_ln`, width);
  t.linear(`${at}.attn.qkv`, width, times(3, width)).linear(`${at}.attn.out`, width, width);
  t.linear(`${at}.mlp.lin1`, width, `${at}.f`).linear(`${at}.mlp.lin2`, `${at}.f`, width);
  for (const axis of ['pos_h', 'pos_w']) {
    const name = `${at}.attn.${axis}.weight`;
    // Distances are looked up, and resized before where there are not as many.
    const asTheyAre = !GLOBAL.has(il) && e.dims(name)?.[1] === 2 * window - 1;
    const dims = [width === null ? null : Math.floor(width / heads), { atLeast: 1 }] as const;
    if (asTheyAre) t.load(name, ...dims);
    else t.floats(name, ...dims);
  }
}

/** 64 patches a side become 16: two convolutions of stride 2 behind the neck. */
function sam(t: TensorTable, e: Encoder): void {
  const width = e.int(WIDTH) ?? null;
  t.kernel('v.sam.patch_embd.weight', IMAGE.patch, IMAGE.patch, 3, width).load('v.sam.patch_embd.bias', width);
  t.floats('v.sam.pos_embd.weight', width, 'side', 'side');
  for (let il = 0; il < (e.int(BLOCKS) ?? 0); il++) samBlock(t, e, il);
  t.kernel('v.sam.neck.0.weight', 1, 1, width, 'n').norm('v.sam.neck.1', 'n');
  t.kernel('v.sam.neck.2.weight', 3, 3, 'n', 'm').norm('v.sam.neck.3', 'm');
  t.kernel('v.sam.net_2.weight', 3, 3, 'm', 'p').kernel('v.sam.net_3.weight', 3, 3, 'p', e.nEmbd);
}

/** A square of positions, and one of the class token: of another number the reader takes rows that are not there, or too many. */
function positionRows(e: Encoder): number {
  const side = Math.floor(Math.sqrt((e.dims('v.position_embd.weight')?.[1] ?? 257) - 1));
  return Math.max(side, 1) ** 2 + 1;
}

const deepseekOcr: ProjectorType = {
  name: 'deepseekocr',
  modality: 'vision',
  keys: SAM_KEYS,
  image: IMAGE,
  dynamic: 64,
  rules: (e) => [samHeads(e), tilesAgree(e, 9)],
  tensors: (t, e) => {
    sam(t, e);
    t.use('v.class_embd', e.nEmbd).plain('v.position_embd.weight', e.nEmbd, positionRows(e));
    blocks(t, e, 'v');
    t.linear('mm.model.fc', times(2, e.nEmbd), 'out').use('v.image_newline', 'out').load('v.view_seperator', 'out');
    // CLIP comes with one, and SAM goes before it.
    t.mayUnread('v.patch_embd.weight').mayUnread('v.patch_embd.bias');
  },
};

/** As many queries as an image or a tile has tokens. */
const QUERIES: readonly (readonly [pixels: string, count: number])[] = [
  ['1024', 256],
  ['768', 144],
];

const deepseekOcr2: ProjectorType = {
  name: 'deepseekocr2',
  modality: 'vision',
  keys: [...SAM_KEYS, need(u32('clip.vision.attention.head_count_kv', { min: 1, max: 4096 }))],
  image: IMAGE,
  dynamic: 64,
  rules: (e) => [samHeads(e), tilesAgree(e, 6), headsAreEven(e)],
  tensors: (t, e) => {
    sam(t, e);
    for (const [pixels, count] of QUERIES) t.use(`v.resample_query_${pixels}.weight`, e.nEmbd, count);
    blocks(t, e, 'v');
    t.linear('mm.model.fc', e.nEmbd, 'out').load('v.view_seperator', 'out').may('v.image_newline', null);
  },
};

export const DEEPSEEK_OCR: readonly ProjectorType[] = [deepseekOcr, deepseekOcr2];
