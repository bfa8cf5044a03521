import { describe, expect, it } from 'vitest';
import { formatShardName, parseShardName, shardSet } from '../../../src/gguf/shards.ts';

describe('shard names', () => {
  it('are parsed into prefix, index and count', () => {
    expect(parseShardName('llama-00002-of-00003.gguf')).toEqual({ prefix: 'llama', index: 2, count: 3 });
    expect(parseShardName('a-00001-of-00002-00001-of-00001.gguf')).toEqual({
      prefix: 'a-00001-of-00002',
      index: 1,
      count: 1,
    });
  });

  it.each([
    'llama.gguf',
    'llama-0002-of-0003.gguf',
    'llama-00002-of-00003.GGUF',
    'llama-00002-of-00003.gguf ',
    'llama-00002-of-00003.gguf\n',
    '-00001-of-00001.gguf',
    'llama-00000-of-00003.gguf',
    'llama-00004-of-00003.gguf',
    'llama-00000-of-00000.gguf',
    'llama-00001-of-99999.gguf',
    '../llama-00001-of-00003.gguf',
    '..-00001-of-00003.gguf',
    'a/llama-00001-of-00003.gguf',
    'a\\llama-00001-of-00003.gguf',
    'c:llama-00001-of-00003.gguf',
    'a\0-00001-of-00003.gguf',
  ])('are not seen in %j', (name) => {
    expect(parseShardName(name)).toBeNull();
  });

  it('come back as they were', () => {
    const name = { prefix: 'Meta-Llama-3.1', index: 12, count: 345 };
    expect(formatShardName(name)).toBe('Meta-Llama-3.1-00012-of-00345.gguf');
    expect(parseShardName(formatShardName(name))).toEqual(name);
  });

  it('are refused where a caller asks for a path or a number out of range', () => {
    for (const prefix of ['', '.', '..', 'a/b', '..\\a', 'a\0']) {
      expect(() => formatShardName({ prefix, index: 1, count: 1 })).toThrow(RangeError);
    }
    for (const [index, count] of [
      [0, 1],
      [2, 1],
      [1, 65_536],
      [1.5, 2],
      [1, NaN],
    ] as const) {
      expect(() => formatShardName({ prefix: 'a', index, count })).toThrow(RangeError);
    }
    expect(() => formatShardName({ prefix: 'a"', index: 2, count: 1 })).toThrow(
      'expected a plain file name and 1 <= index <= count <= 65535, found "a\\"", 2 of 1',
    );
    expect(formatShardName({ prefix: 'a', index: 65_535, count: 65_535 })).toBe('a-65535-of-65535.gguf');
  });

  it('list the whole set in order', () => {
    expect(shardSet({ prefix: 'm', index: 2, count: 3 })).toEqual([
      'm-00001-of-00003.gguf',
      'm-00002-of-00003.gguf',
      'm-00003-of-00003.gguf',
    ]);
  });
});
