/** Checks of the merges of byte-pair encoding. One walk over their bytes, each part and result looked up once. */
import { quoted } from '../core/printable.ts';
import type { GgufStringArray } from '../gguf/types.ts';
import type { TokenKinds } from './specialIds.ts';
import type { TextFindings } from './textFindings.ts';
import type { TokenTable } from './tokenTable.ts';
import { TOKEN_TYPE } from './tokenType.ts';

const DECODER = new TextDecoder();

/** Vocabularies in use have 30,000 merges and more. With fewer than these a text stays the characters that it is made of. */
const MIN_MERGES = 8;

/** Every merge: two parts and one space between them, that and what they make being tokens. Then what all of them make. */
export function checkMerges(
  merges: GgufStringArray,
  { table, types }: TokenKinds,
  { findings, key, tokensKey }: { readonly findings: TextFindings; readonly key: string; readonly tokensKey: string },
): void {
  const made = new Made(table);
  const unsound: number[] = [];
  merges.forEachRange((bytes, start, end, index) => {
    const space = spaceOf(bytes, start, end);
    const id = space < 0 ? -1 : made.resultOf(bytes, start, space, end);
    if (id < 0) unsound.push(index);
    else if (made.add(id, space - start))
      findings.reportKey('text/merge-duplicate', key, () => twice(bytes.slice(start, end)), index);
  });
  if (unsound.length === merges.length && merges.length > 0) {
    reportUnusable(merges, findings, key);
    return;
  }
  for (const index of unsound) reportMerge(merges.bytesAt(index), index, findings, key);
  made.reportDeadParts(findings, key);
  // Where every token is one character there is nothing that a merge could make.
  const longer = made.reportUnmade(types, findings, tokensKey);
  if (merges.length >= MIN_MERGES || longer === 0) return;
  const message = (): string => `expected at least ${String(MIN_MERGES)} merges, found ${String(merges.length)}`;
  findings.reportKey('text/few-merges', key, message);
}

function twice(merge: Uint8Array): string {
  return `expected every merge once, found ${quoted(DECODER.decode(merge))} again`;
}

/** `['a', 'b']` or `("a", "b")`. */
const PYTHON_PAIR = /^[[(] ?(["']).*\1, ["'].*["'] ?[\])]$/s;

function reportUnusable(merges: GgufStringArray, findings: TextFindings, key: string): void {
  const text = DECODER.decode(merges.bytesAt(0));
  const cause = PYTHON_PAIR.test(text) ? ', written as Python writes a pair: convert the model again' : '';
  const message = (): string =>
    `expected merges of tokens, such as "a b", found none among ${String(merges.length)}; the first is ${quoted(text)}${cause}`;
  findings.reportKey('text/merges-unusable', key, message);
}

function reportMerge(merge: Uint8Array, index: number, findings: TextFindings, key: string): void {
  const hasParts = spaceOf(merge) >= 0;
  const rule = hasParts ? 'text/merge-unknown-token' : 'text/merge-malformed';
  const expected = hasParts ? 'two tokens that make a third' : 'two parts and a space between them';
  findings.reportKey(rule, key, () => `expected ${expected}, found ${quoted(DECODER.decode(merge))}`, index);
}

/** Splits of a token that one number can hold. */
const NOTED_SPLITS = 32;

/** What merges make. Most files list tokens in the order of the merges that make them: after one token comes the next. */
class Made {
  readonly #table: TokenTable;
  /** For each token, at which bytes merges that make it are split: bit 0 for those behind byte 31, of which {@link #longSplits} knows. */
  readonly #splits: Int32Array;
  readonly #longSplits = new Map<number, Set<number>>();
  /** Whether each token is a part of some merge. */
  readonly #isPart: Uint8Array;
  #joined = new Uint8Array(256);
  #next = 0;

  constructor(table: TokenTable) {
    this.#table = table;
    this.#splits = new Int32Array(table.size);
    this.#isPart = new Uint8Array(table.size);
  }

  /** The token that the merge makes of two others; −1 where one of the three is none. */
  resultOf(bytes: Uint8Array, start: number, space: number, end: number): number {
    const left = this.#table.find(bytes, start, space);
    const right = this.#table.find(bytes, space + 1, end);
    const isNext = this.#table.isJoined(this.#next, bytes, start, space, end);
    const id = isNext ? this.#next : this.#find(bytes, start, space, end);
    this.#next = id + 1;
    if (left < 0 || right < 0 || id < 0) return -1;
    this.#isPart[left] = this.#isPart[right] = 1;
    return id;
  }

  /** Notes that token `id` is made of its first `split` bytes and the rest. True where it was noted before. */
  add(id: number, split: number): boolean {
    if (split < NOTED_SPLITS) return this.#setBit(id, 1 << split);
    this.#setBit(id, 1);
    const splits = this.#longSplits.get(id) ?? new Set<number>();
    this.#longSplits.set(id, splits);
    const size = splits.size;
    return splits.add(split).size === size;
  }

  #setBit(id: number, bit: number): boolean {
    const before = this.#splits[id] as number;
    this.#splits[id] = before | bit;
    return (before & bit) !== 0;
  }

  /** Parts that are longer than a character and that no merge makes: what is merged of them never is. */
  reportDeadParts(findings: TextFindings, key: string): void {
    let count = 0;
    let first = -1;
    for (let id = 0; id < this.#table.size; id++) {
      if (this.#isPart[id] === 0 || this.#splits[id] !== 0 || this.#isCharacter(id)) continue;
      if (count++ === 0) first = id;
    }
    if (count === 0) return;
    const text = quoted(DECODER.decode(this.#table.bytesOf(first)));
    const message = (): string =>
      `expected parts that other merges make, found ${String(count)} that none makes, first ${text}`;
    findings.reportKey('text/merge-unreachable', key, message);
  }

  /** Reported where no merge makes most of the tokens that are longer than a character. */
  reportUnmade(types: ArrayLike<number>, findings: TextFindings, key: string): number {
    let longer = 0;
    let unmade = 0;
    for (let id = 0; id < this.#table.size; id++) {
      if (types[id] !== TOKEN_TYPE.normal || this.#isCharacter(id)) continue;
      longer++;
      if (this.#splits[id] === 0) unmade++;
    }
    if (2 * unmade <= longer) return longer;
    const message = (): string =>
      `expected merges for the ${String(longer)} tokens of more than one character, found none for ${String(unmade)}`;
    findings.reportKey('text/token-unreachable', key, message);
    return longer;
  }

  /** One character of UTF-8, or less. */
  #isCharacter(id: number): boolean {
    const length = this.#table.lengthOf(id);
    if (length <= 1) return true;
    if (length > 4) return false;
    const lead = this.#table.bytesOf(id)[0] as number;
    return length <= (lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4);
  }

  #find(bytes: Uint8Array, start: number, space: number, end: number): number {
    const length = end - start - 1;
    if (length > this.#joined.length) this.#joined = new Uint8Array(2 * length);
    for (let i = start; i < space; i++) this.#joined[i - start] = bytes[i] as number;
    for (let i = space + 1; i < end; i++) this.#joined[i - start - 1] = bytes[i] as number;
    return this.#table.find(this.#joined, 0, length);
  }
}

const SPACE = 0x20;

/**
 * Where in `merge[start..end)` the first space stands that is not the first byte and has something behind it; −1 where there is none.
 */
export function spaceOf(merge: Uint8Array, start = 0, end = merge.length): number {
  for (let at = start + 1; at < end; at++) if (merge[at] === SPACE) return at === end - 1 ? -1 : at;
  return -1;
}
