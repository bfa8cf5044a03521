/**
 * What archives, executables, pickles, scripts and models look like at their first bytes. A signature is its magic number and enough
 * of the header behind it that random data does not match: the chance is below 2^-36 a byte for each.
 */
import { size64At } from '../../core/byteReader.ts';
import type { HiddenRuleId } from './hiddenRules.ts';
import { looksLikePickle } from './pickle.ts';

/** A stretch of bytes in which a header lies, or the first part of one. */
export interface Stretch {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** True when something begins at `index`: the stretch, a string, an array, or what follows a zero. */
  readonly beginsAt: (index: number) => boolean;
}

export interface Signature {
  readonly format: string;
  readonly rule: HiddenRuleId;
  /** The first two bytes of the magic, each pair one u16 with the first byte high. */
  readonly leads: readonly number[];
  /** How far the magic lies behind the start of the format. */
  readonly behind?: number;
  /** Whether a header's magic begins at `at`, where one of `leads` was found. Never reads past the stretch. */
  readonly matches: (stretch: Stretch, at: number) => boolean;
}

/** Methods in use: stored, deflate, deflate64, bzip2, LZMA, Zstandard, MP3 to PPMd, AES. Source: APPNOTE 6.3.10, 4.4.5. */
const ZIP_METHODS: ReadonlySet<number> = new Set([0, 8, 9, 12, 14, 93, 94, 95, 96, 97, 98, 99]);
const ZIP_LATEST_VERSION = 63;

/** x86, ARM and PowerPC in Mach-O; the high byte says 64 bits. */
const MACH_CPUS: ReadonlySet<number> = new Set([7, 12, 18]);
const MACH_FILE_TYPES = 12;
/** A Java class begins with the same four bytes and then its version, 45 or more. */
const MACH_MOST_ARCHITECTURES = 20;

/** What no count of tensors or of pairs is above. */
const GGUF_MOST = 0xffff_ffff;
const GGUF_LONGEST_KEY = 0xffff;
/** Bytes of the first key that are looked at: what is no key there has a zero among them. */
const GGUF_KEY_START = 4;

const ARCHIVES: readonly Signature[] = [
  { format: 'zip archive', rule: 'hidden/archive', leads: [0x504b], matches: isZip },
  {
    format: 'gzip archive',
    rule: 'hidden/archive',
    leads: [0x1f8b],
    // RFC 1952, 2.3: deflate, no reserved flag, a known level and operating system.
    matches: ({ bytes }, at) =>
      has(bytes, at, [0x1f, 0x8b, 8]) &&
      byte(bytes, at + 3) < 0x20 &&
      [0, 2, 4].includes(byte(bytes, at + 8)) &&
      isOs(byte(bytes, at + 9)),
  },
  {
    format: 'xz archive',
    rule: 'hidden/archive',
    leads: [0xfd37],
    matches: ({ bytes }, at) =>
      has(bytes, at, [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 0]) && [0, 1, 4, 10].includes(byte(bytes, at + 7)),
  },
  {
    format: '7z archive',
    rule: 'hidden/archive',
    leads: [0x377a],
    matches: ({ bytes }, at) => has(bytes, at, [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c, 0]) && byte(bytes, at + 7) < 16,
  },
  {
    format: 'rar archive',
    rule: 'hidden/archive',
    leads: [0x5261],
    matches: ({ bytes }, at) => has(bytes, at, [0x52, 0x61, 0x72, 0x21, 0x1a, 7]) && byte(bytes, at + 6) < 2,
  },
  {
    format: 'tar archive',
    rule: 'hidden/archive',
    leads: [0x7573],
    behind: 257,
    // POSIX: "ustar\0" and version "00"; GNU: "ustar  \0".
    matches: ({ bytes }, at) =>
      has(bytes, at, [0x75, 0x73, 0x74, 0x61, 0x72]) &&
      (has(bytes, at + 5, [0, 0x30, 0x30]) || has(bytes, at + 5, [0x20, 0x20, 0])),
  },
];

const EXECUTABLES: readonly Signature[] = [
  {
    format: 'ELF executable',
    rule: 'hidden/executable',
    leads: [0x7f45],
    // Class, byte order, version; then the type, in that byte order: relocatable, executable, shared or core.
    matches: ({ bytes, view }, at) =>
      has(bytes, at, [0x7f, 0x45, 0x4c, 0x46]) &&
      isBetween(byte(bytes, at + 4), 1, 2) &&
      isBetween(byte(bytes, at + 5), 1, 2) &&
      byte(bytes, at + 6) === 1 &&
      at + 18 <= bytes.length &&
      isBetween(view.getUint16(at + 16, byte(bytes, at + 5) === 1), 1, 4),
  },
  { format: 'PE executable', rule: 'hidden/executable', leads: [0x4d5a], matches: isPortableExecutable },
  {
    format: 'Mach-O executable',
    rule: 'hidden/executable',
    leads: [0xcefa, 0xcffa, 0xfeed, 0xcafe],
    matches: isMachO,
  },
  {
    format: 'script',
    rule: 'hidden/script',
    leads: [0x2321],
    matches: ({ bytes, beginsAt }, at) =>
      beginsAt(at) && SHEBANG.test(Buffer.from(bytes.subarray(at, at + 256)).toString('latin1')),
  },
];

/** A whole first line: tokenizers of code have tokens that begin like one. */
const SHEBANG = /^#![ \t]*(?:\/[\w.+-]+)+(?:[ \t][ -~]*)?\r?\n/;

const CODE_AND_MODELS: readonly Signature[] = [
  {
    format: 'pickle',
    rule: 'hidden/pickle',
    leads: [0x8002, 0x8003, 0x8004, 0x8005],
    matches: ({ bytes, view }, at) => looksLikePickle(bytes, view, at),
  },
  {
    format: 'GGUF file',
    rule: 'hidden/model',
    leads: [0x4747],
    matches: (stretch, at) =>
      has(stretch.bytes, at, [0x47, 0x47, 0x55, 0x46]) &&
      (isGgufHeader(stretch, at, true) || isGgufHeader(stretch, at, false)),
  },
];

export const SIGNATURES: readonly Signature[] = [...ARCHIVES, ...EXECUTABLES, ...CODE_AND_MODELS];

/** A member's header, or the end of a directory: what an archive without members is. */
function isZip({ bytes, view }: Stretch, at: number): boolean {
  if (has(bytes, at, [0x50, 0x4b, 5, 6])) {
    return (
      at + 22 <= bytes.length &&
      view.getUint32(at + 4, true) === 0 &&
      view.getUint16(at + 8, true) === view.getUint16(at + 10, true)
    );
  }
  if (!has(bytes, at, [0x50, 0x4b, 3, 4]) || at + 30 > bytes.length) return false;
  const nameBytes = view.getUint16(at + 26, true);
  return (
    byte(bytes, at + 4) <= ZIP_LATEST_VERSION &&
    ZIP_METHODS.has(view.getUint16(at + 8, true)) &&
    isBetween(nameBytes, 1, 4096)
  );
}

function isOs(id: number): boolean {
  return id <= 13 || id === 255;
}

/** The stub's header says where the real one begins. */
function isPortableExecutable({ bytes, view }: Stretch, at: number): boolean {
  if (at + 64 > bytes.length) return false;
  const header = view.getUint32(at + 0x3c, true);
  return isBetween(header, 0x40, 0x1000) && has(bytes, at + header, [0x50, 0x45, 0, 0]);
}

function isMachO({ bytes, view }: Stretch, at: number): boolean {
  if (at + 16 > bytes.length) return false;
  const magic = view.getUint32(at, false);
  if (magic === 0xcafebabe)
    return (
      isBetween(view.getUint32(at + 4, false), 1, MACH_MOST_ARCHITECTURES) && isMachCpu(view.getUint32(at + 8, false))
    );
  const little = magic === 0xcefaedfe || magic === 0xcffaedfe;
  if (!little && magic !== 0xfeedface && magic !== 0xfeedfacf) return false;
  return isMachCpu(view.getUint32(at + 4, little)) && isBetween(view.getUint32(at + 12, little), 1, MACH_FILE_TYPES);
}

function isMachCpu(type: number): boolean {
  return MACH_CPUS.has(type & 0xffffff) && type >>> 24 <= 2;
}

/**
 * Version, counts and the first key. Names and tags of sound files end with the four letters alone, and what stands behind them is a
 * small number too: the length of the next string, the type of a value, a number of dimensions. Version 1 has counts of 32 bits.
 */
function isGgufHeader({ bytes, view }: Stretch, at: number, little: boolean): boolean {
  if (at + 8 > bytes.length) return false;
  const version = view.getUint32(at + 4, little);
  const width = version === 1 ? 4 : 8;
  const keyAt = at + 8 + 3 * width;
  if (!isBetween(version, 1, 3) || keyAt > bytes.length) return false;
  const sizeAt = (index: number): number =>
    width === 4 ? view.getUint32(at + 8 + 4 * index, little) : size64At(view, at + 8 + 8 * index, little);
  const keyBytes = sizeAt(2);
  return (
    sizeAt(0) <= GGUF_MOST &&
    isBetween(sizeAt(1), 1, GGUF_MOST) &&
    isBetween(keyBytes, 1, GGUF_LONGEST_KEY) &&
    isText(bytes, keyAt, Math.min(keyBytes, GGUF_KEY_START))
  );
}

/** True where `length` bytes that are not zero stand at `at`. */
function isText(bytes: Uint8Array, at: number, length: number): boolean {
  return at + length <= bytes.length && bytes.subarray(at, at + length).every((byte) => byte !== 0);
}

function isBetween(value: number, low: number, high: number): boolean {
  return value >= low && value <= high;
}

/** The byte at `at`, or 256 past the end: no signature has that. */
function byte(bytes: Uint8Array, at: number): number {
  return at < bytes.length ? (bytes[at] as number) : 256;
}

function has(bytes: Uint8Array, at: number, magic: readonly number[]): boolean {
  for (let i = 0; i < magic.length; i++) if (bytes[at + i] !== magic[i]) return false;
  return true;
}
