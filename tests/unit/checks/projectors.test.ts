/** Projectors of which a reader takes more than a tower of blocks: what is said of them, word for word. */
import { describe, expect, it } from 'vitest';
import { ggufBytes, tensor } from '../../../corpus/ggufBytes.ts';
import { projectorParts, type Keys, type ProjectorParts } from '../../../corpus/projectorFiles.ts';
import { kindFindings } from '../../../src/checks/kinds/kindFindings.ts';
import type { ModelTensor, ModelValue } from '../../../src/gguf/model.ts';
import { bufferSource } from '../../../src/gguf/source.ts';
import { tensorType } from '../../../src/gguf/tensorTypes.ts';
import { parsedFile } from '../../support/tinyModel.ts';

const OPTIONS = { profile: 'strict', limits: {} } as const;
const u32 = (value: number): ModelValue => ({ type: 'u32', value });
const flag = (value: boolean): ModelValue => ({ type: 'bool', value });
const i32s = (...elements: readonly number[]): ModelValue => ({ type: 'array', elementType: 'i32', elements });

function said({ keys, tensors }: ProjectorParts, more: Keys = {}): readonly string[] {
  const bytes = ggufBytes({ metadata: Object.entries({ ...keys, ...more }), tensors });
  const file = parsedFile(bufferSource(bytes));
  return kindFindings(file, 'x.gguf', OPTIONS).map(({ rule, message }) => `${rule}: ${message}`);
}

function zeros(name: string, ...dims: readonly number[]): ModelTensor {
  return tensor(name, { dims, data: new Uint8Array(4 * dims.reduce((a, b) => a * b, 1)) });
}

/** With that one in place of the one of its name. */
function having({ keys, tensors }: ProjectorParts, other: ModelTensor): ProjectorParts {
  return { keys, tensors: tensors.map((t) => (t.name === other.name ? other : t)) };
}

function without({ keys, tensors }: ProjectorParts, left: RegExp): ProjectorParts {
  return { keys, tensors: tensors.filter(({ name }) => !left.test(String(name))) };
}

describe('a ConvNeXt', () => {
  const SOUND = projectorParts('yasa2');

  it('has stages and blocks for as long as there are tensors of the next', () => {
    const [extra, ...more] = said(without(SOUND, /^v\.stage\.1\.blk\.0\.dw/));
    expect(extra).toMatch(/^projector\/tensor-extra: .*"v\.stage\.1\.blk\.0\.pw1\.weight", and 4 more$/);
    expect(more).toEqual([]);
    expect(said(without(SOUND, /^v\.stage\.1\.blk\.1\.pw2/))).toEqual([
      'model/tensor-missing: expected "v.stage.1.blk.1.pw2.weight" of (any, any), found no such tensor',
    ]);
  });

  it('has a grid that pools to eight a side', () => {
    const sized = (side: number): readonly string[] => said(SOUND, { 'clip.vision.image_size': u32(side) });
    for (const side of [32, 64, 68, 96, 128]) expect(sized(side)).toEqual([]);
    expect(sized(36)).toEqual([
      'model/key-inconsistent: clip.vision.image_size: expected a grid that pools to 8 × 8 tokens, found 9 × 9',
    ]);
    expect(sized(28)[0]).toMatch(/found 7 × 7$/);
    expect(sized(2)[0]).toMatch(/found 0 × 0$/);
  });

  it('needs no attention: what a block of it has is asked for, and may be anything', () => {
    const blocks = { 'clip.vision.block_count': u32(1) };
    const unread = ['attn_out', 'ffn_up', 'ffn_down'].map((part) => ({
      ...zeros(`v.blk.0.${part}.weight`, 8),
      type: tensorType('I32'),
    }));
    expect(said({ ...SOUND, tensors: [...SOUND.tensors, ...unread] }, blocks)).toEqual([]);
    expect(said(SOUND, blocks)[0]).toBe(
      'model/tensor-missing: expected "v.blk.0.attn_out.weight" of (any), found no such tensor',
    );
  });

  it('may have more patches than attention goes over', () => {
    expect(said(SOUND, { 'clip.vision.image_size': u32(1024) })).toEqual([]);
    expect(said(SOUND, { 'clip.vision.image_size': u32(4096) })[0]).toMatch(/at most 1024 patches a side, found 2048$/);
  });
});

describe('a SAM', () => {
  const SOUND = projectorParts('deepseekocr');

  it('has sides of the reader, whatever the file says', () => {
    expect(said(SOUND, { 'clip.vision.image_size': u32(9999), 'clip.vision.patch_size': u32(0) })).toEqual([]);
  });

  it('may come with the patches of CLIP', () => {
    const patches = zeros('v.patch_embd.weight', 14, 14, 3, 4);
    expect(said({ ...SOUND, tensors: [...SOUND.tensors, patches] })).toEqual([]);
  });

  it('has a block that looks at the whole image', () => {
    expect(said(SOUND, { 'clip.vision.sam.block_count': u32(2) })).toEqual([
      'model/key-range: clip.vision.sam.block_count: expected a u32 from 3 to 1024, found 2',
    ]);
  });

  it('has distances as floats where they are resized', () => {
    const half = (il: number): ProjectorParts => {
      const name = `v.sam.blk.${String(il)}.attn.pos_h.weight`;
      return having(SOUND, { name, dims: [4, 15], type: tensorType('F16'), data: new Uint8Array(120) });
    };
    expect(said(half(0))).toEqual([]);
    expect(said(half(2))).toEqual(['model/tensor-type: "v.sam.blk.2.attn.pos_h.weight": expected F32, found F16']);
  });

  it('has positions of a square and of the class token', () => {
    expect(said(having(SOUND, zeros('v.position_embd.weight', 4, 101)))).toEqual([]);
    expect(said(having(SOUND, zeros('v.position_embd.weight', 4, 256)))).toEqual([
      'model/tensor-shape: "v.position_embd.weight": expected (4, 226), found (4, 256)',
    ]);
  });

  it.each([
    ['deepseekocr', 9],
    ['deepseekocr2', 6],
  ] as const)('of %s makes up to %i tiles, of which there are at least as many as are needed', (name, most) => {
    const least = (tiles: number): readonly string[] =>
      said(projectorParts(name), { 'clip.vision.preproc_min_tiles': u32(tiles) });
    expect(least(most)).toEqual([]);
    expect(least(most + 1)).toEqual([
      `model/key-inconsistent: clip.vision.preproc_min_tiles: expected at most the ${String(most)} of preproc_max_tiles, found ${String(most + 1)}`,
    ]);
  });
});

describe('an encoder of sound', () => {
  it('may have biases that nothing adds, in whatever shape', () => {
    const sound = projectorParts('parakeet');
    const bias = zeros('a.blk.0.conv_pw1.bias', 1, 1, 8);
    expect(said({ ...sound, tensors: [...sound.tensors, bias] })).toEqual([]);
  });

  it('has as many filters as bins, in whatever shape', () => {
    const sound = projectorParts('parakeet');
    expect(said(having(sound, zeros('a.mel_filters', 257 * 16)))).toEqual([]);
    expect(said(having(sound, zeros('a.mel_filters', 257, 15)))).toEqual([
      'model/key-inconsistent: clip.audio.num_mel_bins: expected as many bins as a.mel_filters has filters of 257 values, found 16 bins and 3855 values',
    ]);
  });

  it('looks through windows here and at all there, where the reader has a mask for either', () => {
    const modes = (...each: readonly number[]): readonly string[] =>
      said(projectorParts('mimo_audio'), { 'clip.audio.wa_pattern_mode': i32s(...each) });
    expect(modes(0, -1, 7)).toEqual([]);
    expect(modes(0, 0, 0)).toEqual([
      'model/key-inconsistent: clip.audio.wa_pattern_mode: expected blocks of both modes, found 3 of one',
    ]);
    expect(modes(-1, -1, -1)).toHaveLength(1);
  });

  it('is no part for want of blocks that are not of its encoder', () => {
    expect(said(projectorParts('mimo_audio'), { 'clip.audio.local_block_count': u32(8) })[0]).toMatch(
      /^model\/tensor-missing: expected "mm\.a\.local_blk\.1\./,
    );
  });

  it('may have its blocks numbered from 1', () => {
    expect(said(without(projectorParts('qwen3tts_spkenc'), /^a\.blk\.3\./))).toEqual([
      'projector/block-missing: expected tensors of 3 blocks, found none of block 3',
    ]);
  });
});

describe('a generator of sound', () => {
  it('does not go without an encoder', () => {
    expect(said(projectorParts('pockettts_gen'), { 'clip.has_audio_encoder': flag(false) })).toEqual([
      'model/key-missing: clip.has_vision_encoder: expected true here or for clip.has_audio_encoder, found neither',
    ]);
  });

  it('keeps frames of the call before: a kernel of one leaves none', () => {
    const one = having(projectorParts('pockettts_gen'), zeros('a.gen.wav.seanet.conv_in.weight', 1, 6, 6));
    expect(said(one)).toEqual([
      'model/tensor-shape: "a.gen.wav.seanet.conv_in.weight": expected (at least 2, 6, any), found (1, 6, 6)',
    ]);
  });

  it('has blocks of its flow for as long as there is a norm of the next', () => {
    const sound = projectorParts('pockettts_gen');
    const second = { ...sound, tensors: [...sound.tensors, zeros('a.gen.flow.blk.1.norm.weight', 6)] };
    expect(said(second)[0]).toMatch(/^model\/tensor-missing: expected "a\.gen\.flow\.blk\.1\.norm\.bias" of \(any\)/);
    expect(said(without(sound, /^a\.gen\.flow\.blk\.0\.norm\.weight/))[0]).toMatch(/^model\/tensor-missing: /);
  });

  it('takes the states of a model of another width where it projects them', () => {
    const sound = projectorParts('qwen3tts_gen');
    const projection = { ...sound, tensors: [...sound.tensors, zeros('a.gen.code.proj_in.weight', 32, 32)] };
    expect(said(projection)).toEqual([]);
    const other = having(sound, zeros('a.gen.code.out_embd.weight', 64, 6));
    expect(said(other)[0]).toMatch(/"a\.gen\.code\.out_embd\.weight": expected \(32, any\), found \(64, 6\)$/);
  });

  it('has heads of an even size', () => {
    const heads = { 'clip.gen.audio.attention.head_count': u32(2) };
    expect(said(projectorParts('qwen3tts_gen'), heads)).toEqual([
      'model/key-inconsistent: clip.gen.audio.attention.head_count: expected heads of an even size out of 2 rows, found 2 heads',
    ]);
  });
});
