/** Where the recogniser of pickles draws its lines, opcode by opcode. What Python itself writes is in hidden.test.ts. */
import { describe, expect, it } from 'vitest';
import { looksLikePickle } from '../../../../src/checks/hidden/pickle.ts';

const STOP = '.';
const NONE = 'N';
const GLOBAL = 'cos\nsystem\n';

/** Text as Latin-1 and numbers as bytes, one after another. */
function bytesOf(...parts: readonly (string | readonly number[])[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? [...Buffer.from(part, 'latin1')] : part)));
}

function isPickle(...parts: readonly (string | readonly number[])[]): boolean {
  const bytes = bytesOf(...parts);
  return looksLikePickle(bytes, new DataView(bytes.buffer), 0);
}

const protocol = (n: number): readonly number[] => [0x80, n];
const frame = (low: number, high = 0): readonly number[] => [0x95, ...new Uint8Array(Uint32Array.of(low, high).buffer)];

describe('a pickle without frames', () => {
  it('is what imports, and stops', () => {
    expect(isPickle(protocol(2), GLOBAL, STOP)).toBe(true);
    expect(isPickle(protocol(2), 'ios\nsystem\n', STOP)).toBe(true);
    expect(isPickle(protocol(4), NONE, [0x93], STOP)).toBe(true);
    expect(isPickle(protocol(2), NONE, STOP)).toBe(false);
    expect(isPickle(protocol(2), STOP)).toBe(false);
  });

  it.each([
    [23, false],
    [24, true],
  ])('is what has 24 opcodes before it stops: %d', (n, expected) => {
    expect(isPickle(protocol(2), NONE.repeat(n), STOP)).toBe(expected);
  });

  it('is what goes on for 64 opcodes, with a byte after them, and imports where it ends before', () => {
    expect(isPickle(protocol(2), NONE.repeat(64), [0xff])).toBe(true);
    expect(isPickle(protocol(2), NONE.repeat(63), [0xff])).toBe(false);
    expect(isPickle(protocol(2), NONE.repeat(40))).toBe(false);
    expect(isPickle(protocol(2), GLOBAL, NONE.repeat(3))).toBe(true);
  });

  it('is none with a byte that is no opcode, whatever came before', () => {
    expect(isPickle(protocol(2), GLOBAL, [0xff], STOP)).toBe(false);
    expect(isPickle(protocol(2), GLOBAL, protocol(2), STOP)).toBe(false);
  });

  it('is judged by what is there where an argument goes past the end', () => {
    expect(isPickle(protocol(2), GLOBAL, 'X', [9, 0, 0, 0], 'short')).toBe(true);
    expect(isPickle(protocol(2), NONE, 'X', [9, 0, 0, 0], 'short')).toBe(false);
    expect(isPickle(protocol(2), NONE.repeat(24), 'X', [9, 0, 0, 0], 'short')).toBe(true);
    expect(isPickle(protocol(2), NONE.repeat(23), 'X', [9, 0, 0, 0], 'short')).toBe(false);
    expect(isPickle(protocol(2), GLOBAL, 'X', [9])).toBe(true);
  });
});

describe('an argument', () => {
  // Each is followed by what imports and stops: one byte more or less would not be.
  it.each([
    ['none', '}'],
    ['of one byte', 'K.'],
    ['of two', 'M..'],
    ['of four', 'J....'],
    ['of eight', 'G........'],
    ['with its length in one byte', 'U\x03...'],
    ['with its length in four', 'X\x03\0\0\0...'],
    ['with its length in eight', '\x8d\x03\0\0\0\0\0\0\0...'],
    ['of no bytes after its length', 'U\0'],
    ['of one line', 'I12\n'],
    ['of two lines', 'cx\ny\n'],
  ])('%s is stepped over', (_what, opcode) => {
    expect(isPickle(protocol(4), opcode, GLOBAL, STOP)).toBe(true);
    expect(isPickle(protocol(4), opcode, [0xff], GLOBAL, STOP)).toBe(false);
  });

  it('has a length below 4 GiB', () => {
    expect(isPickle(protocol(4), GLOBAL, [0x8d, 0, 0, 0, 0, 1, 0, 0, 0], STOP)).toBe(false);
    expect(isPickle(protocol(4), GLOBAL, [0x8d, 0, 0, 0, 0, 0, 0, 0, 0], STOP)).toBe(true);
  });

  it('of lines has printable ASCII alone, up to 257 characters, and no empty line', () => {
    const line = (text: string): boolean => isPickle(protocol(2), `I${text}\n`, GLOBAL, STOP);
    expect([line(' '), line('~'), line('\x1f'), line('\x7f'), line('')]).toEqual([true, true, false, false, false]);
    expect([line('7'.repeat(257)), line('7'.repeat(258))]).toEqual([true, false]);
    expect(isPickle(protocol(2), 'cx\n\n', GLOBAL, STOP)).toBe(false);
  });
});

describe('a pickle in frames', () => {
  it.each([
    [2, false],
    [3, true],
  ])('has three opcodes before it stops: %d', (n, expected) => {
    expect(isPickle(protocol(4), frame(4), NONE.repeat(n), STOP)).toBe(expected);
  });

  it.each([
    ['4 bytes', 4, 0, true],
    ['3 bytes', 3, 0, false],
    ['almost 4 GiB', 0xffff_ffff, 0, true],
    ['4 GiB', 4, 1, false],
  ])('begins with one of %s: %j %j', (_what, low, high, expected) => {
    expect(isPickle(protocol(5), frame(low, high), GLOBAL, STOP)).toBe(expected);
  });

  it('has the length of its frame', () => {
    expect(isPickle(protocol(4), frame(4).slice(0, 8))).toBe(false);
    expect(isPickle(protocol(4), frame(4))).toBe(false);
  });

  it('is of protocol 4 or later: before, the same byte is an opcode as any other', () => {
    expect(isPickle(protocol(3), frame(4), NONE.repeat(3), STOP)).toBe(false);
    expect(isPickle(protocol(3), frame(3), GLOBAL, STOP)).toBe(true);
    expect(isPickle(protocol(4), NONE.repeat(3), STOP)).toBe(false);
  });
});

describe('what torch.save wrote', () => {
  const MAGIC = [0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19];

  it('is known by its magic number, all of it', () => {
    expect(isPickle(MAGIC)).toBe(true);
    for (let i = 1; i < MAGIC.length; i++) expect(isPickle(MAGIC.with(i, 0xff))).toBe(false);
    expect(isPickle(MAGIC.slice(0, -1))).toBe(false);
  });
});
