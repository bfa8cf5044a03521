import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/core/errors.ts';
import { parseGguf } from '../../../src/gguf/parse.ts';
import { bufferSource } from '../../../src/gguf/source.ts';
import { tensorType } from '../../../src/gguf/tensorTypes.ts';
import {
  ARCHITECTURE,
  countingSource,
  ggufBytes,
  ggufWith,
  patched,
  strings,
  tensor,
  text,
  valueOffset,
} from '../../../corpus/ggufBytes.ts';

describe('parseGguf', () => {
  it('says where everything lies', () => {
    const tensors = [
      tensor('a', { dims: [3], data: new Uint8Array(12) }),
      tensor('b', { dims: [64, 2], type: tensorType('Q4_0'), data: new Uint8Array(72) }),
    ];
    const bytes = ggufBytes({ tensors });
    const { file, findings } = parseGguf(bufferSource(bytes));
    expect(findings).toEqual([]);
    expect(file).toMatchObject({ version: 3, littleEndian: true, alignment: 32, metadataBytes: 143, dataOffset: 160 });
    expect(file?.size).toBe(160 + 32 + 96);
    expect(file?.tensors).toEqual([
      { index: 0, name: 'a', dims: [3], type: tensorType('F32'), offset: 0, fileOffset: 160, bytes: 12 },
      { index: 1, name: 'b', dims: [64, 2], type: tensorType('Q4_0'), offset: 32, fileOffset: 192, bytes: 72 },
    ]);
    expect(file?.tensorsByName.get('b')).toBe(file?.tensors[1]);
  });

  it('is strict unless it is told otherwise', () => {
    const bytes = Uint8Array.of(...ggufBytes(), 0);
    expect(parseGguf(bufferSource(bytes)).file).toBeNull();
    expect(parseGguf(bufferSource(bytes), { profile: 'compat' }).file).not.toBeNull();
  });

  it('throws on limits that make no sense, as only a caller can be to blame for them', () => {
    expect(() => parseGguf(bufferSource(ggufBytes()), { limits: { nKv: -1 } })).toThrow(UsageError);
  });

  it('says what was expected, what was found, and where', () => {
    const bool = ggufWith(['x.flag', { type: 'bool', value: true }]);
    const at = valueOffset(bool, 'x.flag');
    expect(parseGguf(bufferSource(patched(bool, at, [7]))).findings).toEqual([
      {
        rule: 'gguf/bool-byte',
        severity: 'error',
        message: 'expected a bool of 0 or 1, found 7 in metadata["x.flag"]',
        offset: at,
        length: 1,
        path: 'metadata["x.flag"]',
        cwe: 'CWE-843',
      },
    ]);
  });

  it('points at the element of an array that is at fault', () => {
    const bytes = ggufWith(['tokenizer.ggml.tokens', strings('aa', 'b\0', 'c\0')]);
    const at = valueOffset(bytes, 'tokenizer.ggml.tokens') + 12 + 10 + 8;
    expect(parseGguf(bufferSource(bytes)).findings).toMatchObject([
      { rule: 'gguf/nul-in-token', offset: at, path: 'metadata["tokenizer.ggml.tokens"][1]' },
    ]);
  });

  it('goes on after what does not hide the rest, and reports all of it', () => {
    const metadata = [ARCHITECTURE, ['A', text('\0')], ['x', text('')], ['x', text('')]] as const;
    const tensors = [tensor('t', { type: 4 }), tensor('t', { dims: [0] }), tensor('u', { type: 99 })];
    const { findings } = parseGguf(bufferSource(ggufBytes({ metadata, tensors })));
    expect(findings.map(({ rule }) => rule)).toEqual([
      'gguf/key-charset',
      'gguf/nul-in-string',
      'gguf/duplicate-key',
      'gguf/zero-dimension',
      'gguf/removed-tensor-type',
      'gguf/unknown-tensor-type',
    ]);
  });

  it('reads strings that lie across the end of its window, wherever that falls', () => {
    for (let shift = 0; shift < 24; shift++) {
      const filler = 'x'.repeat(2 ** 20 - 200 + shift);
      const list = ['é', '', 'ab', 'y'.repeat(200), 'c'].concat(new Array<string>(20).fill('zé'));
      const { file, findings } = parseGguf(
        bufferSource(ggufWith(['filler', text(filler)], ['list', strings(...list)])),
      );
      expect(findings).toEqual([]);
      const value = file?.metadata.get('list');
      expect(value?.type === 'array' && [...value.values()]).toEqual(list);
    }
  });

  it('counts every string at fault, those across the end of its window too', () => {
    const count = 25;
    for (const bad of [Uint8Array.of(0x61, 0xff), Uint8Array.of(0x61, 0)]) {
      const list = strings(...new Array<Uint8Array>(count).fill(bad));
      for (let shift = 0; shift < 10; shift++) {
        const filler = text('x'.repeat(2 ** 20 - 300 + shift));
        const { findings } = parseGguf(bufferSource(ggufWith(['filler', filler], ['list', list])));
        expect(findings).toHaveLength(1);
        expect(findings[0]?.message).toContain(`of ${String(count)} such in ${String(count)} strings`);
      }
    }
  });

  it('reads a version from the order of its bytes, one that it refuses too', () => {
    const found = (...version: number[]): string | undefined =>
      parseGguf(bufferSource(patched(ggufBytes(), 4, version))).findings[0]?.message;
    expect(found(1, 0, 0, 0)).toBe('expected version 2 or 3, found 1');
    expect(found(0, 0, 0, 1)).toBe('expected version 2 or 3, found 1');
    expect(found(4, 0, 0, 0)).toBe('expected version 2 or 3, found 4');
  });

  it('finds a byte in a long gap, wherever it is, and reads the gap once', () => {
    const gap = 200_000;
    const data = new Uint8Array(32 + gap);
    for (const at of [32, 32 + 4095, 32 + 65_535, 32 + 65_536, 32 + gap - 1]) {
      const dirty = patched(data, at, [1]);
      const source = countingSource(ggufBytes({ tensors: [tensor('a', { data: dirty }), tensor('b')] }));
      const { findings } = parseGguf(source, { profile: 'compat', limits: { metadataBytes: 200 } });
      const first = source.size - 32 - data.length + at;
      expect(findings.map(({ rule, offset }) => [rule, offset])).toEqual([
        ['gguf/gap-between-tensors', source.size - 32 - gap],
        ['gguf/nonzero-padding', first],
      ]);
      expect(source.bytesRead).toBeLessThan(200 + gap + 2 * 4096);
    }
  });
});
