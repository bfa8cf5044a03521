/** Edits of lines as a unified diff: three lines of what is the same around each change. */
import type { Edit } from './lineDiff.ts';

export interface Side {
  readonly name: string;
  readonly lines: readonly string[];
}

const CONTEXT = 3;

/** Empty where nothing is changed. */
export function unifiedDiff(from: Side, to: Side, edits: readonly Edit[]): string {
  const hunks = hunksOf(edits);
  if (hunks.length === 0) return '';
  return (
    [`--- ${from.name}`, `+++ ${to.name}`, ...hunks.flatMap((hunk) => printHunk(from, to, hunk))].join('\n') + '\n'
  );
}

function hunksOf(edits: readonly Edit[]): readonly (readonly Edit[])[] {
  const hunks: Edit[][] = [];
  let end = -1;
  edits.forEach(({ kind }, i) => {
    if (kind === 'same') return;
    const from = Math.max(end, i - CONTEXT, 0);
    const to = Math.min(edits.length, i + CONTEXT + 1);
    const last = hunks.at(-1);
    if (last && from <= end) last.push(...edits.slice(end, to));
    else hunks.push(edits.slice(from, to));
    end = to;
  });
  return hunks;
}

const SIGNS: Readonly<Record<Edit['kind'], string>> = { same: ' ', out: '-', in: '+' };

function printHunk(from: Side, to: Side, hunk: readonly Edit[]): readonly string[] {
  const [first] = hunk;
  const count = (without: Edit['kind']): number => hunk.filter(({ kind }) => kind !== without).length;
  const range = (at: number, length: number): string => `${String(length === 0 ? at : at + 1)},${String(length)}`;
  const head = `@@ -${range(first?.a ?? 0, count('in'))} +${range(first?.b ?? 0, count('out'))} @@`;
  return [
    head,
    ...hunk.map(({ kind, a, b }) => `${SIGNS[kind]}${(kind === 'out' ? from.lines[a] : to.lines[b]) ?? ''}`),
  ];
}
