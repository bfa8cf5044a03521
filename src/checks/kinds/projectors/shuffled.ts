/** Towers whose patches are merged by a pixel shuffle in front of an MLP. `models/internvl.cpp`, `models/pixtral.cpp` and others */
import {
  gridDivides,
  MAX_PATCHES_A_SIDE,
  PIXELS_MAY,
  PREPROCESSED_SIZE,
  scaleFactor,
  spatialMerge,
  TILES,
} from './common.ts';
import { DEEPSEEK_OCR } from './deepseekOcr.ts';
import type { Encoder, ProjectorType } from './projectorType.ts';
import { SQUARE, type TensorTable } from './tensorTable.ts';
import { mergedWidth, patchesOf, visionTower } from './vit.ts';
import { yasa2 } from './yasa2.ts';

/** Positions of every patch, and of the class token. */
function withClass(e: Encoder): number | null {
  const patches = patchesOf(e);
  return patches === null ? null : patches + 1;
}

const internvl: ProjectorType = {
  name: 'internvl',
  modality: 'vision',
  keys: TILES,
  merge: scaleFactor(1),
  rules: (e) => {
    const most = e.int('clip.vision.preproc_max_tiles') ?? 12;
    const least = e.int('clip.vision.preproc_min_tiles') ?? 1;
    // A grid of tiles has at least that many a side: none is small enough otherwise, and the reader takes the first of none.
    const message = `expected at least 1, and its square at most the ${String(most)} of preproc_max_tiles, found ${String(least)}`;
    const fits = least >= 1 && least ** 2 <= most;
    return [gridDivides(e), !fits && { key: 'clip.vision.preproc_min_tiles', message }];
  },
  tensors: (t, e) => {
    visionTower(t, e, { positions: withClass(e) });
    t.use('v.class_embd', e.nEmbd).norm('mm.model.mlp.0', mergedWidth(e));
    t.linear('mm.model.mlp.1', mergedWidth(e), 'h').linear('mm.model.mlp.3', 'h', 'out');
  },
};

const nemotron: ProjectorType = {
  name: 'nemotron_v2_vl',
  modality: 'vision',
  merge: scaleFactor(1, 2),
  rules: (e) => [gridDivides(e)],
  tensors: (t, e) => {
    visionTower(t, e, { positions: patchesOf(e) });
    t.plain('v.class_embd', e.nEmbd, 'registers').load('mm.model.mlp.0.weight', mergedWidth(e));
    t.load('mm.model.mlp.1.weight', mergedWidth(e), 'h').load('mm.model.mlp.3.weight', 'h', 'out');
  },
};

const llama4: ProjectorType = {
  name: 'llama4',
  modality: 'vision',
  merge: scaleFactor(1),
  rotates: true,
  rules: (e) => [gridDivides(e)],
  tensors: (t, e) => {
    visionTower(t, e, { positions: withClass(e), patchMatrix: true });
    t.use('v.class_embd', e.nEmbd).load('mm.model.mlp.1.weight', mergedWidth(e), 'h');
    t.load('mm.model.mlp.2.weight', 'h', 'p').load('mm.model.fc.weight', 'p', 'out');
  },
};

const cogvlm: ProjectorType = {
  name: 'cogvlm',
  modality: 'vision',
  tensors: (t, e) => {
    visionTower(t, e, { positions: withClass(e), attention: 'fused', attentionBias: true });
    t.use('v.class_embd', e.nEmbd).load('mm.model.fc.weight', e.nEmbd, 'c').norm('mm.post_fc_norm', 'c');
    t.load('mm.up.weight', 'c', 'f').load('mm.gate.weight', 'c', 'f').load('mm.down.weight', 'f', 'out');
    t.load('v.boi', 'out').load('v.eoi', 'out');
  },
};

function normThenTwo(t: TensorTable, e: Encoder): void {
  t.norm('mm.input_norm', e.nEmbd).linear('mm.1', mergedWidth(e), 'h').linear('mm.2', 'h', 'out');
}

const kimivl: ProjectorType = {
  name: 'kimivl',
  modality: 'vision',
  merge: scaleFactor(1, 2),
  dynamic: 16,
  maxTokens: 1024,
  rotates: true,
  tensors: (t, e) => {
    visionTower(t, e, { positions: SQUARE });
    normThenTwo(t, e);
  },
};

/** Its table of positions has two dimensions. */
const kimik25: ProjectorType = {
  name: 'kimik25',
  modality: 'vision',
  keys: PIXELS_MAY,
  merge: scaleFactor(1, 2),
  dynamic: 64,
  maxTokens: 4096,
  rotates: true,
  tensors: (t, e) => {
    visionTower(t, e);
    t.plain('v.position_embd.weight', e.nEmbd, 'columns', 'rows');
    normThenTwo(t, e);
  },
};

function pixtralTensors(t: TensorTable, e: Encoder): void {
  visionTower(t, e);
  const merges = e.has('mm.patch_merger.weight');
  if (merges) {
    t.use('mm.input_norm.weight', e.nEmbd).use('mm.patch_merger.weight', mergedWidth(e), 'm');
  }
  t.linearMay('mm.1', merges ? 'm' : e.nEmbd, 'h').linearMay('mm.2', 'h', 'out');
}

/** Without a merger nothing is merged, whatever the key says: the reader counts on fewer tokens than there are. */
function mergesWhereSaid(e: Encoder): ReturnType<typeof gridDivides> {
  if (e.nMerge === null || e.nMerge === 1 || e.has('mm.patch_merger.weight')) return false;
  const message = `expected 1 without "mm.patch_merger.weight", found ${String(e.nMerge)}`;
  return { key: 'clip.vision.spatial_merge_size', message };
}

const pixtral: ProjectorType = {
  name: 'pixtral',
  modality: 'vision',
  merge: spatialMerge(1),
  dynamic: 16,
  maxTokens: 1024,
  rotates: true,
  rules: (e) => [mergesWhereSaid(e)],
  tensors: (t, e) => {
    pixtralTensors(t, e);
    t.load('v.token_embd.img_break', 'out');
  },
};

/** Images are made as large as this, and seen as a whole. */
function longestEdge(e: Encoder): ReturnType<typeof gridDivides> {
  const edge = e.int('clip.vision.preproc_image_size') ?? e.imageSize;
  const { patchSize, nMerge } = e;
  if (edge === null || patchSize === null || nMerge === null) return false;
  const side = edge / patchSize;
  if (side >= nMerge && side <= MAX_PATCHES_A_SIDE) return false;
  const message = `expected ${String(nMerge)} to ${String(MAX_PATCHES_A_SIDE)} patches a side, found ${String(Math.floor(side))}`;
  return { key: 'clip.vision.preproc_image_size', message };
}

const lightonocr: ProjectorType = {
  name: 'lightonocr',
  modality: 'vision',
  keys: [PREPROCESSED_SIZE],
  merge: spatialMerge(1),
  dynamic: 16,
  rotates: true,
  rules: (e) => [mergesWhereSaid(e), longestEdge(e)],
  tensors: pixtralTensors,
};

/** Slices of it are of so many pixels, whatever the file: finer patches are more than attention looks at in a minute. */
const STEP3_SLICE = 504;
const STEP3_FINEST = 8;

/** Two convolutions of stride 2 are what the 4 stands for. */
const step3vl: ProjectorType = {
  name: 'step3vl',
  modality: 'vision',
  keys: [PREPROCESSED_SIZE],
  merge: scaleFactor(4, 4, 4),
  rotates: true,
  rules: (e) => [
    gridDivides(e),
    e.patchSize !== null &&
      e.patchSize < STEP3_FINEST && {
        key: 'clip.vision.patch_size',
        message: `expected patches of at least ${String(STEP3_FINEST)} pixels in slices of ${String(STEP3_SLICE)}, found ${String(e.patchSize)}`,
      },
  ],
  tensors: (t, e) => {
    visionTower(t, e, { positions: SQUARE });
    t.not('v.class_embd').kernel('mm.0.weight', 3, 3, e.nEmbd, 'c').may('mm.0.bias', 'c');
    t.kernel('mm.1.weight', 3, 3, 'c', 'd').may('mm.1.bias', 'd').load('mm.model.fc.weight', 'd', 'out');
  },
};

export const SHUFFLED: readonly ProjectorType[] = [
  internvl,
  nemotron,
  llama4,
  cogvlm,
  kimivl,
  kimik25,
  pixtral,
  lightonocr,
  step3vl,
  yasa2,
  ...DEEPSEEK_OCR,
];
