import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/core/errors.ts';
import { DEFAULT_LIMITS, LIMIT_NAMES, limitsFrom, resolveLimits } from '../../../src/gguf/limits.ts';

describe('limits', () => {
  it('are those of the specification of the gate', () => {
    expect(DEFAULT_LIMITS).toMatchObject({
      nKv: 65_536,
      nTensors: 1_000_000,
      keyBytes: 65_535,
      tensorNameBytes: 1024,
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
    const message = `expected a limit of ${LIMIT_NAMES.join(', ')}, found "n_kvs"`;
    expect(() => limitsFrom(new Map([['n_kvs', '1']]))).toThrow(new UsageError('usage/limit', message));
  });

  it.each([
    ['n_kv', '1.5'],
    ['n_kv', '-1'],
    ['n_kv', '1e3'],
    ['n_kv', ''],
    ['n_kv', '99999999999'],
    ['nesting', '65'],
    ['metadata_bytes', '4GiB'],
  ])('refuse %s=%s', (name, value) => {
    const message = new RegExp(`^expected ${name} to be 0 to \\d+, found "${value}"$`);
    expect(() => limitsFrom(new Map([[name, value]]))).toThrow(
      expect.objectContaining({ code: 'usage/limit', message: expect.stringMatching(message) as string }),
    );
  });

  it('refuse what is no size', () => {
    const message = 'expected a size such as 8GB or 512MiB, found "much"';
    expect(() => limitsFrom(new Map([['string_bytes', 'much']]))).toThrow(new UsageError('usage/unit', message));
  });

  it('refuse numbers of a caller that are no counts', () => {
    for (const nesting of [-1, 0.5, NaN, Infinity, 65]) expect(() => resolveLimits({ nesting })).toThrow(UsageError);
    expect([resolveLimits({ nesting: 0 }).nesting, resolveLimits({ nesting: 64 }).nesting]).toEqual([0, 64]);
  });
});
