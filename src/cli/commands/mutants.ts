/** `flea-flicker diff mutants`: every wrong version of every kernel against the oracle; a survivor is a failure of the oracle. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Table from 'cli-table3';
import pc from 'picocolors';
import { z } from 'zod';
import { EngineError } from '../../core/errors.ts';
import { PACKAGE_ROOT } from '../../core/packageRoot.ts';
import { killTable, type Kill, type Mutant } from '../../oracle/killTable.ts';
import { openEngineLibrary } from '../../native/nativeEngine.ts';
import { referenceEngine } from '../../reference/engine.ts';
import { EXIT, type ExitCode } from '../exitCodes.ts';
import type { Host } from '../host.ts';
import { whole } from '../options.ts';

/** Where `npm run build:mutants` puts them. */
const MUTANT_DIRECTORY = join(PACKAGE_ROOT, 'build/mutants');

const CATALOGUE = join(PACKAGE_ROOT, 'kernels/mutants.json');

const catalogueSchema = z.object({
  mutants: z.array(
    z.object({
      id: z.string(),
      number: z.number().int(),
      kernel: z.string(),
      what: z.string(),
      /** `plain`: the oracle kills it through the ABI. Others need a sanitizer lane, and are killed there. */
      lane: z.string(),
    }),
  ),
});

type CatalogueEntry = z.infer<typeof catalogueSchema>['mutants'][number];

export interface MutantFlags {
  readonly cases: string;
  readonly seed: string;
  readonly nativeDir?: string;
  readonly json?: true;
}

export async function mutants(flags: MutantFlags, host: Host): Promise<ExitCode> {
  const { mutants: all } = catalogueSchema.parse(JSON.parse(readFileSync(CATALOGUE, 'utf8')));
  const directory = flags.nativeDir ?? MUTANT_DIRECTORY;
  const judged = all.filter((entry) => entry.lane === 'plain').map((entry) => openMutant(entry, directory));
  const kills: Kill[] = [];
  for await (const kill of killTable(
    judged,
    referenceEngine,
    whole('--cases', flags.cases, 1),
    whole('--seed', flags.seed),
  )) {
    kills.push(kill);
    host.progress.update(`diff mutants: ${String(kills.length)} of ${String(judged.length)}, ${kill.mutant}`);
    if (host.signal.aborted) break;
  }
  host.progress.clear();
  const dead = kills.filter((kill) => kill.by !== null).length;
  if (flags.json)
    host.out(`${JSON.stringify({ schema: 'flea-flicker/mutants@1', kills, killed: dead, all: judged.length })}\n`);
  else host.out(`${killText(kills)}${String(dead)} of ${String(judged.length)} killed\n`);
  if (host.signal.aborted) return EXIT.interrupted;
  if (kills.length === 0) return EXIT.undecided;
  return dead === judged.length ? EXIT.clean : EXIT.findings;
}

/** Throws EngineError `engine/not-built`: a catalogue that is not built proves nothing. */
function openMutant({ id, number, what, kernel }: CatalogueEntry, directory: string): Mutant {
  const file = `libff_cuda_sim_mutant_${String(number)}.so`;
  const path = join(directory, file);
  if (!existsSync(path)) {
    throw new EngineError(
      'engine/not-built',
      `expected ${file}, found none: run \`npm run build:mutants\` to build the wrong versions`,
      { path: file },
    );
  }
  return {
    name: id,
    what,
    engine: openEngineLibrary(id, path),
    affects: [affectedBy(kernel)],
  };
}

/** `mul_mat_vec_q.q4_1` is a linear of one type; quantize_q8_1 is in front of every linear. */
function affectedBy(kernel: string): Mutant['affects'][number] {
  const [name, type] = kernel.split('.');
  return { kind: name === 'rms_norm' ? 'norm' : 'linear', ...(type !== undefined && { type: type.toUpperCase() }) };
}

function killText(kills: readonly Kill[]): string {
  const table = new Table({
    head: ['mutant', 'what is wrong', 'killed by', 'after', 'all layers', 'NMSE 5e-4', 'allclose 1 %'],
    style: { head: [], border: [], compact: true },
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
