/** What is said of files that are no whole model, word for word, and where each limit lies. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ggufBytes, tensor, text } from '../../../corpus/ggufBytes.ts';
import { kindFindings } from '../../../src/checks/kinds/kindFindings.ts';
import { kindOf } from '../../../src/checks/kinds/kindOf.ts';
import { isShard } from '../../../src/checks/kinds/shardRules.ts';
import type { ModelTensor, ModelValue } from '../../../src/gguf/model.ts';
import { bufferSource } from '../../../src/gguf/source.ts';
import { tensorType } from '../../../src/gguf/tensorTypes.ts';
import type { GgufFile } from '../../../src/gguf/types.ts';
import { MAX_LAYERS } from '../../../src/model/arch/limits.ts';
import { temporaryFolder } from '../../support/cli.ts';
import { parsedFile } from '../../support/tinyModel.ts';

type Metadata = Readonly<Record<string, ModelValue>>;

const OPTIONS = { profile: 'strict', limits: {} } as const;
const u16 = (value: number): ModelValue => ({ type: 'u16', value });
const u32 = (value: number): ModelValue => ({ type: 'u32', value });
const f32 = (value: number): ModelValue => ({ type: 'f32', value });
const flag = (value: boolean): ModelValue => ({ type: 'bool', value });

function zeros(name: string, ...dims: readonly number[]): ModelTensor {
  return tensor(name, { dims, data: new Uint8Array(4 * dims.reduce((a, b) => a * b, 1)) });
}

function fileOf(metadata: Metadata, tensors: readonly ModelTensor[] = [zeros('a', 8)]): GgufFile {
  return parsedFile(bufferSource(ggufBytes({ metadata: Object.entries(metadata), tensors })));
}

/** `rule: message` of each finding. */
function said(file: GgufFile, path = 'x.gguf'): readonly string[] {
  return kindFindings(file, path, OPTIONS).map(({ rule, message }) => `${rule}: ${message}`);
}

describe('the kind of a file', () => {
  const kind = (metadata: Metadata, ...names: readonly string[]): string =>
    kindOf(fileOf(metadata, names.length > 0 ? names.map((name) => zeros(name, 8)) : undefined));
  const llama = { 'general.architecture': text('llama') };

  it('is told by either of two keys for an adapter and a projector', () => {
    expect(kind({ ...llama, 'adapter.type': text('lora') })).toBe('adapter');
    expect(kind({ ...llama, 'general.type': text('mmproj') })).toBe('projector');
    expect(kind({ ...llama, 'general.type': text('model') })).toBe('model');
  });

  it('is a control vector where every tensor is a direction, and there is one', () => {
    expect(kind(llama, 'direction.1', 'direction.2')).toBe('control-vector');
    expect(kind(llama, 'direction.1', 'a')).toBe('model');
    expect(kindOf(fileOf(llama, []))).toBe('model');
  });

  it('has no rules beyond the container for an importance matrix', () => {
    expect(said(fileOf({ 'general.type': text('imatrix'), 'general.architecture': text('llama') }))).toEqual([]);
  });
});

describe('an adapter', () => {
  const ADAPTER = {
    'general.architecture': text('llama'),
    'general.type': text('adapter'),
    'adapter.type': text('lora'),
  };
  const pair = (name: string, a: readonly number[], b: readonly number[]): readonly ModelTensor[] => [
    zeros(`${name}.lora_a`, ...a),
    zeros(`${name}.lora_b`, ...b),
  ];
  const adapter = (tensors: readonly ModelTensor[], more: Metadata = {}): readonly string[] =>
    said(fileOf({ ...ADAPTER, ...more }, tensors));

  it('is refused without a type, and with another', () => {
    const { 'adapter.type': _, ...without } = ADAPTER;
    const sound = pair('w', [8, 2], [2, 8]);
    expect(said(fileOf(without, sound))).toEqual(['adapter/type: expected "lora", found nothing']);
    expect(adapter(sound, { 'adapter.type': text('dora') })).toEqual(['adapter/type: expected "lora", found "dora"']);
    expect(adapter(sound)).toEqual([]);
  });

  it('may hold whole norms, and no other whole weight', () => {
    expect(adapter([zeros('blk.0.attn_norm.weight', 8)])).toEqual([]);
    expect(adapter([zeros('_norm.weight.x', 8)])).toEqual([
      'adapter/tensor-name: expected a name that ends in .lora_a or .lora_b, found "_norm.weight.x"',
    ]);
  });

  it.each(['a', 'b'])('is refused with half a pair: %s', (half) => {
    expect(adapter([zeros(`w.lora_${half}`, 2, 2)])).toEqual([
      `adapter/pair: expected .lora_a and .lora_b, found only .lora_${half}`,
    ]);
  });

  it('has the pair of a token embedding the other way round, and of no other weight', () => {
    expect(adapter(pair('token_embd.weight', [2, 8], [2, 6]))).toEqual([]);
    expect(adapter(pair('x.token_embd.weight', [2, 8], [2, 6]))).toEqual([]);
    expect(adapter(pair('token_embd.weight.x', [2, 8], [2, 6]))).toEqual([
      'adapter/shape: expected one rank of at most 8192, found 8 in a and 2 in b',
    ]);
  });

  it('has a rank of 8192 at most, a vector counting for a matrix of one row', () => {
    expect(adapter(pair('w', [1, 8192], [8192, 1]))).toEqual([]);
    expect(adapter(pair('w', [1, 8193], [8193, 1]))).toEqual([
      'adapter/shape: expected one rank of at most 8192, found 8193 in a and 8193 in b',
    ]);
    expect(adapter(pair('w', [8], [1, 4]))).toEqual([]);
  });

  it('has as many experts in both halves, counted over both dimensions', () => {
    expect(adapter(pair('w', [8, 2, 3, 2], [2, 8, 6]))).toEqual([]);
    expect(adapter(pair('w', [8, 2, 2, 3], [2, 8, 6]))).toEqual([]);
    expect(adapter(pair('w', [8, 2, 3, 2], [2, 8, 3, 3]))).toEqual([
      'adapter/shape: expected as many experts in both halves, found 6 in a and 9 in b',
    ]);
  });
});

describe('a control vector', () => {
  const vector = (...tensors: readonly ModelTensor[]): readonly string[] =>
    said(fileOf({ 'general.architecture': text('controlvector') }, tensors));

  it('may be empty: readers find no direction and do nothing', () => {
    expect(vector()).toEqual([]);
  });

  it('reaches to the last layer that a model may have', () => {
    expect(vector(zeros(`direction.${String(MAX_LAYERS)}`, 8))).toEqual([]);
    expect(vector(zeros(`direction.${String(MAX_LAYERS + 1)}`, 8))).toEqual([
      `control-vector/layer: expected direction.N with N from 1 to ${String(MAX_LAYERS)}, found "direction.${String(MAX_LAYERS + 1)}"`,
    ]);
  });

  it('is of vectors, whatever number of dimensions they are written with', () => {
    expect(vector(zeros('direction.1', 8), zeros('direction.2', 8, 1, 1))).toEqual([]);
    expect(vector(zeros('direction.1', 8), zeros('direction.2', 8, 2))).toEqual([
      'control-vector/shape: "direction.2": expected F32 of (8), found F32 of (8, 2)',
    ]);
    expect(vector(tensor('direction.1', { type: tensorType('F16'), dims: [16] }))).toEqual([
      'control-vector/shape: "direction.1": expected F32 of (16), found F16 of (16)',
    ]);
  });
});

describe('a projector', () => {
  const ENCODER: Metadata = {
    embedding_length: u32(64),
    feed_forward_length: u32(128),
    block_count: u32(2),
    'attention.head_count': u32(4),
    'attention.layer_norm_epsilon': f32(1e-5),
  };
  const under = (prefix: string, keys: Metadata): Metadata =>
    Object.fromEntries(Object.entries(keys).map(([key, value]) => [`${prefix}.${key}`, value]));
  const CLIP = { 'general.architecture': text('clip'), 'clip.projector_type': text('mlp') };
  const VISION = {
    ...CLIP,
    'clip.has_vision_encoder': flag(true),
    ...under('clip.vision', { ...ENCODER, image_size: u32(28), patch_size: u32(14) }),
  };
  const AUDIO = {
    ...CLIP,
    'clip.has_audio_encoder': flag(true),
    ...under('clip.audio', { ...ENCODER, num_mel_bins: u32(80) }),
  };
  const without = (keys: Metadata, ...left: readonly string[]): Metadata =>
    Object.fromEntries(Object.entries(keys).filter(([key]) => !left.includes(key)));

  it('encodes images, sound or both', () => {
    expect(said(fileOf(VISION))).toEqual([]);
    expect(said(fileOf(AUDIO))).toEqual([]);
    expect(said(fileOf({ ...AUDIO, ...VISION }))).toEqual([]);
    expect(said(fileOf(CLIP))).toEqual([
      'model/key-missing: clip.has_vision_encoder: expected true here or for clip.has_audio_encoder, found neither',
    ]);
  });

  it.each(['clip', 'clip.vision', 'clip.audio'])('may say its type under %s', (prefix) => {
    const moved = {
      ...without({ ...AUDIO, ...VISION }, 'clip.projector_type'),
      [`${prefix}.projector_type`]: text('mlp'),
    };
    expect(said(fileOf(moved))).toEqual([]);
  });

  it.each([
    ['clip.vision', VISION],
    ['clip.audio', AUDIO],
  ] as const)('cannot do without a key of %s', (prefix, keys) => {
    const numbers = Object.keys(keys).filter((key) => key.startsWith(`${prefix}.`));
    for (const key of numbers) {
      expect(said(fileOf(without(keys, key)))).toEqual([
        `model/key-missing: ${key}: expected a number, found no such key`,
      ]);
    }
    expect(numbers).toHaveLength(prefix === 'clip.audio' ? 6 : 7);
  });

  it.each([
    ['clip.vision', VISION],
    ['clip.audio', AUDIO],
  ] as const)('has heads in %s that divide the width, unless their width is said', (prefix, keys) => {
    const heads = (more: Metadata): readonly string[] =>
      said(fileOf({ ...keys, [`${prefix}.attention.head_count`]: u32(5), ...more }));
    expect(heads({})).toEqual([
      `model/key-inconsistent: ${prefix}.attention.head_count: expected a divisor of the embedding length 64, found 5`,
    ]);
    expect(heads({ [`${prefix}.attention.head_dim`]: u32(16) })).toEqual([]);
    // A width or a number of heads that cannot be used is told once.
    expect(heads({ [`${prefix}.embedding_length`]: u32(0) })).toHaveLength(1);
    expect(heads({ [`${prefix}.attention.head_count`]: u32(0) })).toHaveLength(1);
  });

  it('has keys of an encoder that it says it lacks left alone', () => {
    expect(said(fileOf({ ...AUDIO, 'clip.has_vision_encoder': flag(false) }))).toEqual([]);
  });

  it('may have patches as large as the image, and no larger', () => {
    expect(said(fileOf({ ...VISION, 'clip.vision.patch_size': u32(28) }))).toEqual([]);
    expect(said(fileOf({ ...VISION, 'clip.vision.patch_size': u32(29) }))).toEqual([
      "model/key-inconsistent: clip.vision.patch_size: expected at most the image's 28, found 29",
    ]);
    expect(said(fileOf({ ...VISION, 'clip.vision.image_size': u32(0) }))).toHaveLength(1);
  });

  it('may take features of the last layer, and of none beyond', () => {
    const layers = (...elements: readonly number[]): Metadata => ({
      'clip.vision.feature_layer': { type: 'array', elementType: 'i32', elements },
    });
    expect(said(fileOf({ ...VISION, ...layers(1, 2) }))).toEqual([]);
    expect(said(fileOf({ ...VISION, ...layers(1, 3) }))).toEqual([
      'model/key-inconsistent: clip.vision.feature_layer: expected layers up to 2, found 3',
    ]);
    expect(said(fileOf({ ...VISION, ...layers(3), 'clip.vision.block_count': u32(0) }))).toHaveLength(1);
  });

  it('has one activation', () => {
    expect(said(fileOf({ ...VISION, 'clip.use_silu': flag(true) }))).toEqual([]);
    expect(said(fileOf({ ...VISION, 'clip.use_gelu': flag(true), 'clip.use_silu': flag(true) }))).toEqual([
      'model/key-inconsistent: clip.use_silu: expected one activation, found clip.use_gelu too',
    ]);
  });
});

describe('a shard', () => {
  const folder = temporaryFolder();
  const NUMBERS = {
    'split.no': u16(0),
    'split.count': u16(2),
    'split.tensors.count': { type: 'i32', value: 2 },
  } as const;
  const BLANK = { 'general.architecture': text('blank') };

  it('is what names more than one, or says that it is one without saying of how many', () => {
    expect(isShard(fileOf(BLANK))).toBe(false);
    expect(isShard(fileOf({ ...BLANK, 'split.count': u16(1) }))).toBe(false);
    expect(isShard(fileOf({ ...BLANK, 'split.count': u16(2) }))).toBe(true);
    expect(isShard(fileOf({ ...BLANK, 'split.no': u16(0) }))).toBe(true);
    expect(isShard(fileOf({ ...BLANK, 'split.count': text('2') }))).toBe(true);
  });

  /** Findings of the first of two shards with these keys, beside the second. */
  function first(name: string, keys: Metadata, second: (path: string) => void): readonly string[] {
    const place = join(folder, name);
    mkdirSync(place);
    second(join(place, 'm-00002-of-00002.gguf'));
    const file = fileOf({ ...BLANK, ...keys });
    writeFileSync(join(place, 'm-00001-of-00002.gguf'), '');
    return said(file, join(place, 'm-00001-of-00002.gguf')).filter((line) => line.startsWith('shard/'));
  }

  const sound = (path: string): void => {
    writeFileSync(
      path,
      ggufBytes({ metadata: Object.entries({ ...NUMBERS, 'split.no': u16(1) }), tensors: [zeros('b', 8)] }),
    );
  };

  it('fits what lies beside it', () => {
    expect(first('sound', NUMBERS, sound)).toEqual([]);
  });

  it('has its number as a u16: other types are read as garbage', () => {
    expect(first('wide', { ...NUMBERS, 'split.no': u32(0) }, sound)).toEqual([
      'shard/inconsistent: split.no: expected u16 0 by the name "m-00001-of-00002.gguf", found none',
    ]);
    const { 'split.no': _, ...without } = NUMBERS;
    expect(first('none', without, sound)).toEqual([
      'shard/inconsistent: split.no: expected u16 0 by the name "m-00001-of-00002.gguf", found none',
    ]);
  });

  it('says how many tensors there are in all', () => {
    const { 'split.tensors.count': _, ...without } = NUMBERS;
    expect(first('uncounted', without, sound)).toEqual([
      'shard/tensor-count: "m-00001-of-00002.gguf": expected split.tensors.count 2, found none',
    ]);
  });

  it('is told with what another cannot be opened or read for', () => {
    const dangling = (path: string): void => {
      symlinkSync(`${path}.nowhere`, path);
    };
    const pipe = (path: string): void => {
      execFileSync('mkfifo', [path]);
    };
    const makeFolder = (path: string): void => {
      mkdirSync(path);
    };
    const noModel = (path: string): void => {
      writeFileSync(path, 'no model at all, and long enough for a header');
    };
    const others: readonly (readonly [string, (path: string) => void, RegExp])[] = [
      ['dangling', dangling, /expected a file, found nothing/],
      ['pipe', pipe, /expected a regular file, found a pipe/],
      ['folder', makeFolder, /found a directory/],
      ['text', noModel, /gguf\/bad-magic: /],
    ];
    for (const [name, make, reason] of others) {
      const findings = first(name, NUMBERS, make);
      expect(findings).toEqual([expect.stringMatching(/^shard\/unreadable: "m-00002-of-00002.gguf": /) as string]);
      expect(findings[0]).toMatch(reason);
    }
  });

  it('is read under the profile and the limits of the one that is checked', () => {
    const place = join(folder, 'limits');
    mkdirSync(place);
    sound(join(place, 'm-00002-of-00002.gguf'));
    const file = fileOf({ ...BLANK, ...NUMBERS });
    writeFileSync(join(place, 'm-00001-of-00002.gguf'), '');
    const rules = kindFindings(file, join(place, 'm-00001-of-00002.gguf'), { ...OPTIONS, limits: { nKv: 1 } });
    expect(rules[0]).toMatchObject({
      rule: 'shard/unreadable',
      message: expect.stringMatching(/gguf\/too-many-keys/) as string,
    });
  });
});
