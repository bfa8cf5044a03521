/** Each header field by field: what is the smallest that is recognised, and which value of each field is the first that is not. */
import { describe, expect, it } from 'vitest';
import { SIGNATURES } from '../../../../src/checks/hidden/signatures.ts';

const latin1 = (text: string): readonly number[] => [...Buffer.from(text, 'latin1')];
const u16 = (value: number): readonly number[] => [value & 0xff, value >>> 8];
const u32 = (value: number): readonly number[] => [...new Uint8Array(Uint32Array.of(value).buffer)];
const big = (bytes: readonly number[]): readonly number[] => bytes.toReversed();

function matches(format: string, header: readonly number[], at = 0, begins = true): boolean {
  const bytes = Uint8Array.from(header);
  const stretch = { bytes, view: new DataView(bytes.buffer), beginsAt: (index: number) => begins && index === at };
  return SIGNATURES.find((signature) => signature.format === format)!.matches(stretch, at);
}

/** `header` with `bytes` written over it from `at` on. */
function patched(header: readonly number[], at: number, bytes: readonly number[]): readonly number[] {
  return [...header.slice(0, at), ...bytes, ...header.slice(at + bytes.length)];
}

interface Field {
  readonly what: string;
  readonly at: number;
  readonly good: readonly (readonly number[])[];
  readonly bad: readonly (readonly number[])[];
}

interface Header {
  readonly format: string;
  readonly name: string;
  /** The shortest that is recognised. */
  readonly bytes: readonly number[];
  /** How many of its first bytes are the magic number. */
  readonly magic: number;
  readonly fields: readonly Field[];
}

const range = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);
const each = (...values: readonly number[]): readonly (readonly number[])[] => values.map((value) => [value]);
const each16 = (...values: readonly number[]): readonly (readonly number[])[] => values.map((value) => u16(value));
const each32 = (...values: readonly number[]): readonly (readonly number[])[] => values.map((value) => u32(value));
const eachBig = (...values: readonly number[]): readonly (readonly number[])[] =>
  values.map((value) => big(u32(value)));

const ZIP_METHODS = [0, 8, 9, 12, 14, 93, 94, 95, 96, 97, 98, 99];
const CPUS = [7, 12, 18].flatMap((cpu) => [cpu, cpu | 0x0100_0000, cpu | 0x0200_0000]);
const OTHER_CPUS = [0, 6, 8, 19, 0x107, 0x0300_0007];

function machO(name: string, magic: number, little: boolean): Header {
  const order = little ? u32 : (value: number) => big(u32(value));
  return {
    format: 'Mach-O executable',
    name,
    bytes: [...big(u32(magic)), ...order(7), ...order(3), ...order(2)],
    magic: 4,
    fields: [
      { what: 'processor', at: 4, good: CPUS.map(order), bad: [...OTHER_CPUS.map(order), order(7).toReversed()] },
      { what: 'type', at: 12, good: [order(1), order(12)], bad: [order(0), order(13), order(1).toReversed()] },
    ],
  };
}

function elf(name: string, order: number, type: (value: number) => readonly number[]): Header {
  return {
    format: 'ELF executable',
    name,
    bytes: [0x7f, ...latin1('ELF'), 2, order, 1, ...new Array<number>(9).fill(0), ...type(2)],
    magic: 4,
    fields: [
      { what: 'class', at: 4, good: each(1, 2), bad: each(0, 3) },
      { what: 'byte order', at: 5, good: [], bad: each(0, 3, 3 - order) },
      { what: 'version', at: 6, good: each(1), bad: each(0, 2) },
      { what: 'type', at: 16, good: [1, 2, 3, 4].map(type), bad: [0, 5, 0x0100].map(type) },
    ],
  };
}

/** Up to the fourth byte of the first key. `size` writes a count or a length, of 8 bytes from version 2 on. */
function gguf(version: number, order: 'little' | 'big'): Header {
  const inOrder = (bytes: readonly number[]): readonly number[] => (order === 'little' ? bytes : big(bytes));
  const size = (value: number, high = 0): readonly number[] =>
    inOrder(version === 1 ? u32(value) : [...u32(value), ...u32(high)]);
  const width = version === 1 ? 4 : 8;
  const wide = version === 1 ? [] : [size(1, 1)];
  const [counts, pairs, length, key] = [8, 8 + width, 8 + 2 * width, 8 + 3 * width] as const;
  return {
    format: 'GGUF file',
    name: `${order}-endian GGUF of version ${String(version)}`,
    bytes: [...latin1('GGUF'), ...inOrder(u32(version)), ...size(2), ...size(3), ...size(20), ...latin1('gene')],
    magic: 4,
    fields: [
      {
        what: 'version',
        at: 4,
        good: version === 1 ? [] : [2, 3].map((v) => inOrder(u32(v))),
        bad: [0, 4, 256].map((v) => inOrder(u32(v))),
      },
      { what: 'number of tensors', at: counts, good: [size(0), size(0xffff_ffff)], bad: wide },
      { what: 'number of pairs', at: pairs, good: [size(1), size(0xffff_ffff)], bad: [size(0), ...wide] },
      { what: 'length of a key', at: length, good: [size(4), size(0xffff)], bad: [size(0), size(0x1_0000), ...wide] },
      { what: 'key', at: key, good: [[1], [0xff]], bad: each(0) },
      { what: 'end of what is looked at of the key', at: key + 3, good: [[1]], bad: each(0) },
    ],
  };
}

/** A stub of 64 bytes, and the header where it says. */
function portable(at: number): readonly number[] {
  const stub = patched([...latin1('MZ'), ...new Array<number>(Math.max(62, at - 2)).fill(0)], 0x3c, u32(at));
  return patched([...stub], at, [...latin1('PE'), 0, 0]);
}

const HEADERS: readonly Header[] = [
  {
    format: 'zip archive',
    name: 'member of a zip',
    bytes: patched([...latin1('PK'), 3, 4, ...new Array<number>(26).fill(0)], 26, u16(1)),
    magic: 4,
    fields: [
      { what: 'version', at: 4, good: each(0, 63), bad: each(64, 255) },
      {
        what: 'method',
        at: 8,
        good: each16(...ZIP_METHODS),
        bad: each16(...range(0, 101).filter((method) => !ZIP_METHODS.includes(method)), 0x100, 0x800),
      },
      { what: 'length of the name', at: 26, good: each16(1, 4096), bad: each16(0, 4097) },
    ],
  },
  {
    format: 'zip archive',
    name: 'end of a zip',
    bytes: [...latin1('PK'), 5, 6, ...new Array<number>(18).fill(0)],
    magic: 4,
    fields: [
      { what: 'numbers of disks', at: 4, good: each32(0), bad: each32(1, 0x0100_0000) },
      {
        what: 'counts of members',
        at: 8,
        good: [[...u16(300), ...u16(300)]],
        bad: [
          [...u16(300), ...u16(301)],
          [...u16(44), ...u16(300)],
        ],
      },
    ],
  },
  {
    format: 'gzip archive',
    name: 'gzip',
    bytes: [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3],
    magic: 3,
    fields: [
      { what: 'flags', at: 3, good: each(0x1f), bad: each(0x20, 0xff) },
      { what: 'level', at: 8, good: each(0, 2, 4), bad: each(1, 3, 5) },
      { what: 'operating system', at: 9, good: each(0, 13, 255), bad: each(14, 254) },
    ],
  },
  {
    format: 'xz archive',
    name: 'xz',
    bytes: [0xfd, ...latin1('7zXZ'), 0, 0, 4],
    magic: 7,
    fields: [{ what: 'check', at: 7, good: each(0, 1, 4, 10), bad: each(2, 3, 5, 9, 11) }],
  },
  {
    format: '7z archive',
    name: '7z',
    bytes: [...latin1('7z'), 0xbc, 0xaf, 0x27, 0x1c, 0, 4],
    magic: 7,
    fields: [{ what: 'minor version', at: 7, good: each(0, 15), bad: each(16) }],
  },
  {
    format: 'rar archive',
    name: 'rar',
    bytes: [...latin1('Rar!'), 0x1a, 7, 1],
    magic: 6,
    fields: [{ what: 'version', at: 6, good: each(0, 1), bad: each(2) }],
  },
  { format: 'tar archive', name: 'POSIX tar', bytes: latin1('ustar\x0000'), magic: 8, fields: [] },
  { format: 'tar archive', name: 'GNU tar', bytes: latin1('ustar  \0'), magic: 8, fields: [] },
  elf('little-endian ELF', 1, u16),
  elf('big-endian ELF', 2, (value) => big(u16(value))),
  {
    format: 'PE executable',
    name: 'PE',
    bytes: portable(0x40),
    magic: 0,
    fields: [
      { what: 'place of the header', at: 0x3c, good: each32(0x40), bad: each32(0x3f, 0x41, 0, 0x0100_0040) },
      { what: 'header', at: 0x40, good: [], bad: [latin1('NE'), latin1('PF'), latin1('PE\x01'), latin1('PE\0\x01')] },
    ],
  },
  machO('32-bit little-endian Mach-O', 0xcefaedfe, true),
  machO('64-bit little-endian Mach-O', 0xcffaedfe, true),
  machO('32-bit big-endian Mach-O', 0xfeedface, false),
  machO('64-bit big-endian Mach-O', 0xfeedfacf, false),
  {
    format: 'Mach-O executable',
    name: 'Mach-O of many architectures',
    bytes: [0xca, 0xfe, 0xba, 0xbe, ...big(u32(2)), ...big(u32(7)), 0, 0, 0, 3],
    magic: 4,
    fields: [
      { what: 'number of architectures', at: 4, good: eachBig(1, 20), bad: eachBig(0, 21, 0x0100_0000) },
      { what: 'processor', at: 8, good: eachBig(...CPUS), bad: eachBig(...OTHER_CPUS) },
    ],
  },
  ...[1, 2, 3].flatMap((version) => [gguf(version, 'little'), gguf(version, 'big')]),
];

describe.each(HEADERS.map((header) => [header.name, header] as const))('the header of a %s', (_name, header) => {
  const { format, bytes, magic, fields } = header;

  it('is recognised where it stands, with nothing behind it, and not without its last byte', () => {
    expect(matches(format, bytes)).toBe(true);
    expect(matches(format, [1, 2, 3, ...bytes], 3)).toBe(true);
    expect(matches(format, bytes.slice(0, -1))).toBe(false);
    expect(matches(format, [1, 2, 3, ...bytes.slice(0, -1)], 3)).toBe(false);
  });

  it('has a magic number, every byte of it', () => {
    for (let i = 0; i < magic; i++) expect(matches(format, bytes.with(i, bytes[i]! ^ 0x80))).toBe(false);
  });

  it('has fields with a first and a last value', () => {
    for (const { what, at, good, bad } of fields) {
      for (const value of good)
        expect([what, value, matches(format, patched(bytes, at, value))]).toEqual([what, value, true]);
      for (const value of bad)
        expect([what, value, matches(format, patched(bytes, at, value))]).toEqual([what, value, false]);
    }
  });
});

describe('the header of a PE', () => {
  it('stands between 64 and 4096 bytes behind its stub', () => {
    expect(matches('PE executable', portable(0x1000))).toBe(true);
    expect(matches('PE executable', portable(0x1001))).toBe(false);
    expect(matches('PE executable', portable(0x20))).toBe(false);
    // 62 bytes of a stub: its last field is not all there.
    expect(matches('PE executable', [...latin1('MZ'), ...new Array<number>(60).fill(0)])).toBe(false);
  });
});

describe('the header of a GGUF', () => {
  const header = (key: string): readonly number[] => [
    ...latin1('GGUF\x03\0\0\0'),
    ...[0, 1, key.length].flatMap((size) => [...u32(size), ...u32(0)]),
    ...latin1(key),
  ];

  it('has a first key of any length, the last byte of which is looked at where it is short', () => {
    expect([matches('GGUF file', header('k')), matches('GGUF file', header('abc'))]).toEqual([true, true]);
    expect([matches('GGUF file', header('\0')), matches('GGUF file', header('ab\0'))]).toEqual([false, false]);
    expect([matches('GGUF file', header('abcd\0')), matches('GGUF file', header('abc\0e'))]).toEqual([true, false]);
    expect(matches('GGUF file', header('abc').slice(0, -1))).toBe(false);
  });

  it('is not the four letters alone, nor with its version', () => {
    for (let length = 4; length < header('k').length; length++)
      expect(matches('GGUF file', header('k').slice(0, length))).toBe(false);
  });
});

describe('the first line of a script', () => {
  const isScript = (line: string, at = 0, begins = true): boolean => matches('script', latin1(line), at, begins);

  it.each([
    '#!/bin/sh\n',
    '#!/bin/sh\nexit\n',
    '#! \t /usr/bin/env python3 -u\r\n',
    '#!/opt/my-tools/c++.2/run_it ~\n',
    `#!/${'a'.repeat(252)}\n`,
  ])('is %j', (line) => {
    expect(isScript(line)).toBe(true);
    expect(isScript(`ab${line}`, 2)).toBe(true);
  });

  it.each([
    '#!/bin/sh',
    '#!bin/sh\n',
    '#!/\n',
    '#!//bin\n',
    '#!/bin/sh\x01\n',
    '#!/bin/sh\x0bx\n',
    '#!/b*n/sh\n',
    '# !/bin/sh\n',
    '#!/bin/sh x\x7f\n',
  ])('is not %j', (line) => {
    expect(isScript(line)).toBe(false);
  });

  it('is within 256 bytes, and where something begins', () => {
    expect(isScript(`#!/${'a'.repeat(253)}\n`)).toBe(false);
    expect(isScript('#!/bin/sh\n', 0, false)).toBe(false);
  });
});

describe('signatures', () => {
  it('begin with the two bytes that they are looked for by', () => {
    for (const { format, bytes } of HEADERS) {
      const { leads } = SIGNATURES.find((signature) => signature.format === format)!;
      expect([format, leads.includes((bytes[0]! << 8) | bytes[1]!)]).toEqual([format, true]);
    }
  });
});
