import { getBool, getString } from '../../gguf/metadata.ts';
import type { GgufFile } from '../../gguf/types.ts';
import {
  bool,
  count,
  floats,
  ints,
  positive,
  readKeys,
  reportKey,
  uint,
  type KeyTable,
  type ValuesOf,
} from '../../model/arch/keys.ts';
import * as limits from '../../model/arch/limits.ts';
import type { ModelFindings } from '../../model/findings.ts';

/** Encoders take images of a few thousand pixels a side; tables of positions grow with the square of it. */
const MAX_PIXELS = 65_536;
const MAX_MEL_BINS = 4096;

/** Of each encoder, under `clip.vision` and `clip.audio`. */
const ENCODER_KEYS = {
  nEmbd: uint('embedding_length', 1, limits.MAX_EMBD),
  nFf: uint('feed_forward_length', 1, limits.MAX_FF),
  nLayer: uint('block_count', 1, limits.MAX_LAYERS),
  nHead: uint('attention.head_count', 1, limits.MAX_HEADS),
  nHeadKv: count('attention.head_count_kv', limits.MAX_HEADS),
  headDim: count('attention.head_dim', limits.MAX_HEAD_DIM),
  projectionDim: uint('projection_dim', 0, limits.MAX_EMBD),
  eps: positive('attention.layer_norm_epsilon', limits.MAX_NORM_EPS),
} as const satisfies KeyTable;

const VISION_KEYS = {
  ...ENCODER_KEYS,
  imageSize: uint('image_size', 1, MAX_PIXELS),
  patchSize: uint('patch_size', 1, MAX_PIXELS),
  mean: floats('image_mean', 3, 64),
  std: floats('image_std', 3, 64),
  scaleFactor: count('projector.scale_factor', 64),
  mergeSize: count('spatial_merge_size', 64),
  featureLayers: ints('feature_layer', limits.MAX_LAYERS),
} as const satisfies KeyTable;

const AUDIO_KEYS = {
  ...ENCODER_KEYS,
  nMelBins: uint('num_mel_bins', 1, MAX_MEL_BINS),
  stackFactor: count('projector.stack_factor', 1024),
} as const satisfies KeyTable;

const COMMON_KEYS = { useGelu: bool('use_gelu'), useSilu: bool('use_silu') } as const satisfies KeyTable;

/** Which keys an encoder cannot do without: readers that find none divide by it. */
const REQUIRED = [
  'embedding_length',
  'feed_forward_length',
  'block_count',
  'attention.head_count',
  'attention.layer_norm_epsilon',
];
const VISION_REQUIRED = [...REQUIRED, 'image_size', 'patch_size'];
const AUDIO_REQUIRED = [...REQUIRED, 'num_mel_bins'];

/** Multimodal projectors (`mmproj`): encoders of images and sound in front of a model, as llama.cpp's `mtmd` reads them. */
export function checkProjector({ metadata }: GgufFile, findings: ModelFindings): void {
  const [vision, audio] = ['vision', 'audio'].map((kind) => getBool(metadata, `clip.has_${kind}_encoder`) === true);
  if (!vision && !audio) {
    const message = 'expected true here or for clip.has_audio_encoder, found neither';
    reportKey(findings, 'model/key-missing', 'clip.has_vision_encoder', message);
  }
  const types = ['clip', 'clip.vision', 'clip.audio'].map((prefix) => getString(metadata, `${prefix}.projector_type`));
  if (types.every((type) => type === undefined))
    reportKey(findings, 'model/key-missing', 'clip.projector_type', 'expected a string, found no such key');
  if (vision) checkVision(metadata, findings);
  if (audio) checkAudio(metadata, findings);
  const { useGelu, useSilu } = readKeys(metadata, 'clip', COMMON_KEYS, findings);
  if (useGelu === true && useSilu === true)
    reportKey(findings, 'model/key-inconsistent', 'clip.use_silu', 'expected one activation, found clip.use_gelu too');
}

function checkVision(metadata: GgufFile['metadata'], findings: ModelFindings): void {
  const prefix = 'clip.vision';
  checkRequired(metadata, prefix, VISION_REQUIRED, findings);
  const keys = readKeys(metadata, prefix, VISION_KEYS, findings);
  checkHeads(keys, prefix, findings);
  const { imageSize, patchSize, std, nLayer, featureLayers } = keys;
  if (imageSize !== null && patchSize !== null && patchSize > imageSize) {
    const message = `expected at most the image's ${String(imageSize)}, found ${String(patchSize)}`;
    reportKey(findings, 'model/key-inconsistent', `${prefix}.patch_size`, message);
  }
  if (std?.includes(0))
    reportKey(findings, 'model/key-range', `${prefix}.image_std`, 'expected no 0: pixels are divided by it');
  const beyond = featureLayers?.find((layer) => nLayer !== null && layer > nLayer);
  if (beyond !== undefined) {
    const message = `expected layers up to ${String(nLayer)}, found ${String(beyond)}`;
    reportKey(findings, 'model/key-inconsistent', `${prefix}.feature_layer`, message);
  }
}

function checkAudio(metadata: GgufFile['metadata'], findings: ModelFindings): void {
  checkRequired(metadata, 'clip.audio', AUDIO_REQUIRED, findings);
  checkHeads(readKeys(metadata, 'clip.audio', AUDIO_KEYS, findings), 'clip.audio', findings);
}

function checkRequired(
  metadata: GgufFile['metadata'],
  prefix: string,
  keys: readonly string[],
  findings: ModelFindings,
): void {
  for (const key of keys) {
    const name = `${prefix}.${key}`;
    if (!metadata.has(name)) reportKey(findings, 'model/key-missing', name, 'expected a number, found no such key');
  }
}

function checkHeads(
  { nEmbd, nHead, headDim }: ValuesOf<typeof ENCODER_KEYS>,
  prefix: string,
  findings: ModelFindings,
): void {
  if (nEmbd === null || nHead === null || headDim !== null || nEmbd % nHead === 0) return;
  const message = `expected a divisor of the embedding length ${String(nEmbd)}, found ${String(nHead)}`;
  reportKey(findings, 'model/key-inconsistent', `${prefix}.attention.head_count`, message);
}
