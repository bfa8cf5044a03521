/** The scores as a Markdown table. */
import type { Score } from './score.ts';

const HEAD = `| tool | version | caught | warned alone | false alarms | warned alone | cannot say | seconds |
|---|---|---|---|---|---|---|---|`;

/** Hostile files on the left, benign ones on the right; what a tool cannot say of either is one number. */
export function tableOf(scores: readonly Score[]): string {
  return [HEAD, ...scores.map(rowOf)].join('\n');
}

function rowOf({ tool, version, hostile, benign, seconds }: Score): string {
  const cells = [
    tool,
    version,
    `${String(hostile.refused)} of ${String(hostile.files)}`,
    String(hostile.warned),
    `${String(benign.refused)} of ${String(benign.files)}`,
    String(benign.warned),
    String(hostile.cannotSay + benign.cannotSay),
    seconds.toFixed(0),
  ];
  return `| ${cells.join(' | ')} |`;
}
