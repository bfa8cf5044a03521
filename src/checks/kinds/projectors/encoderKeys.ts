/** The keys of every encoder, and what ties them: as llama.cpp's `load_hparams` reads them. */
import { getBool, getInt, getInts } from '../../../gguf/metadata.ts';
import type { GgufFile } from '../../../gguf/types.ts';
import { reportKey } from '../../../model/arch/keys.ts';
import * as limits from '../../../model/arch/limits.ts';
import type { Findings } from '../../../core/findings.ts';
import { checkKeys, f32, string, u32 } from '../exactKeys.ts';
import { featureLayers, IMAGE_NORMALS, MAX_IMAGE_SIZE, MAX_PATCHES_A_SIDE, PINPOINTS } from './common.ts';
import type { Contradiction, Encoder, KeyUse, Modality, ProjectorType } from './projectorType.ts';

/** Sizes are held in 32 bits, with a sign. */
const MAX_INT32 = 2 ** 31 - 1;
/** Mel filters; a frame of a raw wave is its own number. */
const MAX_MEL_BINS = 256;
/** Without attention each patch costs the same: as many as fit into memory. */
const MAX_UNATTENDED_A_SIDE = 1024;
/** Norms of a wave without a spectrum: Gemma 4 writes the samples of a frame. */
const MAX_RAW = 4096;

/** The reader's graph has room for so many nodes, and ends the process where one more is put in. */
const MAX_NODES = 8192;
/** Of a block of attention and a feed-forward net, with every norm, bias and scale. */
const NODES_OF_BLOCK = 50;
/** In front of the blocks and behind them, at most. */
const NODES_AROUND = 250;

/** Reports what is wrong with the keys of one encoder. Gives its sizes. */
export function readEncoder(file: GgufFile, type: ProjectorType, findings: Findings): Encoder {
  const uses = keysOf(type);
  const sound = checkKeys(
    file.metadata,
    uses.map(({ key }) => key),
    findings,
  );
  for (const { key, required } of uses) {
    if (!required || file.metadata.has(key.key)) continue;
    reportKey(findings, 'model/key-missing', key.key, `expected ${key.expected}, found no such key`);
  }
  const encoder = encoderOf(file, type, sound);
  for (const contradiction of contradictions(encoder, type)) {
    if (contradiction === false) continue;
    reportKey(findings, 'model/key-inconsistent', contradiction.key, contradiction.message);
  }
  return encoder;
}

function prefixOf(modality: Modality): string {
  return `clip.${modality}`;
}

function keysOf({ modality, headless, dynamic, image, merge, keys = [], name }: ProjectorType): readonly KeyUse[] {
  const at = prefixOf(modality);
  const least = headless ? 0 : 1;
  const need = (key: KeyUse['key']): KeyUse => ({ key, required: true });
  const common: readonly KeyUse[] = [
    need(u32(`${at}.embedding_length`, { min: 1, max: limits.MAX_EMBD })),
    need(u32(`${at}.attention.head_count`, { min: least, max: limits.MAX_HEADS })),
    need(u32(`${at}.feed_forward_length`, { min: 0, max: limits.MAX_FF })),
    need(u32(`${at}.block_count`, { min: least, max: limits.MAX_LAYERS })),
    need(u32(`${at}.projection_dim`, { min: 0, max: limits.MAX_EMBD })),
    need(f32(`${at}.attention.layer_norm_epsilon`, limits.MAX_NORM_EPS)),
    { key: u32(`${at}.attention.head_count_kv`, { min: 1, max: limits.MAX_HEADS }) },
    ...(modality === 'gen.audio' ? [] : [featureLayers(modality)]),
    { key: u32(`${at}.attention.head_dim`, { min: 0, max: limits.MAX_HEAD_DIM }) },
  ];
  const mergeKey = merge && merge.key !== '' ? [mergeUse(merge)] : [];
  const own =
    modality === 'vision' ? visionKeys(dynamic !== undefined, image !== undefined) : audioKeys(at, modality, name);
  const named = new Set(keys.map(({ key }) => key.key));
  return [...[...common, ...own, ...mergeKey].filter(({ key }) => !named.has(key.key)), ...keys];
}

function mergeUse({ key, min, max, otherwise }: NonNullable<ProjectorType['merge']>): KeyUse {
  return { key: u32(key, { min, max }), ...(otherwise < min && { required: true as const }) };
}

function visionKeys(isDynamic: boolean, isIgnored: boolean): readonly KeyUse[] {
  const max = isIgnored ? MAX_INT32 : MAX_IMAGE_SIZE;
  return [
    { key: u32('clip.vision.image_size', { min: isDynamic ? 0 : 1, max }), required: true },
    { key: u32('clip.vision.patch_size', { min: isIgnored ? 0 : 1, max }), required: true },
    { key: string('clip.vision.mm_patch_merge_type') },
    ...IMAGE_NORMALS,
    PINPOINTS,
  ];
}

function audioKeys(at: string, modality: Modality, name: string): readonly KeyUse[] {
  if (modality === 'gen.audio') return [{ key: string(`${at}.model_variant`) }];
  const max = name === 'gemma4ua' ? MAX_RAW : MAX_MEL_BINS;
  return [{ key: u32(`${at}.num_mel_bins`, { min: 1, max }), required: true }];
}

function encoderOf(file: GgufFile, type: ProjectorType, sound: ReadonlySet<string>): Encoder {
  const { metadata, tensorsByName } = file;
  const prefix = prefixOf(type.modality);
  const int = (key: string): number | undefined => (sound.has(key) ? getInt(metadata, key) : undefined);
  const at = (key: string): number | null => int(`${prefix}.${key}`) ?? null;
  const [nEmbd, nHead] = [at('embedding_length'), at('attention.head_count')];
  return {
    modality: type.modality,
    prefix,
    nEmbd,
    nHead,
    nHeadKv: at('attention.head_count_kv') ?? nHead,
    headDim: at('attention.head_dim') || (nEmbd === null || !nHead ? null : Math.floor(nEmbd / nHead)),
    nLayer: at('block_count'),
    projectionDim: at('projection_dim'),
    imageSize: type.image?.size ?? at('image_size'),
    patchSize: type.image?.patch ?? at('patch_size'),
    nMerge: mergeOf(type, metadata, int),
    nMelBins: at('num_mel_bins'),
    int,
    flag: (key) => getBool(metadata, key) === true,
    ints: (key) => (sound.has(key) ? [...(getInts(metadata, key) ?? [])] : []),
    has: (name) => tensorsByName.has(name),
    dims: (name) => tensorsByName.get(name)?.dims,
  };
}

function mergeOf(
  { merge }: ProjectorType,
  metadata: GgufFile['metadata'],
  int: (key: string) => number | undefined,
): number | null {
  if (!merge) return 1;
  return metadata.has(merge.key) ? (int(merge.key) ?? null) : merge.otherwise;
}

function contradictions(e: Encoder, type: ProjectorType): readonly (Contradiction | false)[] {
  return [
    featuresAreLayers(e),
    graphHasRoom(e, type),
    ...headRules(e, type),
    ...(e.modality === 'vision' ? imageRules(e, type) : []),
    ...(type.rules?.(e) ?? []),
  ];
}

/** A graph that may have more nodes than there is room for. */
function graphHasRoom(e: Encoder, { headless, nodesBeside, nodesOfBlock }: ProjectorType): Contradiction | false {
  const each = nodesOfBlock ?? (headless ? 0 : NODES_OF_BLOCK);
  const count = each * (e.nLayer ?? 0) + (nodesBeside?.(e) ?? 0) + NODES_AROUND;
  if (count <= MAX_NODES) return false;
  const message = `expected a graph of at most ${String(MAX_NODES)} nodes, found one of up to ${String(count)}`;
  return { key: `${e.prefix}.block_count`, message };
}

/** The embedding is 0, the last block's output nLayer. */
function featuresAreLayers(e: Encoder): Contradiction | false {
  const { nLayer, prefix } = e;
  const key = `${prefix}.feature_layer`;
  const beyond = nLayer === null ? undefined : e.ints(key).find((il) => il > nLayer);
  if (beyond === undefined) return false;
  return { key, message: `expected layers up to ${String(nLayer)}, found ${String(beyond)}` };
}

function headRules(e: Encoder, { headless, rotates }: ProjectorType): readonly (Contradiction | false)[] {
  const { prefix, nEmbd, nHead, nHeadKv, headDim } = e;
  if (headless || nEmbd === null || nHead === null || nHeadKv === null) return [];
  const key = `${prefix}.attention.head_count`;
  const divides = e.int(`${prefix}.attention.head_dim`) || nEmbd % nHead === 0;
  const turned = rotates && headDim !== null && (headDim % 4 !== 0 || headDim === 0);
  return [
    !divides && { key, message: `expected a divisor of the embedding length ${String(nEmbd)}, found ${String(nHead)}` },
    nHead % nHeadKv !== 0 && {
      key: `${key}_kv`,
      message: `expected a divisor of the head count ${String(nHead)}, found ${String(nHeadKv)}`,
    },
    turned === true && {
      key,
      message: `expected heads of a multiple of 4, of which halves are rotated, found ${String(headDim)}`,
    },
  ];
}

function imageRules(e: Encoder, type: ProjectorType): readonly (Contradiction | false)[] {
  const [least, most] = [e.int('clip.vision.image_min_pixels'), e.int('clip.vision.image_max_pixels')];
  return [
    ...gridRules(e, type),
    least !== undefined &&
      most !== undefined &&
      least > most && {
        key: 'clip.vision.image_min_pixels',
        message: `expected at most the ${String(most)} of image_max_pixels, found ${String(least)}`,
      },
  ];
}

function gridRules(e: Encoder, type: ProjectorType): readonly (Contradiction | false)[] {
  if (type.convolves) return [];
  return type.dynamic === undefined ? fixedGrid(e, type) : dynamicGrid(e, type);
}

function fixedGrid(e: Encoder, { headless }: ProjectorType): readonly (Contradiction | false)[] {
  const { imageSize, patchSize } = e;
  if (imageSize === null || patchSize === null) return [];
  const side = Math.floor(imageSize / patchSize);
  const most = headless ? MAX_UNATTENDED_A_SIDE : MAX_PATCHES_A_SIDE;
  // An image of one of the resolutions is cut into slices of the size of an image.
  const odd = e.ints(PINPOINTS.key.key).find((n) => n % imageSize !== 0);
  return [
    odd !== undefined && {
      key: PINPOINTS.key.key,
      message: `expected multiples of the image size ${String(imageSize)}, found ${String(odd)}`,
    },
    side === 0 && {
      key: 'clip.vision.patch_size',
      message: `expected at most the image's ${String(imageSize)}, found ${String(patchSize)}`,
    },
    side > most && {
      key: 'clip.vision.patch_size',
      message: `expected at most ${String(most)} patches a side, found ${String(side)}`,
    },
  ];
}

/** The reader warms up with an image of so many tokens, and counts pixels in 32 bits. */
function dynamicGrid({ patchSize, nMerge }: Encoder, type: ProjectorType): readonly (Contradiction | false)[] {
  if (patchSize === null || nMerge === null) return [];
  const side = nMerge * (type.dynamic ?? 0);
  const pixels = (patchSize * nMerge) ** 2 * (type.maxTokens ?? (type.dynamic ?? 0) ** 2);
  return [
    side > MAX_PATCHES_A_SIDE && {
      key: type.merge?.key ?? 'clip.vision.patch_size',
      message: `expected at most ${String(MAX_PATCHES_A_SIDE)} patches a side, found ${String(side)}`,
    },
    pixels > MAX_INT32 && {
      key: 'clip.vision.patch_size',
      message: `expected images of at most ${String(MAX_INT32)} pixels, found ${String(pixels)}`,
    },
    side * patchSize > MAX_IMAGE_SIZE && {
      key: 'clip.vision.patch_size',
      message: `expected images of at most ${String(MAX_IMAGE_SIZE)} pixels a side, found ${String(side * patchSize)}`,
    },
  ];
}
