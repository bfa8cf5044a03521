import Table from 'cli-table3';
import pc from 'picocolors';
import type { Verdict } from '../core/verdict.ts';
import { cellPassed, type Cell } from '../oracle/diffOps.ts';

/** Cases really run, by layer, op, type and engine, with their verdicts. */
export function verdictTable(cells: readonly Cell[]): string {
  const table = new Table({
    head: ['engine', 'op', 'type', 'kernel', 'layer', 'cases', 'verdicts', 'worst/bound'],
    style: { head: [], border: [], compact: true },
  });
  for (const cell of cells) {
    const { engine, op, type, kernel, layer, cases, worst } = cell;
    const verdicts = countsText(cell.verdicts);
    const text = cellPassed(cell) ? verdicts : pc.red(verdicts || 'nothing ran');
    table.push([engine, op, type, kernel, layer, cases, text, layer === 'bound' ? worst.toPrecision(2) : '']);
  }
  return `${table.toString()}\n`;
}

export function countsText(verdicts: ReadonlyMap<Verdict, number>): string {
  return [...verdicts].map(([verdict, n]) => `${String(n)} ${verdict}`).join(', ');
}
