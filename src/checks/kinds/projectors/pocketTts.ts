/**
 * Pocket TTS: the Mimi codec in front of the model and behind it, and a flow that makes a frame of what the model says.
 * `models/pockettts-spkenc.cpp`, `models/pockettts-gen.cpp`, `models/pockettts-seanet.cpp`
 */
import { u32 } from '../exactKeys.ts';
import { headsAreEven, need } from './common.ts';
import type { Encoder, ProjectorType } from './projectorType.ts';
import type { Dim, TensorTable } from './tensorTable.ts';
import { blocks, times } from './vit.ts';

/** Samples that become one, stage by stage; behind the model the other way round. */
const STRIDES = [4, 5, 6] as const;
/** Frames that become one behind them, and that one becomes in front of them. */
const RESAMPLED = 16;
const UPSAMPLE = 'a.gen.wav.upsample.weight';
/** Frames of the call before are kept: without one the reader has a state for nothing, and ends the process. */
const OVERLAPPING: Dim = { atLeast: 2 };

function convolution(t: TensorTable, name: string, width: Dim, nIn: Dim, nOut: Dim): void {
  t.kernel(`${name}.weight`, width, nIn, nOut).load(`${name}.bias`, nOut);
}

/** In front of the model, any width goes: frames are padded by it. */
function widthOf(e: Encoder, name: string, published: number): number {
  return e.dims(`${name}.weight`)?.[0] ?? published;
}

function residual(t: TensorTable, e: Encoder, at: string, width: Dim, c: Dim): void {
  convolution(t, `${at}.res_conv1`, width, c, `${at}.h`);
  convolution(t, `${at}.res_conv2`, widthOf(e, `${at}.res_conv2`, 1), `${at}.h`, c);
}

/** One channel of samples into `nOut` of frames. */
function seanetEncoder(t: TensorTable, e: Encoder, nOut: Dim): void {
  convolution(t, 'a.seanet.conv_in', widthOf(e, 'a.seanet.conv_in', 7), 1, 'c');
  let c = 'c';
  STRIDES.forEach((stride, i) => {
    const at = `a.seanet.blk.${String(i)}`;
    residual(t, e, at, widthOf(e, `${at}.res_conv1`, 3), c);
    convolution(t, `${at}.scale_conv`, widthOf(e, `${at}.scale_conv`, 2 * stride), c, `c${String(i)}`);
    c = `c${String(i)}`;
  });
  convolution(t, 'a.seanet.conv_out', widthOf(e, 'a.seanet.conv_out', 3), c, nOut);
}

/** And back: transposed kernels are wider than their stride, for what overlaps is kept. */
function seanetDecoder(t: TensorTable, e: Encoder, nIn: Dim): void {
  convolution(t, 'a.gen.wav.seanet.conv_in', OVERLAPPING, nIn, 'c');
  let c: Dim = 'c';
  [...STRIDES].reverse().forEach((stride, i) => {
    const at = `a.gen.wav.seanet.blk.${String(i)}`;
    // Of one channel the reader takes the kernel for one that goes channel by channel.
    const narrower = e.dims(`${at}.scale_conv.weight`)?.[1] === 1 ? 2 : `c${String(i)}`;
    t.load(`${at}.scale_conv.weight`, { atLeast: stride + 1 }, narrower, c).load(`${at}.scale_conv.bias`, narrower);
    c = narrower;
    residual(t, e, at, OVERLAPPING, c);
  });
  convolution(t, 'a.gen.wav.seanet.conv_out', OVERLAPPING, c, 1);
}

const speaker: ProjectorType = {
  name: 'pockettts_spkenc',
  modality: 'audio',
  // The wave itself.
  keys: [need(u32('clip.audio.num_mel_bins', { min: 1, max: 1 }))],
  rules: (e) => [headsAreEven(e)],
  tensors: (t, e) => {
    seanetEncoder(t, e, e.nEmbd);
    blocks(t, { ...e, nHeadKv: e.nHead }, 'a', {
      attention: 'split',
      blocks: (table, { nEmbd }, at) => table.use(`${at}.ls1.weight`, nEmbd).use(`${at}.ls2.weight`, nEmbd),
    });
    t.kernel('a.downsample.conv.weight', widthOf(e, 'a.downsample.conv', 2 * RESAMPLED), e.nEmbd, 'l').load(
      'a.speaker_proj.weight',
      'l',
      'out',
    );
  },
};

function timeEmbedding(t: TensorTable, e: Encoder, i: number): void {
  const at = `a.gen.flow.time.${String(i)}`;
  // A cosine and a sine of each.
  const frequencies = e.dims(`${at}.freqs`)?.[0] ?? null;
  t.load(`${at}.freqs`, { atLeast: 1 }).linear(`${at}.up`, times(2, frequencies), `${at}.h`);
  t.linear(`${at}.down`, `${at}.h`, 'flow').load(`${at}.norm`, 'flow');
}

/** Blocks for as long as there is the next one's norm; the reader has no width without the first. */
function flowBlocks(t: TensorTable, e: Encoder, flow: number | null): void {
  for (let il = 0; il === 0 || e.has(`a.gen.flow.blk.${String(il)}.norm.weight`); il++) {
    const at = `a.gen.flow.blk.${String(il)}`;
    t.use(`${at}.norm.weight`, 'flow').load(`${at}.norm.bias`, 'flow').linear(`${at}.ada`, 'flow', times(3, flow));
    t.linear(`${at}.up`, 'flow', `${at}.f`).linear(`${at}.down`, `${at}.f`, 'flow');
  }
}

/** Noise into a frame of `latent` values, by what the model says. */
function flowNet(t: TensorTable, e: Encoder): void {
  const flow = e.dims('a.gen.flow.input_proj.weight')?.[1] ?? null;
  t.linear('a.gen.flow.input_proj', 'latent', 'flow').linear('a.gen.flow.cond_embd', 'out', 'flow');
  for (const i of [0, 1]) timeEmbedding(t, e, i);
  flowBlocks(t, e, flow);
  t.linear('a.gen.flow.final.ada', 'flow', times(2, flow)).linear('a.gen.flow.final.proj', 'flow', 'latent');
}

function decoderBlock(t: TensorTable, at: string, wide: number | null): void {
  t.norm(`${at}.ln1`, 'w').norm(`${at}.ln2`, 'w').load(`${at}.ls1.weight`, 'w').load(`${at}.ls2.weight`, 'w');
  for (const part of ['q', 'k', 'v']) t.load(`${at}.attn_${part}.weight`, 'w', wide);
  t.load(`${at}.attn_out.weight`, wide, 'w');
  t.load(`${at}.ffn_up.weight`, 'w', `${at}.f`).load(`${at}.ffn_down.weight`, `${at}.f`, 'w');
}

const generator: ProjectorType = {
  name: 'pockettts_gen',
  modality: 'gen.audio',
  rules: (e) => [headsAreEven(e)],
  tensors: (t, e) => {
    flowNet(t, e);
    t.matrix('a.gen.out_eos.weight', 'out', 1)
      .load('a.gen.out_eos.bias', 1)
      .load('a.gen.input_linear.weight', 'latent', 'out');
    t.load('a.gen.emb_mean', 'latent')
      .load('a.gen.emb_std', 'latent')
      .load('a.gen.wav.quant_out.weight', 'latent', 'w');
    t.load(UPSAMPLE, { atLeast: RESAMPLED + 1 }, 1, 'w');
    for (let il = 0; il < (e.nLayer ?? 0); il++)
      decoderBlock(t, `a.gen.wav.tfm.blk.${String(il)}`, times(e.nHead, e.headDim));
    seanetDecoder(t, e, 'w');
  },
};

export const POCKET_TTS: readonly ProjectorType[] = [speaker, generator];
