/** Qwen 3 TTS: a predictor of codes behind the model, and a decoder of codes into sound. `models/qwen3tts-gen.cpp` */
import * as limits from '../../../model/arch/limits.ts';
import { u32 } from '../exactKeys.ts';
import { need } from './common.ts';
import type { Contradiction, Encoder, ProjectorType } from './projectorType.ts';
import type { Dim, TensorTable } from './tensorTable.ts';
import { blocks } from './vit.ts';

const HEADS = 'clip.gen.audio.attention.head_count';
const QUERY = 'a.gen.code.blk.0.attn_q.weight';
const HEAD = 'a.gen.code.head.weight';

/** Sizes of the decoder, in the reader's code. */
const WAV_BLOCKS = 8;
const WAV_HEADS = 16;
const UPSAMPLERS = 2;
const DAC_BLOCKS = 4;
const DAC_UNITS = 3;

/** Heads are as wide as the queries' rows say, pairs of each rotated. */
function headsFit({ dims, nHead }: Encoder): Contradiction | false {
  const rows = dims(QUERY)?.[1];
  if (rows === undefined || nHead === null || rows % (2 * nHead) === 0) return false;
  const message = `expected heads of an even size out of ${String(rows)} rows, found ${String(nHead)} heads`;
  return { key: HEADS, message };
}

function groupsDivide({ nHead, nHeadKv }: Encoder): Contradiction | false {
  if (nHead === null || !nHeadKv || nHead % nHeadKv === 0) return false;
  const message = `expected a divisor of the head count ${String(nHead)}, found ${String(nHeadKv)}`;
  return { key: `${HEADS}_kv`, message };
}

/** Sizes as the tensors have them: the reader takes none of these from its keys. */
function predictorOf(e: Encoder): Encoder {
  const rows = e.dims(QUERY)?.[1];
  const nEmbd = e.dims('a.gen.code.output_norm.weight')?.[0] ?? e.nEmbd;
  return { ...e, nEmbd, headDim: rows === undefined || !e.nHead ? 2 : Math.floor(rows / e.nHead) };
}

function predictor(t: TensorTable, e: Encoder): void {
  const { nEmbd, headDim } = e;
  const [, vocabulary = 1, codebooks = 1] = e.dims(HEAD) ?? [];
  // Without a projection the model's states are taken as they are.
  const isProjected = e.has('a.gen.code.proj_in.weight');
  const talker = isProjected ? 'out' : nEmbd;
  if (isProjected) t.use('a.gen.code.proj_in.weight', talker, nEmbd).may('a.gen.code.proj_in.bias', nEmbd);
  t.load('a.gen.code.out_embd.weight', talker, 'codes').load('a.gen.code.output_norm.weight', nEmbd);
  t.load(HEAD, nEmbd, 'vocabulary', 'codebooks');
  // Rows of the codes that the heads choose.
  t.load('a.gen.code.embd.weight', talker, { atLeast: vocabulary }, { atLeast: codebooks });
  blocks(t, e, 'a.gen.code', {
    attention: 'split',
    groups: true,
    blocks: (table, _, at) => {
      for (const norm of ['ln1', 'ln2']) table.use(`${at}.${norm}.weight`, nEmbd);
      for (const norm of ['attn_q_norm', 'attn_k_norm']) table.use(`${at}.${norm}.weight`, headDim);
      table.use(`${at}.ffn_gate.weight`, nEmbd, `${at}.ff`);
    },
  });
}

/** A codebook of what was said, and one of each of the rest: as many as the predictor gives, or fewer, each with a row for its codes. */
function quantizer(t: TensorTable, e: Encoder): void {
  const [, vocabulary = 1, codebooks = null] = e.dims(HEAD) ?? [];
  const found = e.dims('a.gen.wav.quant.rest.codebook.weight')?.[2];
  const count = found !== undefined && codebooks !== null && found <= codebooks ? found : codebooks;
  for (const part of ['first', 'rest']) {
    const at = `a.gen.wav.quant.${part}`;
    t.any(`${at}.in_proj.weight`).load(`${at}.out_proj.weight`, `${part}.q`, 'o');
  }
  t.load('a.gen.wav.quant.first.codebook.weight', 'first.q', 'first.codes');
  t.load('a.gen.wav.quant.rest.codebook.weight', 'rest.q', { atLeast: vocabulary }, count);
}

/** Frames from the call before are kept for each of these: without one the reader has a state for nothing, and ends the process. */
const OVERLAPPING: Dim = { atLeast: 2 };

function convolution(t: TensorTable, name: string, width: Dim, nIn: Dim, nOut: Dim): void {
  t.kernel(`${name}.weight`, width, nIn, nOut).load(`${name}.bias`, nOut);
}

function transformer(t: TensorTable, e: Encoder): void {
  const found = e.dims('a.gen.wav.tfm.blk.0.attn_q.weight')?.[1] ?? 0;
  const least = 2 * WAV_HEADS;
  const wide = found % least === 0 && found > 0 ? found : least;
  t.linear('a.gen.wav.tfm.in_proj', 'w', 't').linear('a.gen.wav.tfm.out_proj', 't', 'u');
  t.load('a.gen.wav.tfm.output_norm.weight', 't');
  for (let il = 0; il < WAV_BLOCKS; il++) {
    const at = `a.gen.wav.tfm.blk.${String(il)}`;
    for (const part of ['q', 'k', 'v']) t.load(`${at}.attn_${part}.weight`, 't', wide);
    t.load(`${at}.attn_out.weight`, wide, 't');
    for (const part of ['gate', 'up']) t.load(`${at}.ffn_${part}.weight`, 't', `${at}.f`);
    t.load(`${at}.ffn_down.weight`, `${at}.f`, 't');
    for (const norm of ['ln1', 'ln2', 'ls1', 'ls2']) t.load(`${at}.${norm}.weight`, 't');
  }
}

/** Two frames for one, and a block of ConvNeXt. Gives the channels behind. */
function upsampler(t: TensorTable, il: number, nIn: string): string {
  const at = `a.gen.wav.up.blk.${String(il)}`;
  const c = `u${String(il)}`;
  t.load(`${at}.conv.weight`, 2, c, nIn).load(`${at}.conv.bias`, c);
  t.kernel(`${at}.dwconv.weight`, OVERLAPPING, 1, c).load(`${at}.dwconv.bias`, c).norm(`${at}.norm`, c);
  t.linear(`${at}.pw1`, c, `${at}.f`).linear(`${at}.pw2`, `${at}.f`, c).load(`${at}.gamma`, c);
  return c;
}

/** Its kernel is twice as wide as its stride. Gives the channels behind. */
function dacBlock(t: TensorTable, e: Encoder, il: number, nIn: string): string {
  const at = `a.gen.wav.dac.blk.${String(il)}`;
  const c = `d${String(il)}`;
  const found = e.dims(`${at}.conv.weight`)?.[0] ?? 2;
  for (const part of ['alpha', 'beta']) t.load(`${at}.snake.${part}`, nIn);
  t.load(`${at}.conv.weight`, found - (found % 2) || 2, c, nIn).load(`${at}.conv.bias`, c);
  for (let i = 0; i < DAC_UNITS; i++) {
    const unit = `${at}.res.${String(i)}`;
    for (const part of ['alpha', 'beta']) t.load(`${unit}.act1.${part}`, c).load(`${unit}.act2.${part}`, `${unit}.m`);
    convolution(t, `${unit}.conv1`, OVERLAPPING, c, `${unit}.m`);
    convolution(t, `${unit}.conv2`, 1, `${unit}.m`, c);
  }
  return c;
}

function decoder(t: TensorTable, e: Encoder): void {
  quantizer(t, e);
  convolution(t, 'a.gen.wav.pre_conv', OVERLAPPING, 'o', 'w');
  transformer(t, e);
  let c = 'u';
  for (let il = 0; il < UPSAMPLERS; il++) c = upsampler(t, il, c);
  convolution(t, 'a.gen.wav.dac.entry', OVERLAPPING, c, 'd');
  c = 'd';
  for (let il = 0; il < DAC_BLOCKS; il++) c = dacBlock(t, e, il, c);
  for (const part of ['alpha', 'beta']) t.load(`a.gen.wav.dac.post_snake.${part}`, c);
  convolution(t, 'a.gen.wav.dac.post_conv', OVERLAPPING, c, 1);
}

export const qwen3TtsGen: ProjectorType = {
  name: 'qwen3tts_gen',
  modality: 'gen.audio',
  headless: true,
  keys: [
    need(u32(HEADS, { min: 1, max: limits.MAX_HEADS })),
    need(u32('clip.gen.audio.block_count', { min: 1, max: limits.MAX_LAYERS })),
  ],
  rules: (e) => [groupsDivide(e), headsFit(e)],
  tensors: (t, e) => {
    predictor(t, predictorOf(e));
    decoder(t, e);
  },
};
