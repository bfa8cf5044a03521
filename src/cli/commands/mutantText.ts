/** The tables that `diff mutants` prints. */
import Table from 'cli-table3';
import pc from 'picocolors';
import type { Kill } from '../../oracle/killTable.ts';
import type { LayerName } from '../../oracle/layers/layer.ts';

/** A wrong version that is not the oracle's to kill here, with the command that runs its killers. */
export interface Elsewhere {
  readonly mutant: string;
  readonly what: string;
  readonly lane: string;
  readonly killers: readonly string[];
  readonly run: string;
}

/** A layer that the catalogue says kills a wrong version, and that did not within the cases. */
export interface Missed {
  readonly mutant: string;
  readonly layer: LayerName;
}

const STYLE = { head: [], border: [], compact: true };

/** What the oracle made of each, beside two common tolerance tests. */
export function killText(kills: readonly Kill[]): string {
  const table = new Table({
    head: ['mutant', 'what is wrong', 'killed by', 'after', 'all layers', 'NMSE 5e-4', 'allclose 1 %'],
    style: STYLE,
  });
  const mark = (killed: boolean): string => (killed ? 'killed' : pc.yellow('lives'));
  for (const { mutant, what, by, layers, nmse, allclose } of kills) {
    table.push([
      mutant,
      what,
      by?.layer ?? pc.red('SURVIVES'),
      by ? `${String(by.cases)} cases` : '',
      layers.join(', '),
      mark(nmse),
      mark(allclose),
    ]);
  }
  const count = (pick: (kill: Kill) => boolean): string =>
    `${String(kills.filter(pick).length)} of ${String(kills.length)}`;
  return `${table.toString()}\nNMSE 5e-4 would have killed ${count((k) => k.nmse)}, allclose 1 % ${count((k) => k.allclose)}.\n`;
}

/** What the catalogue promises and this run did not show: more cases may. */
export function missedText(missed: readonly Missed[]): string {
  const line = ({ mutant, layer }: Missed): string =>
    `${mutant}: expected ${layer} to kill it too, found that it did not\n`;
  return missed.map(line).join('');
}

/** Those of an instruction set that this processor lacks. */
export function leftOutText(ids: readonly string[]): string {
  return ids.map((id) => `left out: ${id}: this processor lacks what it needs\n`).join('');
}

/** Those that nothing here has run, and who kills them. */
export function elsewhereText(versions: readonly Elsewhere[]): string {
  if (versions.length === 0) return '';
  const table = new Table({ head: ['mutant', 'what is wrong', 'killed in lane', 'by', 'run'], style: STYLE });
  for (const { mutant, what, lane, killers, run } of versions)
    table.push([mutant, what, lane, killers.join(', '), run]);
  return `\nNot the oracle's to kill, and not run here: ${String(versions.length)}\n${table.toString()}\n`;
}
