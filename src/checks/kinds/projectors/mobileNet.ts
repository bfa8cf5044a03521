/**
 * MobileNetV5 of Gemma 3n: a tower that is what its tensors' names say, block by block. `models/mobilenetv5.cpp` and `load_tensors`
 *
 * Sides and channels are followed through the tower, as the table needs the ones and the count of tokens the others.
 */
import { u32 } from '../exactKeys.ts';
import { need, scaleFactor } from './common.ts';
import type { Contradiction, Encoder, ProjectorType } from './projectorType.ts';
import { TensorTable, type Dim } from './tensorTable.ts';

const STAGES: readonly number[] = [0, 1, 2, 3];
/** Of attention, the largest. */
const NODES_OF_BLOCK = 70;
/** Tokens a side, of images that give more. */
const TOKENS_A_SIDE = 16;
/** Published images have 768 pixels a side; the first convolutions are over all of them. */
const MAX_SIDE = 2048;

/** What comes out of a block, or out of the tower. */
interface Feature {
  /** Null where it is not known. */
  readonly side: number | null;
  readonly channels: Dim;
  /** The channels of the file; null where it lacks the tensor. */
  readonly count: number | null;
}

type BlockKind = 'edge' | 'attention' | 'inverted';

interface Block {
  readonly at: string;
  readonly kind: BlockKind;
  readonly isFirst: boolean;
}

function kindOf(e: Encoder, at: string): BlockKind | null {
  if (e.has(`${at}.conv_exp.weight`)) return 'edge';
  if (e.has(`${at}.attn.query.proj.weight`)) return 'attention';
  return e.has(`${at}.dw_start.conv.weight`) || e.has(`${at}.pw_exp.conv.weight`) ? 'inverted' : null;
}

function stageOf(e: Encoder, stage: number): readonly Block[] {
  const found: Block[] = [];
  for (;;) {
    const at = `v.blk.${String(stage)}.${String(found.length)}`;
    const kind = kindOf(e, at);
    if (kind === null) return found;
    found.push({ at, kind, isFirst: found.length === 0 });
  }
}

const halved = (side: number | null): number | null => (side === null ? null : Math.ceil(side / 2));

/** Channels that a kernel gives. */
function given(e: Encoder, kernel: string, channels: Dim): Pick<Feature, 'channels' | 'count'> {
  return { channels, count: typeof channels === 'number' ? channels : (e.dims(kernel)?.[3] ?? null) };
}

function edge(t: TensorTable, e: Encoder, { at, isFirst }: Block, from: Feature): Feature {
  t.useKernel(`${at}.conv_exp.weight`, 3, 3, from.channels, `${at}.wide`).may(`${at}.bn1.weight`, `${at}.wide`);
  t.useKernel(`${at}.conv_pwl.weight`, 1, 1, `${at}.wide`, `${at}.out`).may(`${at}.bn2.weight`, `${at}.out`);
  return { side: isFirst ? halved(from.side) : from.side, ...given(e, `${at}.conv_pwl.weight`, `${at}.out`) };
}

/** A depthwise convolution, square and of an odd side: of an even one the image grows. */
function depthwise(t: TensorTable, e: Encoder, name: string, channels: Dim): void {
  const found = e.dims(name)?.[0] ?? 3;
  const side = found % 2 === 1 ? found : 3;
  t.useHalf(name, side, side, 1, channels);
}

/** A depthwise convolution that a block may have, and a norm behind it. */
function mayFilter(t: TensorTable, e: Encoder, at: string, channels: Dim): void {
  const name = `${at}.conv.weight`;
  if (!e.has(name)) return;
  depthwise(t, e, name, channels);
  t.may(`${at}.bn.weight`, channels);
}

/** A pointwise convolution that may be there, and a norm behind it. */
function mayProject(t: TensorTable, e: Encoder, at: string, from: Feature, to: Dim): Feature {
  const name = `${at}.conv.weight`;
  if (!e.has(name)) return from;
  t.useKernel(name, 1, 1, from.channels, to).may(`${at}.bn.weight`, to);
  return { side: from.side, ...given(e, name, to) };
}

/** The first block of a stage halves the image where it has the convolution for it. */
function inverted(t: TensorTable, e: Encoder, { at, isFirst }: Block, from: Feature): Feature {
  mayFilter(t, e, `${at}.dw_start`, from.channels);
  const wide = mayProject(t, e, `${at}.pw_exp`, from, `${at}.wide`);
  mayFilter(t, e, `${at}.dw_mid`, wide.channels);
  const out = mayProject(t, e, `${at}.pw_proj`, wide, `${at}.out`);
  t.may(`${at}.layer_scale.gamma`, 1, 1, out.channels);
  const halves = isFirst && e.has(`${at}.dw_mid.conv.weight`);
  return { ...out, side: halves ? halved(from.side) : from.side };
}

/** Many queries, one key and one value for all heads, the two of them of an image half as large, or of the whole. */
function attention(t: TensorTable, e: Encoder, { at }: Block, from: Feature): Feature {
  const query = e.dims(`${at}.attn.query.proj.weight`)?.[3];
  const head = e.dims(`${at}.attn.key.proj.weight`)?.[3];
  const wide = query && head ? head * Math.max(1, Math.floor(query / head)) : `${at}.head`;
  const isSmaller = ['key', 'value'].some((part) => e.has(`${at}.attn.${part}.down_conv.weight`));
  t.may(`${at}.norm.weight`, from.channels).useKernel(`${at}.attn.query.proj.weight`, 1, 1, from.channels, wide);
  for (const part of ['key', 'value']) {
    if (isSmaller) depthwise(t, e, `${at}.attn.${part}.down_conv.weight`, from.channels);
    t.may(`${at}.attn.${part}.norm.weight`, from.channels);
    t.useKernel(`${at}.attn.${part}.proj.weight`, 1, 1, from.channels, `${at}.head`);
  }
  t.useKernel(`${at}.attn.output.proj.weight`, 1, 1, wide, `${at}.out`);
  t.may(`${at}.layer_scale.gamma`, 1, 1, `${at}.out`);
  return { side: from.side, ...given(e, `${at}.attn.output.proj.weight`, `${at}.out`) };
}

const BLOCKS = { edge, attention, inverted } as const;

function stem(t: TensorTable, e: Encoder): Feature {
  const name = 'v.conv_stem.conv.weight';
  t.useKernel(name, 3, 3, 3, 'stem').may('v.conv_stem.conv.bias', 1, 1, 'stem').may('v.conv_stem.bn.weight', 'stem');
  return { side: halved(e.imageSize), ...given(e, name, 'stem') };
}

/** Ends of the stages that are joined: of the last two where there are four, else of the last. */
function ends(t: TensorTable, e: Encoder): readonly Feature[] {
  const found: Feature[] = [];
  let feature = stem(t, e);
  for (const stage of STAGES) {
    const blocks = stageOf(e, stage);
    for (const block of blocks) feature = BLOCKS[block.kind](t, e, block, feature);
    if (blocks.length > 0) found.push(feature);
  }
  // Of a tower without a block the reader would take the stem for the whole.
  if (found.length === 0) t.useKernel('v.blk.0.0.conv_exp.weight', 3, 3, 'stem', null);
  if (found.length === 0) return [feature];
  return found.slice(found.length === STAGES.length ? -2 : -1);
}

/** The ends one upon another, as large as the first. */
function joined(features: readonly Feature[]): Feature {
  const [first] = features as readonly [Feature];
  if (features.length === 1) return first;
  const counts = features.map(({ count }) => count);
  const count = counts.includes(null) ? null : counts.reduce<number>((sum, n) => sum + (n ?? 0), 0);
  return { side: first.side, channels: count, count };
}

interface Tower {
  readonly ends: readonly Feature[];
  readonly out: Feature;
}

/** Declares the tower, and follows what goes through it. */
function tower(t: TensorTable, e: Encoder): Tower {
  const found = ends(t, e);
  const wide = mayProject(t, e, 'v.msfa.ffn.pw_exp', joined(found), 'msfa');
  const out = mayProject(t, e, 'v.msfa.ffn.pw_proj', wide, e.nEmbd);
  t.may('v.msfa.norm.weight', out.channels);
  return { ends: found, out };
}

const isWhole = (e: Encoder): boolean => e.has('mm.input_projection.weight') && e.has('mm.soft_emb_norm.weight');

function channelsAreWidth(e: Encoder, { count }: Feature): Contradiction | false {
  if (count === null || e.nEmbd === null || count === e.nEmbd) return false;
  const message = `expected the ${String(count)} channels that come out of the tower, found ${String(e.nEmbd)}`;
  return { key: `${e.prefix}.embedding_length`, message };
}

/** A smaller end is made as large as the larger by a whole factor, and more than 16 a side become 16 by one. */
function sidesDivide(found: readonly Feature[], { side }: Feature): Contradiction | false {
  const small = found.at(-1)?.side ?? null;
  if (side === null || small === null) return false;
  const fits = side % small === 0 && (side <= TOKENS_A_SIDE || side % TOKENS_A_SIDE === 0);
  const message = `expected images of which the sides of the last stages divide, and the larger by ${String(TOKENS_A_SIDE)} where it is more, found ${String(side)} and ${String(small)}`;
  return !fits && { key: 'clip.vision.image_size', message };
}

/** The reader counts tokens by a patch size that is nothing else. */
function tokensAreCounted(e: Encoder, { side }: Feature): Contradiction | false {
  if (side === null || e.imageSize === null || e.patchSize === null) return false;
  const expected = Math.min(side, TOKENS_A_SIDE) ** 2;
  const found = Math.floor(e.imageSize / e.patchSize);
  if (found === expected) return false;
  const message = `expected the image size divided by the ${String(expected)} tokens, found ${String(found)} of ${String(e.patchSize)}`;
  return { key: 'clip.vision.patch_size', message };
}

export const MOBILE_NET: readonly ProjectorType[] = [
  {
    name: 'gemma3nv',
    modality: 'vision',
    keys: [need(u32('clip.vision.image_size', { min: 1, max: MAX_SIDE }))],
    merge: scaleFactor(1),
    headless: true,
    convolves: true,
    skipsAudio: true,
    nodesBeside: (e) => NODES_OF_BLOCK * STAGES.flatMap((stage) => stageOf(e, stage)).length,
    rules: (e) => {
      if (!isWhole(e)) return [];
      const { ends: found, out } = tower(new TensorTable(), e);
      return [channelsAreWidth(e, out), sidesDivide(found, out), tokensAreCounted(e, out)];
    },
    tensors: (t, e) => {
      tower(t, e);
      // The reader takes the width of its tokens from the side of what goes in.
      t.load('mm.soft_emb_norm.weight', e.nEmbd).load('mm.input_projection.weight', e.nEmbd, e.nEmbd);
    },
  },
  /** In files of Gemma 3n, where readers pass over it: no reader builds a graph of it. */
  { name: 'gemma3na', modality: 'audio', graphless: true, tensors: null },
];
