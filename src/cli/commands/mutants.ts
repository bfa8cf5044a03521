/** `flea-flicker diff mutants`: wrong versions of kernels and engines against the oracle; a survivor is a failure of the oracle. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { EngineError } from '../../core/errors.ts';
import { PACKAGE_ROOT } from '../../core/packageRoot.ts';
import { killTable, type Kill, type Mutant } from '../../oracle/killTable.ts';
import { LAYER_NAMES } from '../../oracle/layers/layer.ts';
import { openEngineLibrary, openNativeEngine } from '../../native/nativeEngine.ts';
import { referenceEngine } from '../../reference/engine.ts';
import { MUTANTS } from '../../report/documents/mutants.ts';
import { EXIT, type ExitCode } from '../exitCodes.ts';
import type { Host } from '../host.ts';
import { whole } from '../options.ts';
import { elsewhereText, killText, leftOutText, missedText, type Elsewhere, type Missed } from './mutantText.ts';
import { laneOf, libraryOf, readWrongVersions, type WrongVersion } from './wrongVersions.ts';

/** Where `npm run build:mutants` puts them. */
const MUTANT_DIRECTORY = join(PACKAGE_ROOT, 'build/mutants');

export interface MutantFlags {
  readonly cases: string;
  readonly seed: string;
  readonly nativeDir?: string;
  readonly json?: true;
}

export async function mutants(flags: MutantFlags, host: Host): Promise<ExitCode> {
  const all = readWrongVersions(PACKAGE_ROOT);
  const plain = all.filter(({ lane }) => lane === 'plain');
  const here = plain.filter(runsHere);
  const leftOut = plain.filter((version) => !here.includes(version)).map(({ id }) => id);
  const elsewhere = all.filter((version) => version.lane !== 'plain').map(inItsLane);
  const judged = here.map((version) => openMutant(version, flags.nativeDir ?? MUTANT_DIRECTORY));
  const kills = await judge(judged, flags, host);
  const killed = kills.filter((kill) => kill.by !== null).length;
  const missed = here.flatMap((version) => missedBy(version, kills));
  const report = { kills, killed, all: judged.length, missed, leftOut, elsewhere };
  const last = `${String(killed)} of ${String(judged.length)} killed\n`;
  if (flags.json) host.out(MUTANTS.json(report));
  else host.out(`${killText(kills)}${missedText(missed)}${leftOutText(leftOut)}${elsewhereText(elsewhere)}${last}`);
  if (host.signal.aborted) return EXIT.interrupted;
  if (kills.length === 0) return EXIT.undecided;
  return killed === judged.length ? EXIT.clean : EXIT.findings;
}

async function judge(judged: readonly Mutant[], flags: MutantFlags, host: Host): Promise<readonly Kill[]> {
  const kills: Kill[] = [];
  const [cases, seed] = [whole('--cases', flags.cases, 1), whole('--seed', flags.seed)];
  for await (const kill of killTable(judged, referenceEngine, cases, seed)) {
    kills.push(kill);
    host.progress.update(`diff mutants: ${String(kills.length)} of ${String(judged.length)}, ${kill.mutant}`);
    if (host.signal.aborted) break;
  }
  host.progress.clear();
  return kills;
}

/** What needs an instruction set can only be wrong on a processor that has it. */
function runsHere({ needs }: WrongVersion): boolean {
  return needs === undefined || openNativeEngine('cpu').describe().device === needs;
}

function missedBy({ id, killers }: WrongVersion, kills: readonly Kill[]): readonly Missed[] {
  const layers = kills.find(({ mutant }) => mutant === id)?.layers;
  if (!layers) return [];
  return LAYER_NAMES.filter((layer) => killers.includes(layer) && !layers.includes(layer)).map((layer) => ({
    mutant: id,
    layer,
  }));
}

function inItsLane(version: WrongVersion): Elsewhere {
  const { id, what, lane, killers } = version;
  return { mutant: id, what, lane, killers, run: laneOf(version) };
}

/** Throws EngineError `engine/not-built`: a catalogue that is not built proves nothing. */
function openMutant(version: WrongVersion, directory: string): Mutant {
  const file = libraryOf(version);
  const path = join(directory, file);
  if (!existsSync(path)) {
    throw new EngineError(
      'engine/not-built',
      `expected ${file}, found none: run \`npm run build:mutants\` to build the wrong versions`,
      { path: file },
    );
  }
  const { id, what, affects = [] } = version;
  return { name: id, what, engine: openEngineLibrary(id, path), affects: affects.map(capability) };
}

/** `linear/Q4_1` is an op on one type, `linear` on every type. */
function capability(text: string): Mutant['affects'][number] {
  const [kind = '', type] = text.split('/');
  return { kind, ...(type !== undefined && { type }) };
}
