import { size64At } from '../core/byteReader.ts';
import { openText } from './parseContext.ts';
import type { ParseContext } from './parseContext.ts';
import type { GgufRuleId } from './rules.ts';
import { scanText, TEXT_HAS_NUL, TEXT_INVALID } from './utf8.ts';

/** Which value is being read. */
export interface ValueSite {
  readonly path: () => string;
  /** True in `tokenizer.ggml.tokens`: there a NUL is an error in every profile. */
  readonly isTokens: boolean;
}

/** How often a fault occurs in an array of strings, and where first. */
interface FaultCount {
  count: number;
  index: number;
  offset: number;
}

interface StringWalk {
  index: number;
  position: number;
  readonly nul: FaultCount;
  readonly invalid: FaultCount;
}

/** Passes over a string value. Null: reported, stop. Otherwise where its length stands. */
export function skipString(ctx: ParseContext, site: ValueSite): number | null {
  const { reader } = ctx;
  const at = reader.position;
  const length = openText(ctx, { max: ctx.limits.stringBytes, rule: 'gguf/string-too-long' }, site.path);
  if (length === null) return null;
  const walk = newWalk(at);
  note(walk, scanText(reader.bytes, at + 8, at + 8 + length), 0, at + 8);
  reader.position = at + 8 + length;
  reportFaults(ctx, site, walk, null);
  return at;
}

/** Passes over `count` strings, each a u64 length and its bytes. No string is made of any. False: reported, stop. */
export function skipStrings(ctx: ParseContext, count: number, site: ValueSite): boolean {
  const { reader, limits } = ctx;
  const walk = newWalk(reader.position);
  const limit = { max: limits.stringBytes, rule: 'gguf/string-too-long' } as const;
  for (;;) {
    walkWindow(walk, reader.bytes, reader.view, reader.littleEndian, count, limit.max);
    reader.position = walk.position;
    if (walk.index === count) break;
    const { index } = walk;
    if (openText(ctx, limit, () => `${site.path()}[${String(index)}]`) === null) return false;
  }
  reportFaults(ctx, site, walk, count);
  return true;
}

/**
 * Walks on while whole strings lie in the window. Stops at the first that does not, or that is over the limit: the caller
 * then reads more, or reports. This loop is where opening a model spends its time: locals only, nothing allocated.
 */
function walkWindow(
  walk: StringWalk,
  bytes: Uint8Array,
  view: DataView,
  littleEndian: boolean,
  count: number,
  maxBytes: number,
): void {
  let { index, position } = walk;
  const end = bytes.length;
  while (index < count && end - position >= 8) {
    const length = size64At(view, position, littleEndian);
    const start = position + 8;
    if (length > end - start || length > maxBytes) break;
    const flags = scanText(bytes, start, start + length);
    if ((flags & (TEXT_HAS_NUL | TEXT_INVALID)) !== 0) note(walk, flags, index, start);
    position = start + length;
    index++;
  }
  walk.index = index;
  walk.position = position;
}

function newWalk(position: number): StringWalk {
  const none = { count: 0, index: 0, offset: 0 };
  return { index: 0, position, nul: { ...none }, invalid: { ...none } };
}

function note(walk: StringWalk, flags: number, index: number, offset: number): void {
  if (flags & TEXT_HAS_NUL) countFault(walk.nul, index, offset);
  if (flags & TEXT_INVALID) countFault(walk.invalid, index, offset);
}

function countFault(fault: FaultCount, index: number, offset: number): void {
  if (fault.count === 0) Object.assign(fault, { index, offset });
  fault.count++;
}

/** One finding a fault and value, however many elements have it. */
function reportFaults(ctx: ParseContext, site: ValueSite, walk: StringWalk, length: number | null): void {
  const nulRule: GgufRuleId = site.isTokens ? 'gguf/nul-in-token' : 'gguf/nul-in-string';
  reportFault(ctx, site, nulRule, 'expected text without NUL', walk.nul, length);
  reportFault(ctx, site, 'gguf/string-not-utf8', 'expected UTF-8', walk.invalid, length);
}

function reportFault(
  ctx: ParseContext,
  site: ValueSite,
  rule: GgufRuleId,
  expected: string,
  fault: FaultCount,
  length: number | null,
): void {
  if (fault.count === 0) return;
  const { index, offset, count } = fault;
  ctx.sink.report(rule, () => {
    const path = length === null ? site.path() : `${site.path()}[${String(index)}]`;
    const extent = length === null ? '' : `, the first of ${String(count)} such in ${String(length)} strings`;
    return { message: `${expected}, found otherwise in ${path}${extent}`, offset, path };
  });
}
