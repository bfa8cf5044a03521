import { MergeQueue } from './mergeQueue.ts';

/** Adjacent stretches of bytes that are joined pair by pair. A joined symbol stands at its left part's index. */
export interface Symbols {
  /** Where each symbol begins. */
  readonly starts: Int32Array;
  /** Where each symbol ends; −1 once it was joined to one before it. */
  readonly ends: Int32Array;
  readonly count: number;
}

export interface MergeRule {
  /** The rank of joining two neighbours, lowest first; −1 where they do not join. A whole number below 2^24. */
  rank(left: number, right: number): number;
  /** Called once the two were joined: `ends[left]` is the new one. */
  joined(left: number, right: number): void;
}

/**
 * Joins the pair of lowest rank, leftmost among equals, until no pair is left. O(n log n): pairs wait in a heap and symbols are a
 * linked list. A pair that has changed since it was queued is longer than it was, and is passed over.
 */
export function mergeSymbols({ starts, ends, count }: Symbols, rule: MergeRule): void {
  const next = new Int32Array(count);
  const previous = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    next[i] = i + 1;
    previous[i] = i - 1;
  }
  const queue = new MergeQueue(count);
  const offer = (left: number, right: number): void => {
    if (left < 0 || right >= count) return;
    const rank = rule.rank(left, right);
    if (rank >= 0) queue.push(rank, left, (ends[right] as number) - (starts[left] as number));
  };
  for (let i = 0; i + 1 < count; i++) offer(i, i + 1);
  while (queue.size > 0) {
    const { position: left, length } = queue;
    queue.pop();
    const right = next[left] as number;
    if (ends[left] === -1 || right >= count || (ends[right] as number) - (starts[left] as number) !== length) continue;
    ends[left] = ends[right] as number;
    ends[right] = -1;
    rule.joined(left, right);
    const after = next[right] as number;
    next[left] = after;
    if (after < count) previous[after] = left;
    offer(previous[left] as number, left);
    offer(left, after);
  }
}

/** One symbol for each UTF-8 sequence, as its first byte tells it. */
export function charSymbols(bytes: Uint8Array): Symbols {
  const starts = new Int32Array(bytes.length);
  const ends = new Int32Array(bytes.length);
  let count = 0;
  for (let at = 0; at < bytes.length; count++) {
    starts[count] = at;
    at = Math.min(at + utf8Length(bytes[at] as number), bytes.length);
    ends[count] = at;
  }
  return { starts, ends, count };
}

/** Bytes of the UTF-8 sequence that begins with `byte`; 1 for a byte that begins none. */
export function utf8Length(byte: number): number {
  if (byte < 0xc0) return 1;
  if (byte < 0xe0) return 2;
  return byte < 0xf0 ? 3 : 4;
}
