/** Towers without positions of their own, whose patches are merged in front of an MLP. `models/dotsocr.cpp`, `models/deepseek4v.cpp` */
import { u32 } from '../exactKeys.ts';
import { need, PIXELS_NEEDED, scaleFactor, spatialMerge } from './common.ts';
import type { Contradiction, Encoder, ProjectorType } from './projectorType.ts';
import type { TensorTable } from './tensorTable.ts';
import { mergedWidth, visionTower } from './vit.ts';

const dotsKeys = (merge: string): NonNullable<ProjectorType['keys']> => [
  ...PIXELS_NEEDED,
  need(u32(merge, { min: 2, max: 16 })),
];

function dotsTensors(t: TensorTable, e: Encoder): void {
  visionTower(t, e);
  t.norm('mm.input_norm', e.nEmbd).load('mm.post_norm.weight', e.nEmbd);
  t.linear('mm.0', mergedWidth(e), 'h').linear('mm.2', 'h', 'out');
}

const dotsOcr: ProjectorType = {
  name: 'dots_ocr',
  modality: 'vision',
  keys: dotsKeys('clip.vision.projector.scale_factor'),
  merge: scaleFactor(1, 2),
  dynamic: 46,
  rotates: true,
  tensors: dotsTensors,
};

const USED = 'clip.vision.expert_used_count';
/** Blocks with experts in place of the feed-forward net. */
function blocksOfExperts(e: Encoder): readonly string[] {
  const blocks = Array.from({ length: e.nLayer ?? 0 }, (_, il) => `v.blk.${String(il)}`);
  return blocks.filter((at) => e.has(`${at}.ffn_gate_exps.weight`));
}

/** Experts have SiLU, in the reader's code. */
function expertsHaveSilu(e: Encoder): Contradiction | false {
  if (blocksOfExperts(e).length === 0 || e.flag('clip.use_silu')) return false;
  return { key: 'clip.use_silu', message: 'expected true, which experts have, found otherwise' };
}

/** The outputs of the experts are added one by one. */
function nodesOfExperts(e: Encoder): number {
  const used = e.int(USED) ?? 0;
  const counts = blocksOfExperts(e).map((at) => Math.min(used, e.dims(`${at}.ffn_gate_exps.weight`)?.[2] ?? 1));
  return 2 * counts.reduce((a, b) => a + b, 0);
}

function experts(t: TensorTable, { nEmbd }: Encoder, at: string): void {
  const [ff, n] = [`${at}.expert`, `${at}.experts`];
  for (const part of ['ffn_gate', 'ffn_up']) t.use(`${at}.${part}_exps.weight`, nEmbd, ff, n);
  t.use(`${at}.ffn_down_exps.weight`, ff, nEmbd, n).use(`${at}.ffn_gate_inp.weight`, nEmbd, n);
  t.may(`${at}.exp_probs_b.weight`, n);
  // A net beside the experts is loaded, and not used.
  for (const part of ['ffn_up', 'ffn_down', 'ffn_gate'])
    t.may(`${at}.${part}.weight`, null, null).may(`${at}.${part}.bias`, null);
}

const dots3note: ProjectorType = {
  name: 'dots3note_v',
  modality: 'vision',
  keys: [...dotsKeys('clip.vision.spatial_merge_size'), need(u32(USED, { min: 1, max: 2 ** 31 - 1 }))],
  merge: spatialMerge(1, 2),
  dynamic: 46,
  rotates: true,
  nodesBeside: nodesOfExperts,
  rules: (e) => [expertsHaveSilu(e)],
  tensors: (t, e) => {
    dotsTensors(t, e);
    for (const at of blocksOfExperts(e)) experts(t, e, at);
  },
};

/** Rows of tokens end in a new line, and a frame is put around them: vectors that are joined to the tokens as the floats they are. */
const deepseek4v: ProjectorType = {
  name: 'deepseek4v',
  modality: 'vision',
  keys: [
    need(u32('clip.vision.projector.scale_factor', { min: 1, max: 16 })),
    // The reader takes the most that an image may have where this is more.
    need(u32('clip.vision.image_min_pixels', { min: 0, max: 2 ** 31 - 1 })),
  ],
  merge: scaleFactor(1),
  dynamic: 16,
  maxTokens: 384,
  rotates: true,
  tensors: (t, e) => {
    visionTower(t, e);
    t.not('v.class_embd').linear('mm.1', mergedWidth(e), 'h').linear('mm.2', 'h', 'out').load('v.image_newline', 'out');
    for (const token of ['start', 'end', 'pad']) t.load(`v.token_embd.img_${token}`, 'out');
  },
};

export const MERGED: readonly ProjectorType[] = [dotsOcr, dots3note, deepseek4v];
