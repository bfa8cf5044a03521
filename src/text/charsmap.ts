/**
 * The precompiled character map of SentencePiece (`tokenizer.ggml.precompiled_charsmap`): a u32 with the bytes of a trie, the trie,
 * and replacements that each end with a zero byte. The trie is an XOR-compressed double array (Kanda, 2018) of u32 units: bits 0-7
 * the byte that leads here, bit 8 whether a replacement belongs to the way so far, bits 10-30 and bit 9 how far the children are.
 * A unit with bit 31 holds where a replacement begins. A reader follows it with text that anyone may choose, so that every way
 * through it is walked once before any text is.
 */
import type { TextFindings } from './textFindings.ts';

export interface Charsmap {
  readonly units: Uint32Array;
  readonly replacements: Uint8Array;
}

const HEADER_BYTES = 4;
const LABEL = 0x8000_00ff;
const HAS_LEAF = 1 << 8;
const VALUE = 0x7fff_ffff;

/** The map, or null where something of it was reported. */
export function openCharsmap(bytes: Uint8Array, findings: TextFindings, key: string): Charsmap | null {
  const trieBytes = bytes.length < HEADER_BYTES ? 0 : u32(bytes, 0);
  if (bytes.length < HEADER_BYTES || HEADER_BYTES + trieBytes >= bytes.length) {
    const message = (): string =>
      `expected a trie of ${String(trieBytes)} bytes and replacements, found ${String(bytes.length)} bytes in all`;
    findings.reportKey('text/charsmap-size', key, message);
    return null;
  }
  if (trieBytes % 4 !== 0) {
    findings.reportKey(
      'text/charsmap-unaligned',
      key,
      () => `expected units of 4 bytes, found ${String(trieBytes)} bytes`,
    );
    return null;
  }
  if (bytes.at(-1) !== 0) {
    findings.reportKey('text/charsmap-unterminated', key, () => 'expected a zero byte at the end, found none');
    return null;
  }
  const units = Uint32Array.from({ length: trieBytes / 4 }, (_, i) => u32(bytes, HEADER_BYTES + 4 * i));
  const map = { units, replacements: bytes.subarray(HEADER_BYTES + trieBytes) };
  const fault = faultOf(map);
  if (fault !== null) findings.reportKey('text/charsmap-bounds', key, () => fault);
  return fault === null ? map : null;
}

function u32(bytes: Uint8Array, at: number): number {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).readUInt32LE(at);
}

/** What XOR with leads from a unit to where its children are. */
function baseOf(unit: number): number {
  return ((unit >>> 10) << ((unit & (1 << 9)) >>> 6)) >>> 0;
}

/** Where a way through the trie stands: XOR with the next byte is the index of the next unit. */
function stateBehind(units: Uint32Array, index: number): number {
  return (index ^ baseOf(units[index] as number)) >>> 0;
}

/** The longest way that the text from `start` has in the map: its length, 0 for none, and where its replacement begins. */
export function longestPrefix(
  { units }: Charsmap,
  text: Uint8Array,
  start: number,
): { readonly length: number; readonly value: number } {
  let length = 0;
  let value = 0;
  if (units.length === 0) return { length, value };
  let state = stateBehind(units, 0);
  for (let at = start; at < text.length; at++) {
    const byte = text[at] as number;
    const index = state ^ byte;
    const unit = units[index] as number;
    if (byte === 0 || (unit & LABEL) >>> 0 !== byte) break;
    state = stateBehind(units, index);
    if ((unit & HAS_LEAF) === 0) continue;
    length = at - start + 1;
    value = (units[state] as number) & VALUE;
  }
  return { length, value };
}

/** Where the replacement that begins at `value` ends. */
export function replacementEnd({ replacements }: Charsmap, value: number): number {
  return replacements.indexOf(0, value);
}

/** Keys of the maps in use have up to 10 bytes. A reader walks as far again from every place of a text. */
const MAX_KEY_BYTES = 256;

const UNSEEN = 0;
const OPEN = 1;
const DONE = 2;

/**
 * What is wrong with the ways through the trie, or null. Depth first over the states that text can lead to, each looked at once:
 * a state that is met again while it is still open closes a circle. How long the longest way from each state is, is known when it
 * is done. Linear in the units.
 */
function faultOf({ units, replacements }: Charsmap): string | null {
  const n = units.length;
  if (n === 0) return null;
  const children = childrenOf(units);
  const seen = new Uint8Array(n);
  const longest = new Uint32Array(n);
  const path = [stateBehind(units, 0)];
  const resume = [-1];
  while (path.length > 0) {
    const state = path.at(-1) as number;
    const depth = path.length - 1;
    if (resume[depth] === -1) {
      if ((state | 0xff) >>> 0 >= n)
        return `expected units below ${String(n)}, found a way to unit ${String((state | 0xff) >>> 0)}`;
      seen[state] = OPEN;
      resume[depth] = children.first[state] as number;
    }
    const child = resume[depth] as number;
    if (child === 0) {
      if ((longest[state] as number) > MAX_KEY_BYTES)
        return `expected keys of at most ${String(MAX_KEY_BYTES)} bytes, found a longer one`;
      seen[state] = DONE;
      path.pop();
      resume.pop();
      const parent = path.at(-1);
      if (parent !== undefined) longest[parent] = Math.max(longest[parent] as number, (longest[state] as number) + 1);
      continue;
    }
    resume[depth] = children.next[child] as number;
    const behind = stateBehind(units, child);
    const fault = leafFault(units, child, behind, replacements);
    if (fault !== null) return fault;
    if (behind < n && seen[behind] === OPEN)
      return `expected ways that end, found a circle through unit ${String(child)}`;
    if (behind >= n || seen[behind] === UNSEEN) {
      path.push(behind);
      resume.push(-1);
    } else longest[state] = Math.max(longest[state] as number, (longest[behind] as number) + 1);
  }
  return null;
}

/** Replacements of the maps in use have up to 33 bytes (U+FDFA, written out). A text of one key over and over grows by as much. */
const MAX_REPLACEMENT_BYTES = 256;

function leafFault(units: Uint32Array, child: number, behind: number, replacements: Uint8Array): string | null {
  if (((units[child] as number) & HAS_LEAF) === 0) return null;
  if (behind >= units.length)
    return `expected units below ${String(units.length)}, found a way to unit ${String(behind)}`;
  const value = (units[behind] as number) & VALUE;
  if (value >= replacements.length)
    return `expected replacements below ${String(replacements.length)}, found one at ${String(value)}`;
  if (replacements.subarray(value, value + MAX_REPLACEMENT_BYTES + 1).includes(0)) return null;
  return `expected replacements of at most ${String(MAX_REPLACEMENT_BYTES)} bytes, found a longer one at ${String(value)}`;
}

/**
 * The units by the state that leads to them: unit `i` follows from state `i ^ label`. `first` of a state and `next` of a unit make a
 * list that ends with 0, which is the root's index and follows from nothing.
 */
function childrenOf(units: Uint32Array): { readonly first: Int32Array; readonly next: Int32Array } {
  const first = new Int32Array(units.length);
  const next = new Int32Array(units.length);
  for (let i = 1; i < units.length; i++) {
    const label = ((units[i] as number) & LABEL) >>> 0;
    const state = i ^ label;
    if (label === 0 || label > 0xff || state >= units.length) continue;
    next[i] = first[state] as number;
    first[state] = i;
  }
  return { first, next };
}
