/** Encoders of speech. `models/whisper-enc.cpp`, `models/qwen3a.cpp`, `models/conformer.cpp`, `models/granite-speech.cpp` and others */
import { u32 } from '../exactKeys.ts';
import { need } from './common.ts';
import { mimoAudio } from './mimoAudio.ts';
import { parakeet } from './parakeet.ts';
import { POCKET_TTS } from './pocketTts.ts';
import type { Contradiction, Encoder, ProjectorType } from './projectorType.ts';
import { QWEN3_TTS } from './qwen3Tts.ts';
import type { TensorTable } from './tensorTable.ts';
import { blocks, times } from './vit.ts';

const STACK = u32('clip.audio.projector.stack_factor', { min: 1, max: 128 });
/** Frames of 30 seconds, after the second convolution. */
const FRAMES = 1500;

function stackOf(e: Encoder): number {
  return e.int(STACK.key) ?? 1;
}

/** Frames are stacked up to the end of the last stack; the reader counts on another number where they do not divide. */
function framesStack(e: Encoder): Contradiction | false {
  const factor = stackOf(e);
  const expected = Math.floor(Math.ceil((2 * FRAMES) / factor) / 2);
  if (factor < 1 || expected === Math.ceil(FRAMES / factor)) return false;
  const message = `expected a factor that divides ${String(FRAMES)} frames, found ${String(factor)}`;
  return { key: STACK.key, message };
}

function whisper(t: TensorTable, e: Encoder): void {
  const { nEmbd } = e;
  t.kernel('a.conv1d.1.weight', 3, e.nMelBins, nEmbd).load('a.conv1d.1.bias', 1, nEmbd);
  t.kernel('a.conv1d.2.weight', 3, nEmbd, nEmbd).load('a.conv1d.2.bias', 1, nEmbd);
  t.plain('a.position_embd.weight', nEmbd, { atLeast: FRAMES });
  blocks(t, e, 'a', {
    attention: 'split',
    groups: true,
    blocks: (table, _, at) => {
      for (const norm of ['ln1', 'ln2']) table.use(`${at}.${norm}.weight`, nEmbd).use(`${at}.${norm}.bias`, nEmbd);
      for (const part of ['q', 'v']) table.use(`${at}.attn_${part}.bias`, nEmbd);
      table.not(`${at}.attn_k.bias`);
    },
  });
}

function ofWhisper(name: string, tensors: (t: TensorTable, e: Encoder) => void, stacks = true): ProjectorType {
  return {
    name,
    modality: 'audio',
    keys: [stacks ? need(STACK) : { key: STACK }],
    ...(stacks && { rules: (e: Encoder) => [framesStack(e)] }),
    tensors: (t, e) => {
      whisper(t, e);
      tensors(t, e);
    },
  };
}

const stacked = (e: Encoder): number | null => times(e.nEmbd, stackOf(e));

const ultravox = ofWhisper('ultravox', (t, e) => {
  const gated = e.dims('mm.a.mlp.1.weight')?.[1];
  t.load('mm.a.norm_pre.weight', stacked(e)).load('mm.a.mlp.1.weight', stacked(e), 'g');
  t.load('mm.a.norm_mid.weight', gated === undefined ? null : gated / 2);
  t.load('mm.a.mlp.2.weight', gated === undefined ? null : gated / 2, 'out');
});

const voxtral = ofWhisper('voxtral', (t, e) => {
  t.load('mm.a.mlp.1.weight', stacked(e), 'h').load('mm.a.mlp.2.weight', 'h', 'out');
});

const meralion = ofWhisper('meralion', (t, e) => {
  t.norm('mm.a.norm_pre', stacked(e)).linear('mm.a.mlp.0', stacked(e), 'h').linear('mm.a.mlp.1', 'h', 'g');
  t.linear('mm.a.mlp.2', 'h', 'g').linear('mm.a.mlp.3', 'g', 'out');
});

const glma = ofWhisper('glma', (t, e) => {
  t.norm('mm.a.norm_pre', e.nEmbd).linear('mm.a.mlp.1', stacked(e), 'h').linear('mm.a.mlp.2', 'h', 'out');
  t.load('v.boi', 'out').load('v.eoi', 'out');
});

const qwen2a = ofWhisper('qwen2a', (t, e) => t.linear('mm.a.fc', e.nEmbd, 'out'), false);
const musicFlamingo = ofWhisper(
  'musicflamingo',
  (t, e) => t.linear('mm.a.mlp.1', e.nEmbd, 'h').linear('mm.a.mlp.2', 'h', 'out'),
  false,
);

/** Three convolutions of stride 2 over mel bins and frames. */
function convolved(t: TensorTable, e: Encoder): void {
  const bins = e.nMelBins === null ? null : Math.ceil(Math.ceil(Math.ceil(e.nMelBins / 2) / 2) / 2);
  const c = e.dims('a.conv2d.3.weight')?.[3] ?? null;
  t.kernel('a.conv2d.1.weight', 3, 3, 1, 'c1').load('a.conv2d.1.bias', 'c1');
  t.kernel('a.conv2d.2.weight', 3, 3, 'c1', 'c2').load('a.conv2d.2.bias', 'c2');
  t.kernel('a.conv2d.3.weight', 3, 3, 'c2', 'c').load('a.conv2d.3.bias', 'c');
  t.load('a.conv_out.weight', times(bins, c), e.nEmbd);
}

/** A chunk of 100 frames is 13 tokens. */
const qwen3a: ProjectorType = {
  name: 'qwen3a',
  modality: 'audio',
  keys: [{ key: STACK }],
  tensors: (t, e) => {
    convolved(t, e);
    t.plain('a.position_embd.weight', e.nEmbd, { atLeast: 13 });
    blocks(t, e, 'a');
    t.linear('mm.a.mlp.1', e.nEmbd, 'h').linear('mm.a.mlp.2', 'h', 'out');
  },
};

const dots3noteA: ProjectorType = {
  name: 'dots3note_a',
  modality: 'audio',
  rotates: true,
  tensors: (t, e) => {
    convolved(t, e);
    blocks(t, e, 'a');
    t.norm('mm.a.norm_pre', e.nEmbd).linear('mm.a.mlp.1', e.nEmbd, 'h').linear('mm.a.mlp.3', 'h', 'out');
  },
};

/** Macaron blocks with a convolution inside, of `kernel` frames. */
function conformerBlock(t: TensorTable, e: Encoder, at: string, kernel: number | null): void {
  const { nEmbd } = e;
  for (const norm of ['ffn_norm', 'ffn_norm_1', 'norm_conv', 'conv_norm']) t.norm(`${at}.${norm}`, nEmbd);
  for (const norm of ['ln1', 'ln2']) t.may(`${at}.${norm}.weight`, nEmbd).may(`${at}.${norm}.bias`, nEmbd);
  t.linear(`${at}.ffn_up_1`, nEmbd, `${at}.ff1`).linear(`${at}.ffn_down_1`, `${at}.ff1`, nEmbd);
  t.linear(`${at}.conv_pw1`, nEmbd, times(2, nEmbd)).floats(`${at}.conv_dw.weight`, kernel, nEmbd);
  t.linear(`${at}.conv_pw2`, nEmbd, nEmbd);
}

/** The sinusoids of its relative positions are 512 wide, in the reader's code. */
const LFM2_POSITIONS = 512;
const lfm2a: ProjectorType = {
  name: 'lfm2a',
  modality: 'audio',
  nodesOfBlock: 90,
  tensors: (t, e) => {
    const { nEmbd, nHead, headDim } = e;
    t.use('a.position_embd.weight', 'out', { atLeast: FRAMES });
    const c = e.dims('a.conv1d.0.weight')?.[3] ?? null;
    const bins = e.nMelBins === null ? null : Math.ceil(Math.ceil(Math.ceil(e.nMelBins / 2) / 2) / 2);
    t.kernel('a.conv1d.0.weight', 3, 3, 1, c).load('a.conv1d.0.bias', 1, 1, c);
    for (const [depth, point] of [
      [2, 3],
      [5, 6],
    ] as const) {
      t.kernel(`a.conv1d.${String(depth)}.weight`, 3, 3, 1, c).load(`a.conv1d.${String(depth)}.bias`, 1, 1, c);
      t.kernel(`a.conv1d.${String(point)}.weight`, 1, 1, c, c).load(`a.conv1d.${String(point)}.bias`, 1, 1, c);
    }
    t.linear('a.pre_encode.out', times(bins, c), nEmbd);
    blocks(t, e, 'a', {
      attention: 'split',
      attentionBias: true,
      blocks: (table, _, at) => {
        conformerBlock(table, e, at, 9);
        table.load(`${at}.conv_dw.bias`, nEmbd).load(`${at}.linear_pos.weight`, LFM2_POSITIONS, nEmbd);
        for (const bias of ['pos_bias_u', 'pos_bias_v']) table.load(`${at}.${bias}`, headDim, nHead);
        for (const part of ['ffn_up', 'ffn_down', 'attn_out']) table.may(`${at}.${part}.bias`, null);
        table.use(`${at}.attn_out.bias`, nEmbd);
      },
    });
    t.norm('mm.a.mlp.0', nEmbd).linear('mm.a.mlp.1', nEmbd, 'h').linear('mm.a.mlp.3', 'h', 'out');
  },
};

const CHUNK = 'clip.audio.chunk_size';
const KERNEL = 'clip.audio.conv_kernel_size';
const POSITIONS = 'clip.audio.max_pos_emb';
const WINDOW = 'clip.audio.projector.window_size';
const RATE = 'clip.audio.projector.downsample_rate';
const HEADS = 'clip.audio.projector.head_count';
const FEATURES = 'clip.audio.feature_layer';

/** Distances in a chunk are numbered in a table of chunk² (llama.cpp 27223), and looked up in one of 2 · max_pos_emb + 1 rows. */
function graniteRules(e: Encoder): readonly (Contradiction | false)[] {
  const value = (key: string): number => e.int(key) ?? 0;
  const divides = (key: string, of: number, what: string): Contradiction | false =>
    value(key) > 0 &&
    of % value(key) !== 0 && {
      key,
      message: `expected a divisor of the ${what} ${String(of)}, found ${String(value(key))}`,
    };
  const farthest = value(CHUNK) - 1;
  const message = `expected at least the ${String(farthest)} that are between frames of a chunk, found ${String(value(POSITIONS))}`;
  const evenKernel = `expected an odd number, found ${String(value(KERNEL))}`;
  return [
    e.int(POSITIONS) !== undefined && value(POSITIONS) < farthest && { key: POSITIONS, message },
    e.int(KERNEL) !== undefined && value(KERNEL) % 2 === 0 && { key: KERNEL, message: evenKernel },
    divides(RATE, value(WINDOW), 'window size'),
    e.nEmbd !== null && divides(HEADS, e.nEmbd, 'embedding length'),
    featuresDiffer(e),
  ];
}

/** The reader makes room for each that is named, and finds each layer once. */
function featuresDiffer(e: Encoder): Contradiction | false {
  const layers = e.ints(FEATURES);
  const odd = layers.find((il, i) => il < 0 || layers.indexOf(il) < i);
  return odd !== undefined && { key: FEATURES, message: `expected layers, each once, found ${String(odd)}` };
}

function graniteQuerying(t: TensorTable, e: Encoder): void {
  const { nEmbd } = e;
  const wide = times(nEmbd, e.ints(FEATURES).length + 1);
  const queries = Math.floor((e.int(WINDOW) ?? 0) / (e.int(RATE) ?? 1));
  t.floats('a.proj_query', nEmbd, queries).norm('a.proj_norm', nEmbd).linear('a.proj_linear', nEmbd, 'out');
  for (const il of ['0', '1']) {
    const at = `a.proj_blk.${il}`;
    for (const part of ['q', 'k', 'v', 'out']) {
      t.linear(`${at}.self_attn_${part}`, nEmbd, nEmbd);
      t.linear(`${at}.cross_attn_${part}`, part === 'k' || part === 'v' ? wide : nEmbd, nEmbd);
    }
    for (const norm of ['self_attn_norm', 'cross_attn_norm', 'ffn_norm']) t.norm(`${at}.${norm}`, nEmbd);
    t.linear(`${at}.ffn_up`, nEmbd, `f${il}`).linear(`${at}.ffn_down`, `f${il}`, nEmbd);
  }
}

const graniteSpeech: ProjectorType = {
  name: 'granite_speech',
  modality: 'audio',
  nodesOfBlock: 80,
  keys: [
    need(u32(CHUNK, { min: 1, max: 8192 })),
    need(u32(KERNEL, { min: 1, max: 1023 })),
    need(u32(POSITIONS, { min: 1, max: 65_536 })),
    need(u32(WINDOW, { min: 1, max: 4096 })),
    need(u32(RATE, { min: 1, max: 4096 })),
    need(u32(HEADS, { min: 1, max: 4096 })),
  ],
  rules: graniteRules,
  tensors: (t, e) => {
    t.linear('a.input_projection', e.nMelBins, e.nEmbd);
    t.linear('a.enc_ctc_out', e.nEmbd, 'ctc').linear('a.enc_ctc_out_mid', 'ctc', e.nEmbd);
    blocks(t, e, 'a', {
      attention: 'split',
      blocks: (table, _, at) => {
        conformerBlock(table, e, at, e.int(KERNEL) ?? null);
        table.load(`${at}.attn_rel_pos_emb`, e.headDim, { atLeast: (e.int(POSITIONS) ?? 0) + (e.int(CHUNK) ?? 1) });
        table.use(`${at}.attn_out.bias`, e.nEmbd);
      },
    });
    graniteQuerying(t, e);
  },
};

export const SPEECH: readonly ProjectorType[] = [
  ultravox,
  voxtral,
  meralion,
  glma,
  qwen2a,
  musicFlamingo,
  qwen3a,
  dots3noteA,
  lfm2a,
  graniteSpeech,
  parakeet,
  mimoAudio,
  ...QWEN3_TTS,
  ...POCKET_TTS,
];
