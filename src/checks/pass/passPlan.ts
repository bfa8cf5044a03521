/** What the one read of a file is for: by what its head says. */
import { resolveLimits, type Limits } from '../../gguf/limits.ts';
import type { ParseResult } from '../../gguf/parse.ts';
import { RangeList, type Range } from '../../gguf/rangeList.ts';
import type { GgufContent, TensorInfo } from '../../gguf/types.ts';
import { eachValueRanges } from '../numbers/eachValue.ts';
import { extentsOf } from '../numbers/tensorScan.ts';
import type { PassPlan } from './filePass.ts';

/** Of a file whose head is refused, no more than this is read: a sparse file of terabytes takes no time. */
const MOST_READ_OF_REFUSED = 256 << 20;

export interface PlanOptions {
  readonly limits: Partial<Limits>;
  /** False leaves the numbers of tensor data unseen. */
  readonly numbers?: boolean;
}

/** Null where the file is refused already, and too large to read the rest for its digest. */
export function passPlan(parsed: ParseResult, size: number, options: PlanOptions): PassPlan | null {
  const { file, content, head, unused, trailing } = parsed;
  if (!file && size - head.length > MOST_READ_OF_REFUSED) return null;
  const tensors = content ? scanned(content, options) : [];
  return {
    head,
    extents: extentsOf(tensors),
    littleEndian: content?.littleEndian ?? true,
    kept: together(
      keptRanges(unused, trailing, resolveLimits(options.limits).paddingScanBytes),
      eachValueRanges(tensors),
    ),
  };
}

/** The tensors whose data the pass looks at. */
export function scanned(content: GgufContent, { numbers }: Pick<PlanOptions, 'numbers'>): readonly TensorInfo[] {
  return numbers === false ? [] : scannable(content);
}

/** The tensors whose data lies in the file and apart from what is before it, in the order of the file; none where no place is known. */
export function scannable({ tensors, unread, size }: GgufContent): readonly TensorInfo[] {
  if (unread.places) return [];
  const inside = tensors.filter(({ fileOffset, bytes }) => fileOffset + bytes <= size);
  let end = 0;
  return inOrder(inside).filter(({ fileOffset, bytes }) => {
    const isApart = fileOffset >= end;
    if (isApart) end = fileOffset + bytes;
    return isApart;
  });
}

function inOrder(tensors: readonly TensorInfo[]): readonly TensorInfo[] {
  const isSorted = tensors.every(
    (tensor, i) => i === 0 || tensor.fileOffset >= (tensors[i - 1] as TensorInfo).fileOffset,
  );
  return isSorted ? tensors : tensors.toSorted((a, b) => a.fileOffset - b.fileOffset);
}

/** The first `most` bytes of `unused`, and as many of `trailing`: what is looked through for padding and for what is hidden. */
function keptRanges(unused: readonly Range[], trailing: Range | null, most: number): readonly Range[] {
  const kept = new RangeList();
  let left = most;
  for (const { start, end } of unused) {
    if (left === 0) break;
    const stop = start + Math.min(end - start, left);
    kept.push(start, stop);
    left -= stop - start;
  }
  if (trailing && most > 0) kept.push(trailing.start, Math.min(trailing.end, trailing.start + most));
  return kept.list();
}

/** Both in the order of the file. Nothing of one lies in the other: no tensor is unused. */
function together(unused: readonly Range[], values: readonly Range[]): readonly Range[] {
  return values.length === 0 ? unused : [...unused, ...values].sort((a, b) => a.start - b.start);
}
