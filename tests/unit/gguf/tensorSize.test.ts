import { describe, expect, it } from 'vitest';
import { PaddedSum, tensorBytes, tensorBytesWide } from '../../../src/gguf/tensorSize.ts';
import { tensorType, TENSOR_TYPES } from '../../../src/gguf/tensorTypes.ts';

const F64 = tensorType('F64');
const I8 = tensorType('I8');
const Q1_0 = tensorType('Q1_0');
const MAX = 2n ** 63n - 1n;

describe('the size of a tensor', () => {
  it('is blocks times bytes a block, for every type', () => {
    for (const type of TENSOR_TYPES) {
      expect(tensorBytes([3 * type.blockSize, 5, 7], type)).toBe(3 * 5 * 7 * type.blockBytes);
      expect(tensorBytesWide([3n * BigInt(type.blockSize), 5n, 7n], type)).toBe(3 * 5 * 7 * type.blockBytes);
    }
  });

  it('is left to exact arithmetic where elements or bytes are over 2^53 - 1', () => {
    expect(tensorBytes([2 ** 50 - 1], F64)).toBe(2 ** 53 - 8);
    expect(tensorBytes([2 ** 50], F64)).toBeNull();
    expect(tensorBytes([2 ** 30, 2 ** 30], Q1_0)).toBeNull();
    expect(tensorBytes([Infinity, 1], F64)).toBeNull();
  });

  it('is nothing where the bytes pass 2^63 - 1, though the elements do not', () => {
    expect(tensorBytesWide([2n ** 60n - 1n], F64)).toBe(2n ** 63n - 8n);
    expect(tensorBytesWide([2n ** 60n], F64)).toBeNull();
    expect(tensorBytesWide([2n ** 61n - 1n], F64)).toBeNull();
    expect([tensorBytesWide([MAX], I8), tensorBytesWide([MAX + 1n], I8)]).toEqual([MAX, null]);
  });

  it('is nothing where the elements pass 2^63 - 1, though the bytes do not', () => {
    expect(tensorBytesWide([2n ** 62n], Q1_0)).toBe((2n ** 62n / 128n) * 18n);
    expect(tensorBytesWide([2n ** 62n, 2n], Q1_0)).toBeNull();
  });
});

describe('an exact size', () => {
  it('is a number up to 2^53 - 1', () => {
    expect([tensorBytesWide([2n ** 53n - 1n], I8), tensorBytesWide([2n ** 53n], I8)]).toEqual([2 ** 53 - 1, 2n ** 53n]);
  });
});

describe('a name of no type', () => {
  it('is refused', () => {
    expect(() => tensorType('Q9_9')).toThrow(new RangeError('expected a tensor type name, found "Q9_9"'));
  });
});

describe('PaddedSum', () => {
  it('passes 2^63 - 1 by the padding of the last tensor', () => {
    const sum = new PaddedSum(32);
    sum.add(MAX - 63n);
    expect(sum.overflows).toBe(false);
    sum.add(31);
    expect(sum.overflows).toBe(false);
    sum.add(1);
    expect(sum.overflows).toBe(true);
  });

  it('adds up exactly where many sizes are each safe and their sum is not', () => {
    const sum = new PaddedSum(1);
    for (let i = 0; i < 1024; i++) sum.add(2 ** 53 - 1);
    expect(sum.overflows).toBe(false);
    sum.add(1023);
    expect(sum.overflows).toBe(false);
    sum.add(1);
    expect(sum.overflows).toBe(true);
  });
});
