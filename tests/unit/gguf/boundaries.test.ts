/** Where the parser draws its lines: the last value that is taken and the first that is not, and that it stops where it says so. */
import { describe, expect, it } from 'vitest';
import {
  ARCHITECTURE,
  ggufBytes,
  ggufWith,
  patched,
  sparseSource,
  strings,
  tensor,
  text,
  u64,
  valueOffset,
} from '../../../corpus/ggufBytes.ts';
import type { Finding } from '../../../src/core/finding.ts';
import { MIN_KEY_VALUE_BYTES, MIN_TENSOR_INFO_BYTES } from '../../../src/gguf/constants.ts';
import type { ModelArray, ModelValue } from '../../../src/gguf/model.ts';
import { parseGguf, type ParseOptions } from '../../../src/gguf/parse.ts';
import { bufferSource } from '../../../src/gguf/source.ts';
import { tensorType } from '../../../src/gguf/tensorTypes.ts';

const HEADER_BYTES = 24;

const u16 = (value: number): ModelValue => ({ type: 'u16', value });
const u32 = (value: number): ModelValue => ({ type: 'u32', value });

function findingsOf(bytes: Uint8Array, options: ParseOptions = {}): readonly Finding[] {
  return parseGguf(bufferSource(bytes), options).findings;
}

function rulesOf(bytes: Uint8Array, options: ParseOptions = {}): readonly string[] {
  return findingsOf(bytes, options).map(({ rule }) => rule);
}

/** A header and `rest` bytes of zeros. */
function header(nTensors: number, nKv: number, rest: number): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES + rest);
  bytes.set([...Buffer.from('GGUF'), 3, 0, 0, 0, ...u64(BigInt(nTensors)), ...u64(BigInt(nKv))]);
  return bytes;
}

describe('a count of the header', () => {
  const pathOf = (nTensors: number, nKv: number, rest: number): string | undefined =>
    findingsOf(header(nTensors, nKv, rest)).find(({ rule }) => rule === 'gguf/count-beyond-file')?.path;

  it('may be as great as the rest of the file could hold of the smallest entries', () => {
    const tensors = 3 * MIN_TENSOR_INFO_BYTES;
    const pairs = 3 * MIN_KEY_VALUE_BYTES;
    expect([pathOf(3, 0, tensors), pathOf(4, 0, tensors)]).toEqual([undefined, 'header.tensor_count']);
    expect([pathOf(0, 3, pairs), pathOf(0, 4, pairs)]).toEqual([undefined, 'header.kv_count']);
    expect(pathOf(3, 3, tensors + pairs)).toBeUndefined();
    expect(pathOf(3, 3, tensors + pairs - 1)).toBe('header.tensor_count and kv_count together');
  });

  it('over its limit ends the reading of what it counts, and of what comes after that', () => {
    const bytes = ggufBytes({ metadata: [ARCHITECTURE, ARCHITECTURE], tensors: [tensor('a'), tensor('a')] });
    expect(rulesOf(bytes, { limits: { nTensors: 1 } })).toEqual(['gguf/too-many-tensors', 'gguf/duplicate-key']);
    expect(rulesOf(bytes, { limits: { nKv: 1 } })).toEqual(['gguf/too-many-keys']);
    expect(rulesOf(bytes, { limits: { nKv: 1, nTensors: 1 } })).toEqual([
      'gguf/too-many-tensors',
      'gguf/too-many-keys',
    ]);
    expect(rulesOf(bytes, { limits: { nKv: 2, nTensors: 2 } })).toEqual([
      'gguf/duplicate-key',
      'gguf/duplicate-tensor',
    ]);
  });
});

describe('a file', () => {
  it('over the limit on its size is not looked into', () => {
    const bytes = patched(ggufBytes(), 0, [0]);
    expect(rulesOf(bytes, { limits: { fileBytes: bytes.length } })).toEqual(['gguf/bad-magic']);
    expect(rulesOf(bytes, { limits: { fileBytes: bytes.length - 1 } })).toEqual(['gguf/file-too-large']);
  });

  it('of version 2 is told with its byte order', () => {
    const message = (littleEndian: boolean): string | undefined =>
      findingsOf(ggufBytes({ version: 2, littleEndian })).find(({ rule }) => rule === 'gguf/version-2')?.message;
    expect([message(true), message(false)]).toEqual([
      'expected version 3, found 2',
      'expected version 3, found 2, big-endian',
    ]);
  });
});

describe('the metadata that is kept', () => {
  /** The bytes that a value of the file is a view of. */
  const keptOf = (bytes: Uint8Array): number | undefined => {
    const value = parseGguf(bufferSource(bytes)).file?.metadata.get('general.architecture');
    return value?.type === 'string' ? value.bytes.buffer.byteLength : undefined;
  };
  /** A file with metadata of 128 bytes and `data` bytes of tensor. */
  const fileOf = (data: number): Uint8Array => {
    const model = (padding: number): Uint8Array =>
      ggufBytes({
        metadata: [ARCHITECTURE, ['p', text('x'.repeat(padding))]],
        tensors: [tensor('a', { type: tensorType('I8'), dims: [data], data: new Uint8Array(data) })],
      });
    const { metadataBytes } = parseGguf(bufferSource(model(0))).file!;
    return model(256 - metadataBytes);
  };

  it('is the window that it was read through, or a copy where that is over 1.25 times as long', () => {
    expect([keptOf(fileOf(64)), keptOf(fileOf(96))]).toEqual([256 + 64, 256]);
  });
});

describe('general.alignment', () => {
  it.each([
    [2 ** 20, []],
    [2 ** 21, ['gguf/bad-alignment']],
    [1, []],
    [0, ['gguf/bad-alignment']],
    [48, ['gguf/bad-alignment']],
  ])('of %d', (value, expected) => {
    const bytes = ggufBytes({
      metadata: [ARCHITECTURE, ['general.alignment', u32(value)]],
      ...(expected.length === 0 && { alignment: value, tensors: [tensor('a', { data: new Uint8Array(32) })] }),
    });
    expect(rulesOf(bytes)).toEqual(expected);
  });

  it('that is an array is told as one, with the weakness and the references of its rule', () => {
    const bytes = ggufWith(['general.alignment', { type: 'array', elementType: 'u32', elements: [32] }]);
    expect(findingsOf(bytes)[0]).toMatchObject({
      message: 'expected a u32 power of two up to 1048576, found an array of u32',
      cwe: 'CWE-369',
      references: ['CVE-2025-0317'],
    });
  });
});

describe('a value', () => {
  it('of bool is what its byte says', () => {
    const valueOf = (value: boolean): unknown =>
      parseGguf(bufferSource(ggufWith(['b', { type: 'bool', value }]))).file?.metadata.get('b');
    expect([valueOf(true), valueOf(false)]).toEqual([
      { type: 'bool', value: true },
      { type: 'bool', value: false },
    ]);
  });

  it('that ends at the limit on metadata is taken, and one byte later is told, once, for all that is wrong behind it', () => {
    const bytes = patched(
      ggufWith(['x', { type: 'array', elementType: 'u8', elements: [1, 2, 3] }], ARCHITECTURE),
      0,
      [],
    );
    const end = valueOffset(bytes, 'x') + 12 + 3;
    const [at, before] = [end, end - 1].map((metadataBytes) => findingsOf(bytes, { limits: { metadataBytes } }));
    expect(at!.map(({ rule, path }) => [rule, path])).toEqual([['gguf/metadata-too-large', 'metadata[2]']]);
    expect(before).toMatchObject([
      {
        rule: 'gguf/metadata-too-large',
        message: `expected at most ${String(end - 1)} bytes of metadata, found more in metadata["x"]`,
        offset: end - 3,
        length: 3,
        path: 'metadata["x"]',
      },
    ]);
  });

  it('that ends with the file is beyond the limit, not cut off', () => {
    const head = header(0, 1, 8 + 1 + 4 + 12 + 3);
    const pair = [...u64(1n), 0x78, 9, 0, 0, 0, 0, 0, 0, 0, ...u64(3n), 1, 2, 3];
    const bytes = patched(head, HEADER_BYTES, pair);
    expect(rulesOf(bytes, { limits: { metadataBytes: bytes.length - 1 } })).toEqual(['gguf/metadata-too-large']);
  });
});

describe('a name', () => {
  it('that another begins with is another name', () => {
    const pairs = Array.from({ length: 60 }, (_, i) => ['x'.repeat(60 - i), u16(i)] as const);
    const tensors = pairs.map(([name]) => tensor(name));
    const { file, findings } = parseGguf(bufferSource(ggufBytes({ metadata: [ARCHITECTURE, ...pairs], tensors })));
    expect(findings).toEqual([]);
    expect([file?.metadata.size, file?.tensorsByName.size]).toEqual([61, 60]);
  });
});

describe('a file that ends early', () => {
  it('is told so wherever that is, and nothing is thrown', () => {
    const nested: ModelArray = { type: 'array', elementType: 'array', elements: [strings('s'), strings()] };
    const bytes = ggufBytes({
      metadata: [ARCHITECTURE, ['f', { type: 'f64', value: 1 }], ['n', nested], ['a', strings('abc', '')]],
      tensors: [tensor('t', { dims: [2, 1, 2, 2] })],
    });
    const { metadataBytes } = parseGguf(bufferSource(bytes), { profile: 'compat' }).file!;
    for (let length = HEADER_BYTES; length < metadataBytes; length++) {
      const [first] = findingsOf(bytes.slice(0, length), { profile: 'compat' }).filter(
        ({ severity }) => severity === 'error',
      );
      expect(first?.rule).toMatch(/truncated|count-beyond-file|length-beyond-file/);
    }
  });
});

describe('an array', () => {
  it('is no longer than the rest of the file could hold', () => {
    const bytes = ggufWith(['x', { type: 'array', elementType: 'u32', elements: [1] }]);
    const at = valueOffset(bytes, 'x') + 4;
    const rest = (bytes.length - at - 8) / 4;
    const [fits, beyond] = [Math.floor(rest), Math.floor(rest) + 1].map((length) =>
      rulesOf(patched(bytes, at, u64(BigInt(length)))),
    );
    expect(beyond).toEqual(['gguf/length-beyond-file']);
    expect(fits).not.toContain('gguf/length-beyond-file');
  });

  it('is held to the limit on its elements', () => {
    const bytes = ggufWith(['x', { type: 'array', elementType: 'u8', elements: [1, 2, 3] }]);
    expect(rulesOf(bytes, { limits: { arrayElements: 3 } })).toEqual([]);
    expect(findingsOf(bytes, { limits: { arrayElements: 2 } })).toMatchObject([
      {
        rule: 'gguf/array-too-long',
        message: 'expected at most 2 elements, found 3 in metadata["x"]',
        offset: valueOffset(bytes, 'x') + 4,
        length: 8,
        path: 'metadata["x"]',
      },
    ]);
  });
});

describe('a string', () => {
  it.each(['x', 'é'.repeat(100)])('in a list is held to the limit on its bytes: %j', (value) => {
    const { length } = Buffer.from(value);
    const bytes = ggufWith(['list', strings('', value, value)]);
    expect(rulesOf(bytes, { limits: { stringBytes: Math.max(length, 5) } })).toEqual([]);
    const limits = { stringBytes: length - 1 };
    const list = ggufBytes({ metadata: [['list', strings('', value, value)]] });
    expect(findingsOf(list, { limits }).map(({ rule, path }) => [rule, path])).toEqual([
      ['gguf/string-too-long', 'metadata["list"][1]'],
    ]);
  });
});

describe('a tensor', () => {
  it('whose name does not fit does not end the table', () => {
    const tensors = [tensor('a'), tensor('long'), tensor('a')];
    expect(rulesOf(ggufBytes({ tensors }), { limits: { tensorNameBytes: 3 } })).toEqual([
      'gguf/tensor-name-too-long',
      'gguf/duplicate-tensor',
    ]);
    expect(rulesOf(ggufBytes({ tensors: tensors.slice(0, 2) }), { limits: { tensorNameBytes: 4 } })).toEqual([]);
  });

  it('with up to 64 dimensions does not end the table; with 65 nobody knows where the next row begins', () => {
    const rules = (nDims: number): readonly string[] => {
      const dims = new Array<number>(nDims).fill(1).with(-1, 8);
      return rulesOf(ggufBytes({ tensors: [tensor('a', { dims }), tensor('b'), tensor('b')] }));
    };
    expect([rules(5), rules(64), rules(65)]).toEqual([
      ['gguf/bad-dimension-count', 'gguf/duplicate-tensor'],
      ['gguf/bad-dimension-count', 'gguf/duplicate-tensor'],
      ['gguf/bad-dimension-count'],
    ]);
  });

  it('of no elements is told at the dimension that is zero', () => {
    const dims = [8, 4, 0];
    const bytes = ggufBytes({ tensors: [tensor('zero', { dims })] });
    const dimsAt = Buffer.from(bytes).indexOf('zero') + 4 + 4;
    expect(findingsOf(bytes)).toMatchObject([{ rule: 'gguf/zero-dimension', offset: dimsAt + 16, length: 8 }]);
  });

  it('that ends inside a block is told once, and its size says nothing any more', () => {
    const bytes = ggufBytes({ tensors: [tensor('a', { type: tensorType('Q8_0'), dims: [33] })] });
    expect(rulesOf(bytes)).toEqual(['gguf/partial-block']);
  });

  it('of more than 2^53 elements has its exact size where a file could hold it', () => {
    // 50 bytes for 256 elements: 2^55 of them are 7.04e15 bytes.
    const head = ggufBytes({ tensors: [tensor('vast', { type: tensorType('IQ1_S'), dims: [2 ** 50, 2 ** 5] })] });
    const bytes = 2 ** 47 * 50;
    const size = head.length - 32 + bytes;
    const { file, findings } = parseGguf(sparseSource(head, size));
    expect(findings).toEqual([]);
    expect([file?.tensors[0]?.bytes, file?.tensorsByName.get('vast')?.bytes]).toEqual([bytes, bytes]);
  });
});

describe('padding', () => {
  it('is read up to its limit, and what is left is told', () => {
    const bytes = ggufBytes({ tensors: [tensor('a', { data: new Uint8Array(40), dims: [10] }), tensor('b')] });
    const padding = parseGguf(bufferSource(bytes)).file!;
    const scanned = padding.dataOffset - padding.metadataBytes + 24;
    expect(rulesOf(bytes, { limits: { paddingScanBytes: scanned } })).toEqual([]);
    expect(findingsOf(bytes, { limits: { paddingScanBytes: scanned - 7 } })).toMatchObject([
      {
        rule: 'gguf/padding-not-scanned',
        message: `expected at most ${String(scanned - 7)} bytes of padding and gaps, found 7 more, which were not read`,
      },
    ]);
  });
});
