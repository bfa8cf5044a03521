import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/core/errors.ts';
import { DEFAULT_LIMITS, LIMIT_NAMES, limitsFrom, resolveLimits } from '../../../src/gguf/limits.ts';

describe('limits', () => {
  it('are those of the specification of the gate', () => {
    expect(DEFAULT_LIMITS).toMatchObject({
      nKv: 65_536,
      nTensors: 1_000_000,
      keyBytes: 65_535,
      tensorNameBytes: 63,
      stringBytes: 64 * 2 ** 20,
      arrayElements: 16 * 2 ** 20,
      metadataBytes: 512 * 2 ** 20,
      nesting: 4,
    });
  });

  it('take counts and sizes from name=value pairs', () => {
    const limits = limitsFrom(
      new Map([
        ['n_kv', '100'],
        ['string_bytes', '1MiB'],
      ]),
    );
    expect(limits).toEqual({ nKv: 100, stringBytes: 2 ** 20 });
    expect(resolveLimits(limits)).toEqual({ ...DEFAULT_LIMITS, ...limits });
  });

  it('answer an unknown name with those there are', () => {
    expect(() => limitsFrom(new Map([['n_kvs', '1']]))).toThrow(UsageError);
    for (const name of LIMIT_NAMES) expect(() => limitsFrom(new Map([['n_kvs', '1']]))).toThrow(name);
  });

  it.each([
    ['n_kv', '1.5'],
    ['n_kv', '-1'],
    ['n_kv', '1e3'],
    ['n_kv', ''],
    ['n_kv', '99999999999'],
    ['nesting', '65'],
    ['metadata_bytes', '4GiB'],
    ['string_bytes', 'much'],
  ])('refuse %s=%s', (name, value) => {
    expect(() => limitsFrom(new Map([[name, value]]))).toThrow(UsageError);
  });

  it('refuse numbers of a caller that are no counts', () => {
    for (const nesting of [-1, 0.5, NaN, Infinity, 65]) expect(() => resolveLimits({ nesting })).toThrow(UsageError);
    expect(resolveLimits({ nesting: 0 }).nesting).toBe(0);
  });
});
