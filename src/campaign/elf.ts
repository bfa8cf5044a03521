/**
 * Makes a shared library load on an older glibc than it was linked with, when the only things it misses are a few functions
 * that a shim supplies: the missing versions are marked weak, and the symbols that carry them lose their version.
 *
 * Source: System V ABI, gABI chapter 4 (sections); LSB Core, "Symbol Versioning" (Verneed, Vernaux, Versym).
 */
import { FleaError } from '../core/errors.ts';

/** What is wrong with a file that should be a shared library for x86-64 or arm64. */
export class ElfError extends FleaError {}

export interface VersionPatch {
  /** Versions that the system's libraries lack: `GLIBC_2.38`. */
  readonly versions: readonly string[];
  /** Symbols that are looked up without their version from now on: a shim defines them. */
  readonly symbols: readonly string[];
}

export interface PatchedElf {
  readonly bytes: Uint8Array;
  /** How many version needs became weak, and how many symbols lost their version. */
  readonly weakened: number;
  readonly cleared: number;
}

const SHT_DYNSYM = 11;
const SHT_GNU_VERNEED = 0x6ffffffe;
const SHT_GNU_VERSYM = 0x6fffffff;
const ELF_HEADER_BYTES = 64;
const SECTION_BYTES = 64;
const SYMBOL_BYTES = 24;
const VERNEED_BYTES = 16;
const VERNAUX_BYTES = 16;
/** `ld.so` reports a version that is missing, unless this flag says that it may be. */
const VER_FLG_WEAK = 2;
/** The symbol has no version. */
const VER_NDX_GLOBAL = 1;

interface Section {
  readonly type: number;
  readonly offset: number;
  readonly size: number;
  /** Index of the section with its strings. */
  readonly link: number;
}

/** A copy of `elf` with `patch` applied. Throws ElfError on anything but a well-formed 64-bit little-endian ELF file. */
export function weakenVersions(elf: Uint8Array, patch: VersionPatch): PatchedElf {
  const file = new ElfFile(elf.slice());
  const weakened = markWeak(file, new Set(patch.versions));
  const cleared = clearVersions(file, new Set(patch.symbols));
  return { bytes: file.bytes, weakened, cleared };
}

/** Reads and writes inside the bounds of the file, or throws. */
class ElfFile {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly sections: readonly Section[];

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#checkHeader();
    this.sections = this.#readSections();
  }

  section(type: number, what: string): Section {
    const found = this.sections.find((s) => s.type === type);
    if (found) return found;
    throw new ElfError('elf/section', `expected a section ${what}, found none`);
  }

  /** The NUL-terminated text at `index` of the string table that `section` links to. */
  text(section: Section, index: number): string {
    const strings = this.sections[section.link];
    if (!strings || index >= strings.size)
      throw new ElfError('elf/string', `expected a string inside its table, found index ${String(index)}`);
    const start = strings.offset + index;
    const end = this.bytes.subarray(start, strings.offset + strings.size).indexOf(0);
    if (end < 0) throw new ElfError('elf/string', 'expected a string that ends inside its table');
    return Buffer.from(this.bytes.subarray(start, start + end)).toString('latin1');
  }

  /** Throws unless [offset, offset + size) lies in the file. */
  check(offset: number, size: number, what: string): void {
    if (Number.isSafeInteger(offset) && offset >= 0 && offset + size <= this.bytes.length) return;
    throw new ElfError(
      'elf/bounds',
      `expected ${what} inside the file's ${String(this.bytes.length)} bytes, found it at ${String(offset)}`,
      { offset },
    );
  }

  #checkHeader(): void {
    this.check(0, ELF_HEADER_BYTES, 'the ELF header');
    const [a, b, c, d, wordSize, byteOrder] = this.bytes;
    const isElf = a === 0x7f && b === 0x45 && c === 0x4c && d === 0x46;
    if (!isElf || wordSize !== 2 || byteOrder !== 1)
      throw new ElfError('elf/magic', 'expected a 64-bit little-endian ELF file, found something else');
  }

  #readSections(): readonly Section[] {
    const start = this.#offset64(0x28);
    const entryBytes = this.view.getUint16(0x3a, true);
    const count = this.view.getUint16(0x3c, true);
    if (entryBytes !== SECTION_BYTES)
      throw new ElfError('elf/section', `expected section headers of 64 bytes, found ${String(entryBytes)}`);
    this.check(start, count * SECTION_BYTES, 'the section headers');
    return Array.from({ length: count }, (_, i) => this.#readSection(start + i * SECTION_BYTES));
  }

  #readSection(at: number): Section {
    const type = this.view.getUint32(at + 4, true);
    const section = { type, offset: this.#offset64(at + 24), size: this.#offset64(at + 32), link: this.#u32(at + 40) };
    // SHT_NOBITS (8) takes no room in the file, and SHT_NULL (0) none at all.
    if (type !== 8 && type !== 0) this.check(section.offset, section.size, 'a section');
    return section;
  }

  #u32(at: number): number {
    return this.view.getUint32(at, true);
  }

  #offset64(at: number): number {
    return Number(this.view.getBigUint64(at, true));
  }
}

/** Walks the version needs, a list of lists that is linked by byte distances. */
function markWeak(file: ElfFile, versions: ReadonlySet<string>): number {
  const needs = file.section(SHT_GNU_VERNEED, '.gnu.version_r');
  const { view } = file;
  let weakened = 0;
  for (const need of linked(file, needs.offset, VERNEED_BYTES, 12)) {
    for (const aux of linked(file, need + view.getUint32(need + 8, true), VERNAUX_BYTES, 12)) {
      if (!versions.has(file.text(needs, view.getUint32(aux + 8, true)))) continue;
      view.setUint16(aux + 4, view.getUint16(aux + 4, true) | VER_FLG_WEAK, true);
      weakened++;
    }
  }
  return weakened;
}

/** Offsets of records of `bytes` bytes, each with the distance to the next at `nextAt`; 0 ends. Distances only lead on. */
function* linked(file: ElfFile, first: number, bytes: number, nextAt: number): Iterable<number> {
  for (let at = first; ;) {
    file.check(at, bytes, 'a version record');
    yield at;
    const next = file.view.getUint32(at + nextAt, true);
    if (next === 0) return;
    at += next;
  }
}

/** The table of versions runs parallel to the symbol table. */
function clearVersions(file: ElfFile, names: ReadonlySet<string>): number {
  const symbols = file.section(SHT_DYNSYM, '.dynsym');
  const versions = file.section(SHT_GNU_VERSYM, '.gnu.version');
  const count = Math.floor(symbols.size / SYMBOL_BYTES);
  if (versions.size !== count * 2)
    throw new ElfError('elf/section', `expected a version for each of ${String(count)} symbols`);
  let cleared = 0;
  for (let i = 0; i < count; i++) {
    const name = file.text(symbols, file.view.getUint32(symbols.offset + i * SYMBOL_BYTES, true));
    if (!names.has(name)) continue;
    file.view.setUint16(versions.offset + i * 2, VER_NDX_GLOBAL, true);
    cleared++;
  }
  return cleared;
}
