import type { ByteReader } from '../core/byteReader.ts';
import type { Findings } from '../core/findings.ts';
import type { Limits } from './limits.ts';
import type { GgufRuleId } from './rules.ts';
import type { MetadataStore } from './values.ts';

/** What every part of the parser works with. Its functions return null or false once they have reported why they cannot go on. */
export interface ParseContext {
  readonly reader: ByteReader;
  readonly sink: Findings<GgufRuleId>;
  readonly limits: Limits;
  readonly store: MetadataStore;
}

/** The limit on a length, and the rule that says it was passed. */
export interface LengthLimit {
  readonly max: number;
  readonly rule: GgufRuleId;
  /** True where a longer text is reported and read all the same: names, behind which the rest of the file stands. */
  readonly readsOn?: true;
}

/** Makes `count` bytes readable. Otherwise reports whether the file or our limit ends first, and is false. */
export function ensure(ctx: ParseContext, count: number, path: () => string): boolean {
  const { reader, sink, limits } = ctx;
  if (reader.need(count)) return true;
  const { position, remaining } = reader;
  const where = { offset: position, length: Math.min(count, remaining), path: path() };
  if (count > remaining) {
    const message = `expected ${String(count)} bytes for ${where.path}, found ${String(remaining)} before the end of the file`;
    sink.report('gguf/truncated', () => ({ message, ...where }));
  } else {
    const message = `expected at most ${String(limits.metadataBytes)} bytes of metadata, found more in ${where.path}`;
    sink.report('gguf/metadata-too-large', () => ({ message, ...where }));
  }
  return false;
}

/**
 * Reads the u64 length of a text and makes its bytes readable; the position is then at its first byte. The length is compared
 * with what is left of the file before anything else is done with it.
 */
export function openText(ctx: ParseContext, limit: LengthLimit, path: () => string): number | null {
  const { reader, sink } = ctx;
  if (!ensure(ctx, 8, path)) return null;
  const offset = reader.position;
  const length = reader.size64();
  if (length > reader.remaining) {
    reportBeyondFile(ctx, offset, 'bytes', path());
    return null;
  }
  if (length > limit.max) {
    const message = `expected at most ${String(limit.max)} bytes, found ${String(length)} in ${path()}`;
    sink.report(limit.rule, () => ({ message, offset, length: 8, path: path() }));
    if (!limit.readsOn) return null;
  }
  return ensure(ctx, length, path) ? length : null;
}

/** Reports gguf/length-beyond-file for the u64 at `offset`, which the reader has just passed. */
export function reportBeyondFile(ctx: ParseContext, offset: number, unit: string, path: string): void {
  const { reader, sink } = ctx;
  const declared = reader.view.getBigUint64(offset, reader.littleEndian);
  const left = String(reader.remaining);
  sink.report('gguf/length-beyond-file', () => ({
    message: `expected the length of ${path} to fit the ${left} bytes left of the file, found ${String(declared)} ${unit}`,
    offset,
    length: 8,
    path,
  }));
}
