/** Gemma 4. `models/gemma4v.cpp`, `models/gemma4uv.cpp`, `models/gemma4ua.cpp` */
import { scaleFactor } from './common.ts';
import { GEMMA4_AUDIO } from './gemma4Audio.ts';
import type { ProjectorType } from './projectorType.ts';
import { blocks, times, visionTower } from './vit.ts';

/** Tables of positions for columns and for rows, one behind the other. */
const gemma4v: ProjectorType = {
  name: 'gemma4v',
  modality: 'vision',
  merge: scaleFactor(3),
  dynamic: 16,
  maxTokens: 1120,
  rotates: true,
  // Every product is clamped, in front and behind.
  nodesOfBlock: 65,
  tensors: (t, e) => {
    visionTower(t, e);
    t.use('v.position_embd.weight', e.nEmbd, { atLeast: 16 * (e.nMerge ?? 1) }, 2);
    t.load('mm.input_projection.weight', e.nEmbd, 'out').may('v.std_bias', e.nEmbd).may('v.std_scale', e.nEmbd);
  },
};

/** Without an encoder: larger patches, and three norms. */
const gemma4uv: ProjectorType = {
  name: 'gemma4uv',
  modality: 'vision',
  merge: scaleFactor(3),
  dynamic: 16,
  maxTokens: 1120,
  headless: true,
  tensors: (t, e) => {
    const side = times(e.patchSize, e.nMerge);
    const pixels = times(3, times(side, side));
    t.use('v.patch_embd.weight', pixels, e.nEmbd).use('v.patch_embd.bias', e.nEmbd);
    t.norm('v.patch_norm.1', pixels).norm('v.patch_norm.2', e.nEmbd).norm('v.patch_norm.3', e.nEmbd);
    blocks(t, e, 'v');
    t.use('v.position_embd.weight', e.nEmbd, { atLeast: 16 }, 2).load('mm.input_projection.weight', e.nEmbd, 'out');
  },
};

/** 640 samples of the wave are one token. */
const FRAME = 640;
const gemma4ua: ProjectorType = {
  name: 'gemma4ua',
  modality: 'audio',
  headless: true,
  tensors: (t, e) => {
    blocks(t, e, 'a');
    t.load('mm.a.input_projection.weight', FRAME, 'out');
  },
};

export const GEMMA: readonly ProjectorType[] = [gemma4v, gemma4uv, GEMMA4_AUDIO, gemma4ua];
