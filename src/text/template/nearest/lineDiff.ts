/** The fewest lines to take out and put in to make one list of lines another (Myers, 1986), within bounds. */

export interface Edit {
  readonly kind: 'same' | 'out' | 'in';
  /** Index into the first list; of a line that is put in, where it stands. */
  readonly a: number;
  readonly b: number;
}

/** Work grows with the number of edits times that of lines, memory with its square: 9 MB. */
const MOST_EDITS = 1500;

/** Null where more would have to be changed. */
export function lineDiff(a: readonly string[], b: readonly string[], most = MOST_EDITS): readonly Edit[] | null {
  const trace = search(a, b, most);
  return trace && backtrack(a.length, b.length, trace);
}

/** How far each diagonal −d…d reaches in `a`, after each number of edits. */
type Reach = Int32Array;

function search(a: readonly string[], b: readonly string[], most: number): readonly Reach[] | null {
  const trace: Reach[] = [];
  for (let d = 0; d <= most; d++) {
    const reach = new Int32Array(2 * d + 1);
    trace.push(reach);
    for (let k = -d; k <= d; k += 2) {
      let x = d === 0 ? 0 : startOn(k, d, trace[d - 1] as Reach);
      while (x < a.length && x - k < b.length && x - k >= 0 && a[x] === b[x - k]) x++;
      reach[k + d] = x;
      if (x >= a.length && x - k >= b.length) return trace;
    }
  }
  return null;
}

/** Where diagonal `k` is entered with edit `d`: from above, a line put in; from the left, one taken out. */
function startOn(k: number, d: number, before: Reach): number {
  const at = (diagonal: number): number => before[diagonal + d - 1] ?? -1;
  return isPutIn(k, d, before) ? at(k + 1) : at(k - 1) + 1;
}

function isPutIn(k: number, d: number, before: Reach): boolean {
  const at = (diagonal: number): number => before[diagonal + d - 1] ?? -1;
  return k === -d || (k !== d && at(k - 1) < at(k + 1));
}

function backtrack(n: number, m: number, trace: readonly Reach[]): readonly Edit[] {
  const edits: Edit[] = [];
  let [x, y] = [n, m];
  for (let d = trace.length - 1; d > 0; d--) {
    const before = trace[d - 1] as Reach;
    const k = x - y;
    const putIn = isPutIn(k, d, before);
    const start = startOn(k, d, before);
    while (x > start) edits.push({ kind: 'same', a: --x, b: --y });
    if (putIn) edits.push({ kind: 'in', a: x, b: --y });
    else edits.push({ kind: 'out', a: --x, b: y });
  }
  while (x > 0) edits.push({ kind: 'same', a: --x, b: --y });
  return edits.reverse();
}
