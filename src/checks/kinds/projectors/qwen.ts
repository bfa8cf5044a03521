/** Qwen's towers and those after them: 2 × 2 patches are one token, and rotary positions in two dimensions. `models/qwen2vl.cpp` and others */
import { f32Within, i32s, u32 } from '../exactKeys.ts';
import { areLayers, MERGE_OF_2, PIXELS_MAY, PIXELS_NEEDED } from './common.ts';
import type { Contradiction, Encoder, ProjectorType } from './projectorType.ts';
import { SQUARE, type TensorTable } from './tensorTable.ts';
import { times, visionTower } from './vit.ts';

const PATTERN = u32('clip.vision.n_wa_pattern', { min: 0, max: 1024 });
const WINDOW = u32('clip.vision.window_size', { min: 0, max: 4096 });
/** Of windows in pixels, where a file says none. */
const DEFAULT_WINDOW = 112;

const MERGER = { modality: 'vision', merge: MERGE_OF_2, dynamic: 46, rotates: true } as const;

/** The grid is walked in steps of a window: of one that is smaller than two patches, for ever. */
function windowHoldsPatches({ patchSize }: Encoder, window: number): Contradiction | false {
  if (patchSize === null || patchSize === 0 || Math.floor(window / patchSize / 2) >= 1) return false;
  const message = `expected at most half a window of ${String(window)} pixels, found ${String(patchSize)}`;
  return { key: 'clip.vision.patch_size', message };
}

/** A mask of windows that no block uses is an input that the reader looks for, and does not find. */
function isUsed(uses: boolean, key: string): Contradiction | false {
  return !uses && { key, message: 'expected a block with windows, found attention over the whole image in every one' };
}

/** Tokens are put back in order at this width. */
function projectionIsOut(e: Encoder, tensor: string): Contradiction | false {
  const out = e.dims(tensor)?.[1];
  if (out === undefined || e.projectionDim === null || out === e.projectionDim) return false;
  const message = `expected the ${String(out)} that "${tensor}" gives, found ${String(e.projectionDim)}`;
  return { key: 'clip.vision.projection_dim', message };
}

/** Two layers at the end, over four patches. */
function twoLayers(t: TensorTable, e: Encoder): void {
  t.linear('mm.0', times(4, e.nEmbd), 'h').linear('mm.2', 'h', 'out');
}

const qwen2: Pick<ProjectorType, 'tensors'> = {
  tensors: (t, e) => {
    visionTower(t, e, { attention: 'split', attentionBias: true, temporal: true, swapped: true });
    t.not('v.patch_embd.bias').not('v.class_embd');
    twoLayers(t, e);
  },
};

const qwen2vl: ProjectorType = {
  name: 'qwen2vl_merger',
  ...MERGER,
  maxTokens: 4096,
  ...qwen2,
  keys: [{ key: PATTERN }],
  rules: (e) => windowRules(e),
};

const isWindowed = (e: Encoder): boolean => (e.int(PATTERN.key) ?? 0) > 0;

const qwen25vl: ProjectorType = {
  ...qwen2vl,
  name: 'qwen2.5vl_merger',
  keys: [{ key: PATTERN, required: true }],
  rules: (e) => windowRules(e),
};

/** With a pattern n each n-th block sees the whole image. */
function windowRules(e: Encoder): readonly (Contradiction | false)[] {
  if (!isWindowed(e)) return [];
  return [
    windowHoldsPatches(e, DEFAULT_WINDOW),
    projectionIsOut(e, 'mm.2.weight'),
    isUsed(e.int(PATTERN.key) !== 1, PATTERN.key),
  ];
}

const qwen3vl: ProjectorType = {
  name: 'qwen3vl_merger',
  ...MERGER,
  keys: [{ key: PATTERN }],
  maxTokens: 4096,
  tensors: (t, e) => {
    const four = times(4, e.nEmbd);
    visionTower(t, e, { positions: SQUARE, attention: 'fused', attentionBias: true, temporal: true });
    t.use('v.patch_embd.bias', e.nEmbd).not('v.class_embd');
    twoLayers(t, e);
    for (let il = 0; il < (e.nLayer ?? 0); il++) {
      const at = `v.deepstack.${String(il)}`;
      if (!e.has(`${at}.fc1.weight`)) continue;
      t.may(`${at}.norm.weight`, four)
        .may(`${at}.norm.bias`, four)
        .may(`${at}.fc1.weight`, four, `h${String(il)}`);
      t.may(`${at}.fc1.bias`, `h${String(il)}`).use(`${at}.fc2.weight`, `h${String(il)}`, 'out');
      t.may(`${at}.fc2.bias`, 'out');
    }
  },
};

const ling3vl: ProjectorType = {
  name: 'ling3vl',
  ...MERGER,
  keys: [{ key: PATTERN }],
  maxTokens: 4096,
  tensors: (t, e) => {
    visionTower(t, e, { positions: SQUARE, temporal: true });
    t.not('v.class_embd').norm('mm.input_norm', e.nEmbd);
    twoLayers(t, e);
  },
};

const exaone45: ProjectorType = {
  name: 'exaone4_5',
  ...MERGER,
  keys: [
    ...PIXELS_NEEDED,
    { key: PATTERN },
    { key: u32('clip.vision.attention.head_count_kv', { min: 1, max: 4096 }), required: true },
  ],
  rules: (e) => windowRules(e),
  tensors: (t, e) => {
    visionTower(t, e, { attention: 'fused', groups: true, temporal: true, swapped: true });
    t.not('v.patch_embd.bias').not('v.class_embd');
    twoLayers(t, e);
  },
};

const FULL_LAYERS = i32s('clip.vision.wa_layer_indexes', { min: -1, max: 1024 });

const youtuvl: ProjectorType = {
  name: 'youtuvl',
  ...MERGER,
  dynamic: 16,
  maxTokens: 62_500,
  keys: [
    { key: WINDOW, required: true },
    { key: FULL_LAYERS, required: true },
  ],
  rules: (e) => [
    areLayers(e, FULL_LAYERS.key),
    e.ints(FULL_LAYERS.key).length > 0 && windowHoldsPatches(e, e.int(WINDOW.key) || DEFAULT_WINDOW),
    isUsed(
      e.ints(FULL_LAYERS.key).length === 0 || new Set(e.ints(FULL_LAYERS.key)).size < (e.nLayer ?? Infinity),
      FULL_LAYERS.key,
    ),
  ],
  tensors: (t, e) => {
    visionTower(t, e, { attention: 'split', attentionBias: true, patchMatrix: true });
    t.not('v.class_embd').load('mm.input_norm.weight', e.nEmbd);
    twoLayers(t, e);
  },
};

const glm4v: ProjectorType = {
  name: 'glm4v',
  ...MERGER,
  maxTokens: 4096,
  tensors: (t, e) => {
    visionTower(t, e, { temporal: true, ...(e.has('v.position_embd.weight') && { positions: SQUARE }) });
    t.use('v.patch_embd.bias', e.nEmbd).not('v.class_embd');
    t.kernel('mm.patch_merger.weight', e.nMerge, e.nMerge, e.nEmbd, 'c').load('mm.patch_merger.bias', 'c');
    t.load('mm.model.fc.weight', 'c', 'h').load('mm.post_norm.weight', 'h').may('mm.post_norm.bias', 'h');
    t.linearMay('mm.up', 'h', 'f').linearMay('mm.gate', 'h', 'f').linearMay('mm.down', 'f', 'out');
  },
};

const glm5v: ProjectorType = {
  ...glm4v,
  name: 'glm5v',
  keys: [...PIXELS_NEEDED, { key: f32Within('clip.vision.swiglu_clamp', 1e6), required: true }],
};

const paddleocr: ProjectorType = {
  name: 'paddleocr',
  modality: 'vision',
  merge: { key: '', otherwise: 2, min: 2, max: 2 },
  dynamic: 28,
  rotates: true,
  keys: PIXELS_NEEDED,
  tensors: (t, e) => {
    visionTower(t, e, { positions: SQUARE });
    t.norm('mm.input_norm', e.nEmbd).linear('mm.1', times(4, e.nEmbd), 'h').linear('mm.2', 'h', 'out');
  },
};

/** Three parts of each head are rotated, in pairs: of a smaller head none is left, and the reader's loop has no end. */
const MIN_TURNED_HEAD = 6;

const minimaxM3: ProjectorType = {
  name: 'minimax_m3',
  ...MERGER,
  dynamic: 16,
  maxTokens: 576,
  rules: ({ headDim, prefix }) => [
    headDim !== null &&
      headDim < MIN_TURNED_HEAD && {
        key: `${prefix}.attention.head_count`,
        message: `expected heads of at least ${String(MIN_TURNED_HEAD)}, found ${String(headDim)}`,
      },
  ],
  tensors: (t, e) => {
    visionTower(t, e, { temporal: true });
    t.not('v.patch_embd.bias').not('v.class_embd').linear('mm.1', e.nEmbd, 'h').linear('mm.2', 'h', 'p');
    t.linear('mm.merger.fc1', times(4, e.dims('mm.2.weight')?.[1] ?? null), 'm').linear('mm.merger.fc2', 'm', 'out');
  },
};

const hunyuanvl: ProjectorType = {
  name: 'hunyuanvl',
  modality: 'vision',
  merge: { ...MERGE_OF_2, min: 1, max: 4 },
  dynamic: 32,
  maxTokens: 16_384,
  keys: PIXELS_MAY,
  tensors: (t, e) => {
    visionTower(t, e, { positions: SQUARE });
    t.kernel('mm.0.weight', e.nMerge, e.nMerge, e.nEmbd, 'c').load('mm.0.bias', 'c');
    t.kernel('mm.2.weight', 1, 1, 'c', 'd').load('mm.2.bias', 'd').load('v.image_newline', 'd');
    t.linear('mm.model.fc', 'd', 'out').load('mm.pre_norm.weight', e.nEmbd).load('mm.post_norm.weight', 'out');
    t.load('mm.image_begin', 'out').load('mm.image_end', 'out').may('v.view_seperator', null);
  },
};

export const QWEN: readonly ProjectorType[] = [
  qwen2vl,
  qwen25vl,
  qwen3vl,
  ling3vl,
  exaone45,
  youtuvl,
  glm4v,
  glm5v,
  paddleocr,
  minimaxM3,
  hunyuanvl,
];
