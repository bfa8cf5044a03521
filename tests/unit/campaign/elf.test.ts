import { describe, expect, it } from 'vitest';
import { ElfError, weakenVersions } from '../../../src/campaign/elf.ts';

const PATCH = { versions: ['NEW_2'], symbols: ['wanted'] };

/** Offsets of the synthetic library below. */
const STRINGS = 64;
const SYMBOLS = 128;
const VERSIONS = 200;
const NEEDS = 208;
const SECTIONS = 272;

/**
 * The smallest library with what the patcher reads: strings, three symbols, their versions, and one needed file with the
 * versions OLD_1 and NEW_2. Not loadable: the real addon is, and the end-to-end tests load it.
 */
function library(): { bytes: Uint8Array; view: DataView } {
  const bytes = new Uint8Array(SECTIONS + 5 * 64);
  const view = new DataView(bytes.buffer);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1]);
  view.setBigUint64(0x28, BigInt(SECTIONS), true);
  view.setUint16(0x3a, 64, true);
  view.setUint16(0x3c, 5, true);
  const text = '\0wanted\0other\0libc.so\0OLD_1\0NEW_2\0';
  bytes.set(Buffer.from(text, 'latin1'), STRINGS);
  const at = (name: string): number => text.indexOf(`\0${name}\0`) + 1;
  [0, at('wanted'), at('other')].forEach((name, i) => {
    view.setUint32(SYMBOLS + i * 24, name, true);
    view.setUint16(VERSIONS + i * 2, i === 0 ? 0 : 3, true);
  });
  view.setUint32(NEEDS + 8, 16, true);
  for (const [i, name] of ['OLD_1', 'NEW_2'].entries()) {
    view.setUint32(NEEDS + 16 + i * 16 + 8, at(name), true);
    view.setUint32(NEEDS + 16 + i * 16 + 12, i === 0 ? 16 : 0, true);
  }
  const section = (i: number, type: number, offset: number, size: number): void => {
    view.setUint32(SECTIONS + i * 64 + 4, type, true);
    view.setBigUint64(SECTIONS + i * 64 + 24, BigInt(offset), true);
    view.setBigUint64(SECTIONS + i * 64 + 32, BigInt(size), true);
    view.setUint32(SECTIONS + i * 64 + 40, 1, true);
  };
  section(1, 3, STRINGS, text.length);
  section(2, 11, SYMBOLS, 3 * 24);
  section(3, 0x6fffffff, VERSIONS, 6);
  section(4, 0x6ffffffe, NEEDS, 48);
  return { bytes, view };
}

describe('weakenVersions', () => {
  it('marks the named versions weak and takes the version from the named symbols', () => {
    const { bytes } = library();
    const patched = weakenVersions(bytes, PATCH);
    expect([patched.weakened, patched.cleared]).toEqual([1, 1]);
    const view = new DataView(patched.bytes.buffer);
    expect(view.getUint16(NEEDS + 16 + 4, true)).toBe(0);
    expect(view.getUint16(NEEDS + 32 + 4, true)).toBe(2);
    expect([0, 2, 4].map((i) => view.getUint16(VERSIONS + i, true))).toEqual([0, 1, 3]);
  });

  it('changes only those bytes, and only in a copy', () => {
    const { bytes } = library();
    const before = bytes.slice();
    const patched = weakenVersions(bytes, PATCH).bytes;
    expect(bytes).toEqual(before);
    const changed = [...patched.keys()].filter((i) => patched[i] !== before[i]);
    expect(changed).toEqual([VERSIONS + 2, NEEDS + 32 + 4]);
  });

  it('changes nothing when nothing is named', () => {
    const { bytes } = library();
    const { weakened, cleared } = weakenVersions(bytes, { versions: [], symbols: [] });
    expect([weakened, cleared]).toEqual([0, 0]);
  });

  it.each<[string, (view: DataView) => void]>([
    [
      'another magic',
      (view) => {
        view.setUint8(0, 0);
      },
    ],
    [
      '32 bits',
      (view) => {
        view.setUint8(4, 1);
      },
    ],
    [
      'big-endian',
      (view) => {
        view.setUint8(5, 2);
      },
    ],
    [
      'section headers past the end',
      (view) => {
        view.setBigUint64(0x28, 2n ** 63n, true);
      },
    ],
    [
      'section headers of another size',
      (view) => {
        view.setUint16(0x3a, 40, true);
      },
    ],
    [
      'a section past the end',
      (view) => {
        view.setBigUint64(SECTIONS + 2 * 64 + 24, 100_000n, true);
      },
    ],
    [
      'no symbol table',
      (view) => {
        view.setUint32(SECTIONS + 2 * 64 + 4, 1, true);
      },
    ],
    [
      'fewer versions than symbols',
      (view) => {
        view.setBigUint64(SECTIONS + 3 * 64 + 32, 4n, true);
      },
    ],
    [
      'a name past its table',
      (view) => {
        view.setUint32(SYMBOLS + 24, 10_000, true);
      },
    ],
    [
      'a string table that is no section',
      (view) => {
        view.setUint32(SECTIONS + 2 * 64 + 40, 99, true);
      },
    ],
    [
      'a version record past the end',
      (view) => {
        view.setUint32(NEEDS + 16 + 12, 1_000_000, true);
      },
    ],
  ])('refuses %s', (_name, spoil) => {
    const { bytes, view } = library();
    spoil(view);
    expect(() => weakenVersions(bytes, PATCH)).toThrow(ElfError);
  });

  it('refuses every cut of the file with its own error', () => {
    const { bytes } = library();
    for (let length = 0; length < bytes.length; length++) {
      expect(() => weakenVersions(bytes.slice(0, length), PATCH), String(length)).toThrow(ElfError);
    }
  });
});
