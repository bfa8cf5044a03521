import { MIN_VALUE_BYTES, VALUE_TYPES } from './constants.ts';
import type { ValueType } from './constants.ts';
import { ensure, reportBeyondFile } from './parseContext.ts';
import type { ParseContext } from './parseContext.ts';
import { skipString, skipStrings } from './strings.ts';
import type { ValueSite } from './strings.ts';

/** Passes over a value and its type. False: reported, stop. */
export function skipValue(ctx: ParseContext, site: ValueSite): boolean {
  const type = readType(ctx, site);
  if (type === null) return false;
  if (type === 'string') return skipString(ctx, site);
  if (type === 'array') return skipArray(ctx, site, 1);
  return skipScalars(ctx, site, type, 1);
}

function readType(ctx: ParseContext, site: ValueSite): ValueType | null {
  const { reader, sink } = ctx;
  if (!ensure(ctx, 4, site.path)) return null;
  const offset = reader.position;
  const id = reader.u32();
  const type = VALUE_TYPES[id];
  if (type) return type;
  const message = `expected a value type from 0 to ${String(VALUE_TYPES.length - 1)}, found ${String(id)}`;
  sink.report('gguf/unknown-value-type', () => ({ message, offset, length: 4, path: site.path() }));
  return null;
}

/** Passes over the array whose element type stands at the position. `depth` is 1 for an array that is in no other. */
function skipArray(ctx: ParseContext, site: ValueSite, depth: number): boolean {
  const { reader, sink, limits } = ctx;
  const offset = reader.position;
  if (depth > limits.nesting) {
    const message = `expected arrays at most ${String(limits.nesting)} deep, found more`;
    sink.report('gguf/array-too-deep', () => ({ message, offset, path: site.path() }));
    return false;
  }
  const elementType = readType(ctx, site);
  if (elementType === null) return false;
  const length = readArrayLength(ctx, site, elementType);
  if (length === null) return false;
  if (elementType === 'string') return skipStrings(ctx, length, site);
  if (elementType !== 'array') return skipScalars(ctx, site, elementType, length);
  if (depth === 1) {
    const message = 'expected an array of scalars or strings, found an array of arrays';
    sink.report('gguf/nested-array', () => ({ message, offset, length: 12, path: site.path() }));
  }
  return skipArrays(ctx, site, depth, length);
}

function skipArrays(ctx: ParseContext, site: ValueSite, depth: number, length: number): boolean {
  for (let i = 0; i < length; i++) if (!skipArray(ctx, site, depth + 1)) return false;
  return true;
}

function skipScalars(ctx: ParseContext, site: ValueSite, elementType: ValueType, length: number): boolean {
  const { reader } = ctx;
  const bytes = length * MIN_VALUE_BYTES[elementType];
  if (!ensure(ctx, bytes, site.path)) return false;
  if (elementType === 'bool') checkBools(ctx, site, reader.position, length);
  reader.position += bytes;
  return true;
}

/** Compares the declared length with what the rest of the file could hold, then with our limit. */
function readArrayLength(ctx: ParseContext, site: ValueSite, elementType: ValueType): number | null {
  const { reader, sink, limits } = ctx;
  if (!ensure(ctx, 8, site.path)) return null;
  const offset = reader.position;
  const length = reader.size64();
  if (length > reader.remaining / MIN_VALUE_BYTES[elementType]) {
    reportBeyondFile(ctx, offset, `elements of ${elementType}`, site.path());
    return null;
  }
  if (length > limits.arrayElements) {
    const message = `expected at most ${String(limits.arrayElements)} elements, found ${String(length)} in ${site.path()}`;
    sink.report('gguf/array-too-long', () => ({ message, offset, length: 8, path: site.path() }));
    return null;
  }
  return length;
}

/** One finding for all the bools of a value: the first that is neither 0 nor 1. */
function checkBools(ctx: ParseContext, site: ValueSite, at: number, count: number): void {
  const { bytes } = ctx.reader;
  for (let i = at; i < at + count; i++) {
    const byte = bytes[i] as number;
    if (byte <= 1) continue;
    const message = `expected a bool of 0 or 1, found ${String(byte)} in ${site.path()}`;
    ctx.sink.report('gguf/bool-byte', () => ({ message, offset: i, length: 1, path: site.path() }));
    return;
  }
}
