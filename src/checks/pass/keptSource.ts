import type { ByteSource } from '../../core/byteSource.ts';
import type { Range } from '../../gguf/rangeList.ts';

/** The parts of a file that were kept when it was read, as a source: a range of the file, and where its bytes now are. */
interface Part extends Range {
  readonly bytes: Uint8Array;
}

/**
 * What is known of a file that was read once: its head, and the ranges that the pass kept. Reads what lies in one of them, and nothing
 * else. Throws RangeError on any other range: whoever asks for it did not say so before the file was read.
 */
export function keptSource(
  { name, size }: Pick<ByteSource, 'name' | 'size'>,
  head: Uint8Array,
  ranges: readonly Range[],
  kept: Uint8Array,
): ByteSource {
  const parts = partsOf(head, ranges, kept);
  return {
    name,
    size,
    read(offset, into) {
      const part = parts[lastStartingBefore(parts, offset)];
      if (!part || offset + into.length > part.end) {
        throw new RangeError(
          `expected bytes that were kept, found ${String(offset)} to ${String(offset + into.length)}`,
        );
      }
      into.set(part.bytes.subarray(offset - part.start, offset - part.start + into.length));
    },
  };
}

function partsOf(head: Uint8Array, ranges: readonly Range[], kept: Uint8Array): readonly Part[] {
  const parts: Part[] = [{ start: 0, end: head.length, bytes: head }];
  let at = 0;
  for (const { start, end } of ranges) {
    parts.push({ start, end, bytes: kept.subarray(at, at + end - start) });
    at += end - start;
  }
  return parts;
}

/** Parts are in the order of the file. The head may end after the first range begins: it is the range that is longer then. */
function lastStartingBefore(parts: readonly Part[], offset: number): number {
  let [low, high] = [0, parts.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((parts[middle] as Part).start <= offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
