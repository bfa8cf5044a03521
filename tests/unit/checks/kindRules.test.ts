/** What is said of files that are no whole model, word for word, and where each limit lies. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ggufBytes, strings, tensor, text } from '../../../corpus/ggufBytes.ts';
import { DESCRIBED, projectorParts, type ProjectorParts } from '../../../corpus/projectorFiles.ts';
import { kindFindings } from '../../../src/checks/kinds/kindFindings.ts';
import { kindOf } from '../../../src/checks/kinds/kindOf.ts';
import { isShard, type ShardOptions } from '../../../src/checks/kinds/shardRules.ts';
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
const flag = (value: boolean): ModelValue => ({ type: 'bool', value });

function zeros(name: string, ...dims: readonly number[]): ModelTensor {
  return tensor(name, { dims, data: new Uint8Array(4 * dims.reduce((a, b) => a * b, 1)) });
}

function fileOf(metadata: Metadata, tensors: readonly ModelTensor[] = [zeros('a', 8)]): GgufFile {
  return parsedFile(bufferSource(ggufBytes({ metadata: Object.entries(metadata), tensors })));
}

/** `rule: message` of each finding. */
function said(file: GgufFile, path = 'x.gguf', options: ShardOptions = OPTIONS): readonly string[] {
  return kindFindings(file, path, options).map(({ rule, message }) => `${rule}: ${message}`);
}

describe('the kind of a file', () => {
  const kind = (metadata: Metadata, ...names: readonly string[]): string =>
    kindOf(fileOf(metadata, names.length > 0 ? names.map((name) => zeros(name, 8)) : undefined));
  const llama = { 'general.architecture': text('llama') };

  it('is told by either of two keys for an adapter and a projector', () => {
    expect(kind({ ...llama, 'adapter.type': text('lora') })).toBe('adapter');
    expect(kind({ 'general.architecture': text('clip') })).toBe('projector');
    expect(kind({ 'general.architecture': text('nonesuch'), 'general.type': text('mmproj') })).toBe('projector');
    expect(kind({ ...llama, 'general.type': text('model') })).toBe('model');
  });

  it('is a model wherever the architecture has a reader, whatever else the file says', () => {
    expect(kind({ ...llama, 'general.type': text('mmproj') })).toBe('model');
    expect(kind({ ...llama, 'general.type': text('imatrix') })).toBe('model');
    expect(kind({ ...llama, 'imatrix.chunk_count': u32(1) })).toBe('model');
  });

  it('is a control vector where every tensor is a direction, and there is one', () => {
    expect(kind(llama, 'direction.1', 'direction.2')).toBe('control-vector');
    expect(kind(llama, 'direction.1', 'a')).toBe('model');
    expect(kindOf(fileOf(llama, []))).toBe('model');
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
    expect(adapter(pair('w_exps', [8, 2, 3, 2], [2, 8, 6]))).toEqual([]);
    expect(adapter(pair('w_exps', [8, 2, 2, 3], [2, 8, 6]))).toEqual([]);
    expect(adapter(pair('w_exps', [8, 2, 3, 2], [2, 8, 3, 3]))).toEqual([
      'adapter/shape: expected as many experts in both halves, found 6 in a and 9 in b',
    ]);
  });

  it('has two dimensions beside a weight that is not of experts', () => {
    expect(adapter(pair('w', [8, 2, 1, 1], [2, 8, 1, 1]))).toEqual([]);
    expect(adapter(pair('w', [8, 2, 3], [2, 8, 3]))).toEqual([
      'adapter/shape: "w": expected two dimensions beside a weight that is not of experts, found 8 × 2 × 3',
      'adapter/shape: "w": expected two dimensions beside a weight that is not of experts, found 2 × 8 × 3',
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
  const VISION = projectorParts('mlp');
  const SPEECH = projectorParts('qwen2a');
  const ofParts = ({ keys, tensors }: ProjectorParts, more: Metadata = {}): readonly string[] =>
    said(fileOf({ ...keys, ...more }, tensors));
  const without = ({ keys, tensors }: ProjectorParts, ...left: readonly string[]): ProjectorParts => ({
    keys: Object.fromEntries(Object.entries(keys).filter(([key]) => !left.includes(key))),
    tensors,
  });

  it.each(DESCRIBED)('of the type %s is sound as it is described', (name) => {
    expect(ofParts(projectorParts(name))).toEqual([]);
  });

  it('encodes images, sound or both', () => {
    const { 'clip.projector_type': _, ...images } = VISION.keys;
    const { 'clip.projector_type': __, ...sounds } = SPEECH.keys;
    const types = { 'clip.vision.projector_type': text('mlp'), 'clip.audio.projector_type': text('qwen2a') };
    const both = { keys: { ...sounds, ...images, ...types }, tensors: [...VISION.tensors, ...SPEECH.tensors] };
    expect(ofParts(both)).toEqual([]);
    expect(ofParts(without(VISION, 'clip.has_vision_encoder'))).toEqual([
      'model/key-missing: clip.has_vision_encoder: expected true here or for clip.has_audio_encoder, found neither',
    ]);
  });

  it.each([
    ['clip.vision', VISION],
    ['clip.audio', SPEECH],
  ] as const)('cannot do without a key of %s', (prefix, parts) => {
    const numbers = Object.keys(parts.keys).filter((key) => key.startsWith(`${prefix}.`));
    for (const key of numbers) {
      const [first, ...more] = ofParts(without(parts, key));
      expect(first).toMatch(new RegExp(`^model/key-missing: ${key}: expected an? .*, found no such key$`));
      expect(more).toEqual([]);
    }
    expect(numbers).toHaveLength(prefix === 'clip.audio' ? 7 : 10);
  });

  it('has heads that divide the width, unless their width is said', () => {
    expect(ofParts(VISION, { 'clip.vision.attention.head_count': u32(3) })).toEqual([
      'model/key-inconsistent: clip.vision.attention.head_count: expected a divisor of the embedding length 4, found 3',
    ]);
    const said = { 'clip.vision.attention.head_count': u32(1), 'clip.vision.attention.head_dim': u32(4) };
    expect(ofParts(VISION, said)).toEqual([]);
    expect(ofParts(VISION, { 'clip.vision.embedding_length': u32(0) })).toHaveLength(1);
  });

  it('has keys of an encoder that it says it lacks left alone', () => {
    expect(ofParts(SPEECH, { 'clip.has_vision_encoder': flag(false), 'clip.vision.patch_size': u32(0) })).toEqual([]);
  });

  it('may have an image of no size only where sizes follow from the image', () => {
    const none = { 'clip.vision.image_size': u32(0) };
    expect(ofParts(projectorParts('qwen2vl_merger'), none)).toEqual([]);
    expect(ofParts(VISION, none)).toEqual([
      'model/key-range: clip.vision.image_size: expected a u32 from 1 to 8192, found 0',
    ]);
  });

  it('has one activation', () => {
    expect(ofParts(VISION, { 'clip.use_gelu': flag(false), 'clip.use_silu': flag(true) })).toEqual([]);
    expect(ofParts(VISION, { 'clip.use_silu': flag(true) })).toEqual([
      'model/key-inconsistent: clip.use_silu: expected one activation, found clip.use_gelu too',
    ]);
  });

  it('of which little more than a name is there is said to be a part, and not judged', () => {
    const few = VISION.tensors.filter(({ name }) => /patch_embd|attn_q|mm.0.weight/.test(String(name)));
    expect(ofParts({ keys: VISION.keys, tensors: few })).toEqual([
      'projector/partly-examined: tensors of projector "mlp" are fewer than half of those it is described to have: rules on its keys ran, none on its tensors’ shapes',
    ]);
    // What the reader asks for is there: it goes on to what it takes without asking.
    const loaded = VISION.tensors.filter(({ name }) => /attn_out|ffn_(?:up|down)/.test(String(name)));
    expect(ofParts({ keys: VISION.keys, tensors: loaded })[0]).toMatch(/^model\/tensor-missing: /);
  });

  it('may have its feed-forward net the other way round, where readers turn it', () => {
    const turned = VISION.tensors.map((t) => ({
      ...t,
      name: String(t.name).replace(/ffn_(up|down)/, (_, half: string) => `ffn_${half === 'up' ? 'down' : 'up'}`),
    }));
    expect(ofParts({ keys: VISION.keys, tensors: turned })).toEqual([]);
    const other = projectorParts('internvl');
    const notTurned = other.tensors.map((t) => ({
      ...t,
      name: String(t.name).replace(/ffn_(up|down)/, (_, half: string) => `ffn_${half === 'up' ? 'down' : 'up'}`),
    }));
    expect(ofParts({ keys: other.keys, tensors: notTurned })[0]).toMatch(/^model\/tensor-shape: /);
  });
});

describe('an importance matrix', () => {
  const KEYS = {
    'general.type': text('imatrix'),
    'imatrix.datasets': strings('a.txt'),
    'imatrix.chunk_count': u32(1),
    'imatrix.chunk_size': u32(512),
  };
  const NOTE = 'kind/no-architecture: expected a string, found nothing; known by its tensors as an importance matrix';

  it('needs no architecture, and has a count for each expert', () => {
    const entry = [zeros('w.in_sum2', 8, 3), zeros('w.counts', 1, 3)];
    expect(said(fileOf(KEYS, entry))).toEqual([NOTE]);
    const counts = zeros('w.counts', 3);
    expect(said(fileOf(KEYS, [zeros('w.in_sum2', 8, 3), counts]))).toEqual([
      NOTE,
      'imatrix/shape: expected F32 of (nIn, nExpert) and of (1, nExpert), found F32 of (8, 3) and F32 of (3)',
    ]);
  });

  it('is known by its tensors alone', () => {
    expect(kindOf(fileOf({}, [zeros('w.in_sum2', 8), zeros('w.counts', 1)]))).toBe('importance-matrix');
    expect(kindOf(fileOf({}, [zeros('w.in_sum2', 8), zeros('w.weight', 1)]))).toBe('model');
  });
});

describe('a file without an architecture', () => {
  const shard = (no: ModelValue, count: ModelValue): readonly string[] =>
    said(fileOf({ 'split.no': no, 'split.count': count })).filter((line) => line.startsWith('gguf/'));
  const MISSING = ['gguf/architecture-missing: expected a string, found nothing'];

  it('is a shard after the first, or of a kind that needs none', () => {
    expect(shard(u16(1), u16(2))).toEqual([]);
    expect(shard(u16(0), u16(2))).toEqual(MISSING);
    expect(shard(u16(2), u16(2))).toEqual(MISSING);
    expect(shard(u32(1), u16(2))).toEqual(MISSING);
    expect(kindOf(fileOf({}, [zeros('model.encoder.conv1.weight', 8)]))).toBe('weights');
    expect(kindOf(fileOf({}, [zeros('model.diffusion_model.x', 8)]))).toBe('diffusion');
    expect(kindOf(fileOf({}, [zeros('blk.0.attn_q.weight', 8)]))).toBe('model');
    expect(said(fileOf({}, [zeros('blk.0.attn_q.weight', 8)]))).toContain(MISSING[0]);
  });

  it('is refused where the architecture is no string', () => {
    expect(said(fileOf({ 'general.architecture': u32(1) }))[0]).toBe(
      'gguf/architecture-missing: expected a string, found u32 1',
    );
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
    const options = { ...OPTIONS, alsoJudged: [join(place, 'm-00002-of-00002.gguf')] };
    return said(file, join(place, 'm-00001-of-00002.gguf'), options).filter((line) => line.startsWith('shard/'));
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
      'shard/inconsistent: split.no: expected u16, found u32',
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
