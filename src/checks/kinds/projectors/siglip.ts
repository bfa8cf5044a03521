/** SigLIP towers with a pool, a pixel shuffle or an MLP behind. `models/siglip.cpp` */
import { gridDivides, PIXELS_NEEDED, PREPROCESSED_SIZE, scaleFactor } from './common.ts';
import type { Contradiction, Encoder, ProjectorType } from './projectorType.ts';
import { mergedWidth, patchesOf, SQUARE, visionTower } from './vit.ts';

const gemma3: ProjectorType = {
  name: 'gemma3',
  modality: 'vision',
  merge: scaleFactor(4),
  rules: (e) => [gridDivides(e)],
  tensors: (t, e) => {
    visionTower(t, e, { positions: patchesOf(e), swapped: true });
    // The other way round from every other: the reader transposes it, which no quantised type survives.
    t.kernel('mm.input_projection.weight', 'out', e.nEmbd).load('mm.soft_emb_norm.weight', e.nEmbd);
  },
};

/** An image is made as large as `preproc_image_size` and cut into tiles; published ones are 4 a side. */
const MAX_TILES_A_SIDE = 16;

function tilesFit(e: Encoder): Contradiction | false {
  const edge = e.int(PREPROCESSED_SIZE.key.key);
  if (edge === undefined || e.imageSize === null || edge <= MAX_TILES_A_SIDE * e.imageSize) return false;
  const message = `expected at most ${String(MAX_TILES_A_SIDE)} tiles of ${String(e.imageSize)} pixels a side, found ${String(edge)} pixels`;
  return { key: PREPROCESSED_SIZE.key.key, message };
}

const idefics3: ProjectorType = {
  name: 'idefics3',
  modality: 'vision',
  keys: [PREPROCESSED_SIZE],
  merge: scaleFactor(1, 2),
  rules: (e) => [gridDivides(e), tilesFit(e)],
  tensors: (t, e) => {
    visionTower(t, e, { positions: patchesOf(e), swapped: true });
    t.load('mm.model.fc.weight', mergedWidth(e), 'out');
  },
};

const lfm2: ProjectorType = {
  name: 'lfm2',
  modality: 'vision',
  merge: scaleFactor(1, 2),
  dynamic: 16,
  maxTokens: 256,
  tensors: (t, e) => {
    visionTower(t, e, { positions: SQUARE });
    const wide = mergedWidth(e);
    t.may('mm.input_norm.weight', wide).may('mm.input_norm.bias', wide);
    t.linear('mm.1', wide, 'h').linear('mm.2', 'h', 'out');
  },
};

const janusPro: ProjectorType = {
  name: 'janus_pro',
  modality: 'vision',
  tensors: (t, e) => {
    visionTower(t, e, { positions: patchesOf(e) });
    t.linear('mm.0', e.nEmbd, 'h').linear('mm.1', 'h', 'out');
  },
};

const phi4: ProjectorType = {
  name: 'phi4',
  modality: 'vision',
  keys: PIXELS_NEEDED,
  dynamic: 16,
  tensors: (t, e) => {
    visionTower(t, e, { positions: SQUARE });
    t.linear('mm.0', e.nEmbd, 'h').linear('mm.2', 'h', 'out');
  },
};

export const SIGLIP: readonly ProjectorType[] = [gemma3, idefics3, lfm2, janusPro, phi4];
