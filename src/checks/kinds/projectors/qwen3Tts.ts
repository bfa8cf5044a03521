/** Qwen 3 TTS: an encoder of a speaker's voice. `models/qwen3tts-spkenc.cpp` */
import { u32 } from '../exactKeys.ts';
import { need } from './common.ts';
import type { Encoder, ProjectorType } from './projectorType.ts';
import { qwen3TtsGen } from './qwen3TtsGen.ts';
import type { Dim, TensorTable } from './tensorTable.ts';
import { times } from './vit.ts';

/** How far apart a block's frames are; there are as many blocks. */
const DILATIONS = [2, 3, 4] as const;
/** Parts that a block's channels are cut into: the first goes on as it is, each other through a convolution. */
const PARTS = 8;
/** Frames are padded by mirroring as many as there are: published kernels are 5 wide at most. */
const MAX_KERNEL = 31;

/** Any width for which there are as many frames behind as in front; what the model was published with otherwise. */
function kernel(e: Encoder, name: string, published: number, dilation = 1): number {
  const found = e.dims(`${name}.weight`)?.[0];
  const fits = found !== undefined && found <= MAX_KERNEL && ((found - 1) * dilation) % 2 === 0;
  return fits ? found : published;
}

function conv(t: TensorTable, name: string, k: number, nIn: Dim, nOut: Dim): void {
  t.matrix(`${name}.weight`, k, nIn, nOut).load(`${name}.bias`, nOut);
}

function block(t: TensorTable, e: Encoder, at: string, dilation: number): void {
  const channels = e.dims(`${at}.conv_pw1.weight`)?.[2] ?? PARTS;
  const part = Math.max(1, Math.floor(channels / PARTS));
  const k = kernel(e, `${at}.conv_pw1`, 1);
  t.load(`${at}.conv_pw1.weight`, k, 'c', { atLeast: PARTS }).load(`${at}.conv_pw1.bias`, channels);
  for (let i = 0; i < PARTS - 1; i++) {
    const name = `${at}.res2.${String(i)}`;
    conv(t, name, kernel(e, name, 3, dilation), part, part);
  }
  conv(t, `${at}.conv_pw2`, kernel(e, `${at}.conv_pw2`, 1), PARTS * part, 'c');
  // Of the mean of all frames: one frame, of which none can be mirrored.
  conv(t, `${at}.se_conv1`, 1, 'c', `${at}.s`);
  conv(t, `${at}.se_conv2`, 1, `${at}.s`, 'c');
}

const speaker: ProjectorType = {
  name: 'qwen3tts_spkenc',
  modality: 'audio',
  headless: true,
  firstBlock: 1,
  keys: [need(u32('clip.audio.block_count', { min: DILATIONS.length, max: DILATIONS.length }))],
  tensors: (t, e) => {
    // These two may leave frames out at the ends: nothing of before is added to what comes behind.
    const stem = e.dims('a.conv1d.0.weight');
    conv(t, 'a.conv1d.0', Math.min(stem?.[0] ?? 5, MAX_KERNEL), e.nMelBins, 'c');
    DILATIONS.forEach((dilation, il) => {
      block(t, e, `a.blk.${String(il + 1)}`, dilation);
    });
    conv(
      t,
      'a.conv_out',
      Math.min(e.dims('a.conv_out.weight')?.[0] ?? 1, MAX_KERNEL),
      times(DILATIONS.length, stem?.[2] ?? null),
      'd',
    );
    const d = e.dims('a.conv_out.weight')?.[2] ?? null;
    conv(t, 'a.asp_tdnn', kernel(e, 'a.asp_tdnn', 1), times(3, d), 'a');
    conv(t, 'a.asp_attn', kernel(e, 'a.asp_attn', 1), 'a', 'd');
    conv(t, 'mm.a.fc', 1, times(2, d), 'out');
  },
};

export const QWEN3_TTS: readonly ProjectorType[] = [speaker, qwen3TtsGen];
