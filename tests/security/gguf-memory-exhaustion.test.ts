import { describe, expect, it } from 'vitest';
import { MAX_FINDINGS_PER_RULE } from '../../src/core/findings.ts';
import type { ModelArray } from '../../src/gguf/model.ts';
import { parseGguf } from '../../src/gguf/parse.ts';
import type { ParseResult } from '../../src/gguf/parse.ts';
import { GGUF_RULES } from '../../src/gguf/rules.ts';
import { bufferSource } from '../../src/gguf/source.ts';
import {
  ggufBytes,
  ggufWith,
  patched,
  sparseSource,
  strings,
  tensor,
  text,
  u64,
  valueOffset,
} from '../../corpus/ggufBytes.ts';

const MIB = 2 ** 20;
const TIB = 2 ** 40;

function rulesOf({ findings }: ParseResult): string[] {
  return [...new Set(findings.map(({ rule }) => rule))];
}

/** Parses, and says how much memory for bytes was asked for while that went on, collected or not. */
function allocationOf(action: () => ParseResult): { result: ParseResult; allocated: number } {
  const before = process.memoryUsage().arrayBuffers;
  const result = action();
  return { result, allocated: process.memoryUsage().arrayBuffers - before };
}

/** A file with one string, array of numbers, or array of strings whose length is a lie. */
function bomb(kind: 'string' | 'u64' | 'array' | 'strings', length: bigint): Uint8Array {
  if (kind === 'string') {
    const bytes = ggufWith(['x', text('')]);
    return patched(bytes, valueOffset(bytes, 'x'), u64(length));
  }
  const inner: ModelArray = { type: 'array', elementType: 'u8', elements: [] };
  const value: Record<string, ModelArray> = {
    u64: { type: 'array', elementType: 'u64', elements: [] },
    array: { type: 'array', elementType: 'array', elements: [inner] },
    strings: strings(''),
  };
  const bytes = ggufWith(['x', value[kind] as ModelArray]);
  return patched(bytes, valueOffset(bytes, 'x') + 4, u64(length));
}

const BOMBS = [
  bomb('string', 2n ** 40n),
  bomb('string', 2n ** 64n - 1n),
  bomb('u64', 2n ** 31n),
  bomb('u64', 2n ** 61n),
  bomb('array', 2n ** 31n),
  bomb('array', 2n ** 64n - 1n),
  bomb('strings', 2n ** 31n),
];

describe('a file that declares more than it has', () => {
  it.each(BOMBS.map((bytes, i) => [i, bytes]))('is refused before anything is allocated: bomb %i', (_, bytes) => {
    const { result, allocated } = allocationOf(() => parseGguf(bufferSource(bytes)));
    expect(rulesOf(result)).toEqual(['gguf/length-beyond-file']);
    expect(allocated).toBeLessThan(MIB);
  });

  it('is refused for its counts, at no cost, in 32 bytes', () => {
    for (const at of [8, 16]) {
      for (const count of [2n ** 63n, 2n ** 64n - 1n, 2n ** 32n, 100n]) {
        const bytes = patched(ggufBytes().slice(0, 32), 8, [...u64(0n), ...u64(0n)]);
        expect(rulesOf(parseGguf(bufferSource(patched(bytes, at, u64(count)))))).toEqual(['gguf/count-beyond-file']);
      }
    }
  });
});

describe('a file of terabytes, of which nothing but the head is there', () => {
  it.each(
    BOMBS.slice(0, 1)
      .concat(BOMBS[2] ?? [], BOMBS[4] ?? [], BOMBS[6] ?? [])
      .map((bytes, i) => [i, bytes]),
  )('is refused by a limit where its length could be true: bomb %i', (_, bytes) => {
    const source = sparseSource(bytes, 64 * TIB);
    const { result, allocated } = allocationOf(() => parseGguf(source));
    expect(result.file).toBeNull();
    expect(rulesOf(result).join()).toMatch(/too-long|too-large/);
    expect(source.bytesRead).toBeLessThanOrEqual(2 * MIB);
    expect(allocated).toBeLessThan(4 * MIB);
  });

  it('is refused for a million keys or tensors too many before one of them is read', () => {
    const head = patched(ggufBytes().slice(0, 24), 8, [...u64(0n), ...u64(2n ** 30n)]);
    expect(rulesOf(parseGguf(sparseSource(head, TIB)))).toEqual(['gguf/too-many-keys']);
    const tensors = patched(head, 8, [...u64(2n ** 30n), ...u64(1n)]);
    expect(rulesOf(parseGguf(sparseSource(tensors, TIB)))).toEqual(['gguf/too-many-tensors', 'gguf/empty-key']);
  });

  it('stops at the limit on metadata, having read no more than that', () => {
    const bytes = bomb('strings', BigInt(2 ** 20));
    // Zeros from here on: 2^20 empty strings, 8 MiB.
    const source = sparseSource(bytes.slice(0, valueOffset(bytes, 'x') + 12), TIB);
    const limits = { metadataBytes: 4 * MIB };
    expect(rulesOf(parseGguf(source, { limits }))).toEqual(['gguf/metadata-too-large']);
    expect(source.bytesRead).toBeLessThanOrEqual(4 * MIB);
  });

  it('has its gaps measured, not read to the end', () => {
    const bytes = ggufBytes({ tensors: [tensor('a', { offset: TIB })] });
    const source = sparseSource(bytes, bytes.length + TIB);
    const result = parseGguf(source, { limits: { paddingScanBytes: MIB } });
    expect(rulesOf(result)).toEqual(['gguf/gap-between-tensors', 'gguf/padding-not-scanned']);
    expect(result.file).not.toBeNull();
    expect(source.bytesRead).toBeLessThan(3 * MIB);
  });
});

describe('a file that breaks many rules many times', () => {
  it('gives a bounded list of findings that says how many there were', () => {
    const count = 20_000;
    const metadata = Array.from({ length: count }, () => ['__proto__', { type: 'bool', value: true }] as const);
    const tensors = Array.from({ length: count }, () => tensor('__proto__', { offset: 1 }));
    const { file, findings } = parseGguf(bufferSource(ggufBytes({ metadata, tensors })));
    expect(file).toBeNull();
    expect(findings.length).toBeLessThanOrEqual(GGUF_RULES.length * (MAX_FINDINGS_PER_RULE + 1));
    const left = String(count - 1 - MAX_FINDINGS_PER_RULE);
    expect(findings.map(({ message }) => message)).toContain(`${left} more findings of gguf/duplicate-tensor`);
  });

  it('gives one finding for a vocabulary of which every token is at fault', () => {
    const tokens = strings(...Array.from({ length: 50_000 }, () => Uint8Array.of(0, 0xff)));
    const { findings } = parseGguf(bufferSource(ggufWith(['tokenizer.ggml.tokens', tokens])));
    expect(findings.map(({ rule }) => rule)).toEqual(['gguf/nul-in-token', 'gguf/string-not-utf8']);
    expect(findings[0]?.message).toContain('50000');
  });

  it('does not print megabytes of a name', () => {
    const { findings } = parseGguf(bufferSource(ggufWith(['K'.repeat(60_000), text('')])));
    expect(findings).toHaveLength(1);
    expect(findings[0]?.message.length).toBeLessThan(300);
  });
});

describe('arrays in arrays', () => {
  /** An array that holds an array that holds …, `depth` times. */
  function nest(depth: number): Uint8Array {
    const level = [9, 0, 0, 0, ...u64(1n)];
    const body = Array.from({ length: depth }, () => level).flat();
    const head = ggufWith(['x', { type: 'array', elementType: 'u8', elements: [] }]);
    const at = valueOffset(head, 'x');
    return Buffer.concat([head.subarray(0, at), Uint8Array.from(body), head.subarray(at)]);
  }

  it.each([4, 5, 1000, 100_000])('%i deep do not overflow the stack', (depth) => {
    expect(rulesOf(parseGguf(bufferSource(nest(depth))))).toEqual(['gguf/nested-array', 'gguf/array-too-deep']);
    expect(rulesOf(parseGguf(bufferSource(nest(3))))).not.toContain('gguf/array-too-deep');
  });

  it('are refused by the highest limit on nesting there is, too', () => {
    const result = parseGguf(bufferSource(nest(100_000)), { limits: { nesting: 64 } });
    expect(rulesOf(result)).toEqual(['gguf/nested-array', 'gguf/array-too-deep']);
  });
});

describe('what is kept of a file', () => {
  it('is its metadata once: a small model does not hold on to the window it was read through', () => {
    const data = new Uint8Array(4 * MIB);
    const source = bufferSource(ggufBytes({ tensors: [tensor('a', { dims: [MIB], data })] }));
    const files = Array.from({ length: 8 }, () => parseGguf(source).file);
    for (const file of files) {
      const value = file?.metadata.get('general.architecture');
      expect(value?.type === 'string' && value.bytes.buffer.byteLength).toBe(file?.metadataBytes);
    }
  });
});
