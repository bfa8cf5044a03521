import type { ByteSource } from '../core/byteSource.ts';
import type { Findings } from '../core/findings.ts';
import type { UnusedRange } from './layout.ts';
import type { GgufRuleId } from './rules.ts';

/** A page costs no more than the call that reads it. */
const SMALL_READ = 4096;
const LARGE_READ = 1 << 16;

/**
 * Reads padding and gaps and reports bytes in them that are not zero. At most `maxBytes` of them are read. `together`: ranges closer to
 * each other than this are read at once.
 */
export function scanPadding(
  source: ByteSource,
  ranges: readonly UnusedRange[],
  maxBytes: number,
  sink: Findings<GgufRuleId>,
  together: number,
): void {
  const window = new ScanWindow(source, together);
  let budget = maxBytes;
  let skipped = 0;
  for (const { start, end } of ranges) {
    const stop = start + Math.min(end - start, budget);
    budget -= stop - start;
    skipped += end - stop;
    reportNonZero(countNonZero(window, start, stop), start, stop, sink);
  }
  if (skipped === 0) return;
  const message = `expected at most ${String(maxBytes)} bytes of padding and gaps, found ${String(skipped)} more, which were not read`;
  sink.report('gguf/padding-not-scanned', () => ({ message }));
}

interface NonZero {
  readonly count: number;
  readonly first: number;
}

function countNonZero(window: ScanWindow, start: number, end: number): NonZero {
  let count = 0;
  let first = end;
  for (let at = start; at < end;) {
    const chunk = window.at(at, end);
    for (let i = 0; i < chunk.length; i++) {
      if (chunk[i] === 0) continue;
      if (count === 0) first = at + i;
      count++;
    }
    at += chunk.length;
  }
  return { count, first };
}

function reportNonZero({ count, first }: NonZero, start: number, end: number, sink: Findings<GgufRuleId>): void {
  if (count === 0) return;
  const extent = `the ${String(end - start)} bytes from ${String(start)}`;
  sink.report('gguf/nonzero-padding', () => ({
    message: `expected zeros in ${extent}, found ${String(count)} other bytes, the first at ${String(first)}`,
    offset: first,
    length: end - first,
  }));
}

/** A buffer over the source that moves forward. */
class ScanWindow {
  readonly #source: ByteSource;
  readonly #together: number;
  #buffer = new Uint8Array(SMALL_READ);
  #start = 0;
  #length = 0;

  constructor(source: ByteSource, together: number) {
    this.#source = source;
    this.#together = together;
  }

  /** Some bytes from `start`, at least one and none at or after `end`. */
  at(start: number, end: number): Uint8Array {
    if (start < this.#start || start >= this.#start + this.#length) this.#load(start, end);
    const from = start - this.#start;
    return this.#buffer.subarray(from, Math.min(this.#length, from + end - start));
  }

  #load(start: number, end: number): void {
    const wanted = Math.min(Math.max(end - start, this.#together), LARGE_READ, this.#source.size - start);
    if (wanted > this.#buffer.length) this.#buffer = new Uint8Array(LARGE_READ);
    this.#source.read(start, this.#buffer.subarray(0, wanted));
    this.#start = start;
    this.#length = wanted;
  }
}
