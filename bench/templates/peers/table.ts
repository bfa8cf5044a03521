/** The scores as a Markdown table. */
import type { Score, Tally } from './score.ts';

const HEAD = `| tool | version | caught | warned alone | cannot say | false alarms | warned alone | cannot say | seconds |
|---|---|---|---|---|---|---|---|---|`;

/** Three columns for the hostile files, three for the benign ones. */
export function tableOf(scores: readonly Score[]): string {
  return [HEAD, ...scores.map(rowOf)].join('\n');
}

function rowOf({ tool, version, hostile, benign, seconds }: Score): string {
  const cells = [tool, version, ...cellsOf(hostile), ...cellsOf(benign), seconds.toFixed(0)];
  return `| ${cells.join(' | ')} |`;
}

function cellsOf({ files, refused, warned, cannotSay }: Tally): readonly string[] {
  return [`${String(refused)} of ${String(files)}`, String(warned), String(cannotSay)];
}
