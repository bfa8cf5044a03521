import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addSafe, alignUp, isPowerOfTwo, mulSafe, toSafe } from '../../../src/core/checked.ts';
import { UsageError } from '../../../src/core/errors.ts';
import { isAtLeast } from '../../../src/core/finding.ts';
import { printable, quoted } from '../../../src/core/printable.ts';
import { Rng } from '../../../src/core/rng.ts';
import { formatBytes, formatCount, parseBytes, parseBytesPerSecond, parseSeconds } from '../../../src/core/units.ts';

describe('checked integers', () => {
  it('agree with bigint, and give null where the result is not exact', () => {
    const integer = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
    fc.assert(
      fc.property(integer, integer, (a, b) => {
        const sum = BigInt(a) + BigInt(b);
        const product = BigInt(a) * BigInt(b);
        expect(addSafe(a, b)).toBe(toSafe(sum));
        expect(mulSafe(a, b)).toBe(toSafe(product));
      }),
    );
  });

  it('align up to the next multiple', () => {
    expect([0, 1, 31, 32, 33].map((n) => alignUp(n, 32))).toEqual([0, 32, 32, 32, 64]);
    expect(alignUp(Number.MAX_SAFE_INTEGER, 32)).toBeNull();
  });

  it('know the powers of two', () => {
    expect([1, 2, 1024, 2 ** 52].every(isPowerOfTwo)).toBe(true);
    expect([0, -1, 3, 6, 2 ** 53 - 1, NaN, 0.5].some(isPowerOfTwo)).toBe(false);
  });
});

describe('printable', () => {
  it('shows controls, bidi overrides, zero-width characters and lone surrogates as escapes', () => {
    expect(printable('a\u001b[31m\u202eb\u200b\ud800\u2028c')).toBe(
      'a\\u{1b}[31m\\u{202e}b\\u{200b}\\u{d800}\\u{2028}c',
    );
  });

  it('cuts long text', () => {
    expect(printable('x'.repeat(100), 10)).toBe(`${'x'.repeat(10)}…`);
    expect(quoted('ab')).toBe('"ab"');
  });
});

describe('Rng', () => {
  it('gives the same sequence for a seed on every platform', () => {
    const rng = new Rng(42);
    expect(Array.from({ length: 4 }, () => rng.uint32())).toEqual([660444221, 3652823732, 77672526, 910233633]);
  });

  it('gives another sequence for another seed, and for another fork', () => {
    const first = [1, 2].map((seed) => new Rng(seed).uint32());
    expect(first[0]).not.toBe(first[1]);
    expect(new Rng(1).fork(1).uint32()).not.toBe(new Rng(1).fork(2).uint32());
  });

  it('stays within the ends of int and reaches both', () => {
    const rng = new Rng(7);
    const seen = new Set(Array.from({ length: 200 }, () => rng.int(-1, 2)));
    expect([...seen].sort((a, b) => a - b)).toEqual([-1, 0, 1, 2]);
  });

  it('has a mean of 0 and a deviation of 1 in normal', () => {
    const rng = new Rng(3);
    const values = Array.from({ length: 20_000 }, () => rng.normal());
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    const variance = values.reduce((a, b) => a + b * b, 0) / values.length - mean ** 2;
    expect(Math.abs(mean)).toBeLessThan(0.03);
    expect(Math.abs(variance - 1)).toBeLessThan(0.05);
  });
});

describe('units', () => {
  it.each([
    ['8GB', 8e9],
    ['512MiB', 512 * 2 ** 20],
    ['1024', 1024],
    ['1.5 KiB', 1536],
  ])('reads %s', (text, bytes) => {
    expect(parseBytes(text)).toBe(bytes);
  });

  it('reads rates and times', () => {
    expect(parseBytesPerSecond('5GB/s')).toBe(5e9);
    expect(['30s', '5m', '250ms', '2h', '30'].map(parseSeconds)).toEqual([30, 300, 0.25, 7200, 30]);
  });

  it.each(['', 'x', '-1', '1XB', '1e400', '9999999999TB'])('refuses %j', (text) => {
    expect(() => parseBytes(text)).toThrow(UsageError);
  });

  it('writes sizes and counts for people', () => {
    expect([0, 1023, 1536, 98362432].map(formatBytes)).toEqual(['0 B', '1023 B', '1.50 KiB', '93.8 MiB']);
    expect([999, 1234, 134515008].map(formatCount)).toEqual(['999', '1.23 k', '135 M']);
  });
});

describe('severities', () => {
  it('are ordered note, warning, error', () => {
    expect(isAtLeast('error', 'warning')).toBe(true);
    expect(isAtLeast('warning', 'warning')).toBe(true);
    expect(isAtLeast('note', 'warning')).toBe(false);
  });
});
