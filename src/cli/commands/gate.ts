/**
 * `flea-flicker gate`, one verdict: the files given and every op of those that pass; without a file or where it is chosen also the
 * bundled corpus, every kernel that is built, a short fuzz campaign of each target.
 */
import { performance } from 'node:perf_hooks';
import { FleaError } from '../../core/errors.ts';
import { shellQuote } from '../../core/shellQuote.ts';
import type { CaseResult } from '../../core/verdict.ts';
import type { CheckOptions } from '../../checks/checkFile.ts';
import { checkCorpusEntry, readCorpus } from '../../checks/corpus.ts';
import { RULES } from '../../checks/rules.ts';
import { cellPassed, type Cell } from '../../oracle/diffOps.ts';
import { KnownTemplates } from '../../text/template/knownTemplates.ts';
import type { FileReport, Report } from '../../report/report.ts';
import type { CheckFlags } from '../checkFlags.ts';
import { isBuilt, openEngine } from '../engines.ts';
import type { ExitCode } from '../exitCodes.ts';
import { DEFAULT_FUZZ } from '../gateDefaults.ts';
import { gateTable } from '../gateTable.ts';
import type { Host } from '../host.ts';
import { judgeFiles } from '../judge/judgeFiles.ts';
import { failOn } from '../options.ts';
import { parseOutputs, refuseOverwriting, writeOutputs } from '../outputs.ts';
import { openPolicy } from '../reportPolicy.ts';
import { reproduceLine } from '../reproduceLine.ts';
import { TOOL_NAME, toolVersion } from '../version.ts';
import { countsText } from '../verdictTable.ts';
import { checkOptions } from './check.ts';
import { JUDGED, judgeOps, saveReproducer } from './diff.ts';
import { fuzzCases, fuzzSeconds, type GateFuzzFlags } from './gateFuzz.ts';
import { judgeModel } from './gateModel.ts';

export interface GateFlags extends CheckFlags, Omit<GateFuzzFlags, 'fuzz'> {
  readonly cases: string;
  readonly repros: string;
  readonly corpus?: true;
  readonly kernels?: true;
  /** Time for each target; a choice of the campaigns where it is not zero. */
  readonly fuzz?: string;
  readonly all?: true;
}

/** A part of the gate that does not look at the files given. */
interface Part {
  readonly name: string;
  readonly run: () => Promise<readonly CaseResult[]>;
}

export async function gate(paths: readonly string[], flags: GateFlags, host: Host): Promise<ExitCode> {
  const outputs = parseOutputs(flags.format, flags.json === true);
  refuseOverwriting(outputs, paths);
  const options = checkOptions(flags, host, paths);
  const parts = chosenParts(paths, flags, host);
  const policy = await openPolicy(flags, options.failOn, host);
  const judged = await judgeFiles(paths, options, host);
  const { files } = policy(judged);
  const cases: CaseResult[] = [];
  for (const { path, verdict, sha256 } of files)
    if (verdict === 'pass') cases.push(...(await judgeModel(path, sha256, JUDGED, host)));
  for (const part of parts) cases.push(...(await partCases(part, host)));
  host.progress.clear();
  const report = gateReport(files, cases, flags, host);
  if (!flags.json && outputs.some((o) => o.format === 'text' && o.file === null)) host.out(gateTable(report));
  return writeOutputs(report, outputs, host);
}

/** Everything where nothing is named; beside a file, what is chosen. Throws UsageError for flags that no campaign takes. */
function chosenParts(paths: readonly string[], flags: GateFlags, host: Host): readonly Part[] {
  const fuzzFlags = { ...flags, fuzz: flags.fuzz ?? DEFAULT_FUZZ };
  const seconds = fuzzSeconds(fuzzFlags);
  const named = paths.length > 0 || flags.corpus === true || flags.kernels === true;
  const all = flags.all === true || !named;
  return [
    ...(all || flags.corpus ? [{ name: 'corpus', run: () => corpusCases(host) }] : []),
    ...(all || flags.kernels ? [{ name: 'kernels', run: () => allKernelCases(flags, host) }] : []),
    ...(all || (flags.fuzz !== undefined && seconds > 0)
      ? [{ name: 'fuzz', run: () => fuzzCases(fuzzFlags, host) }]
      : []),
  ];
}

/** A part that the user stopped has an error among its cases: what it did not come to is not known. */
async function partCases({ name, run }: Part, host: Host): Promise<readonly CaseResult[]> {
  const cases = host.signal.aborted ? [] : await run();
  if (!host.signal.aborted) return cases;
  return [
    ...cases,
    { suite: name, name: 'all', status: 'error', seconds: 0, message: 'not finished: the user stopped the run' },
  ];
}

function gateReport(files: readonly FileReport[], cases: readonly CaseResult[], flags: GateFlags, host: Host): Report {
  return {
    command: 'gate',
    tool: { name: TOOL_NAME, version: toolVersion() },
    files,
    cases,
    rules: [...RULES.values()],
    failOn: failOn(flags.failOn),
    interrupted: host.signal.aborted,
    reproduce: reproduceLine(flags),
  };
}

/** The corpus is judged by the strict profile and the default limits: no flag about the user's own files reaches it. */
const CORPUS_OPTIONS: CheckOptions = {
  profile: 'strict',
  limits: {},
  failOn: 'error',
  suppress: new Set(),
  numbers: true,
};

async function corpusCases(host: Host): Promise<readonly CaseResult[]> {
  const options = { ...CORPUS_OPTIONS, signal: host.signal };
  const entries = readCorpus();
  const knownTemplates = new KnownTemplates();
  const results: CaseResult[] = [];
  for (const entry of entries) {
    if (host.signal.aborted) break;
    results.push(await checkCorpusEntry(entry, { ...options, knownTemplates }));
    host.progress.update(`gate: corpus, ${String(results.length)} files, ${entry.path}`);
  }
  return results;
}

async function allKernelCases(flags: GateFlags, host: Host): Promise<readonly CaseResult[]> {
  const cases: CaseResult[] = [];
  for (const name of JUDGED) {
    if (host.signal.aborted) break;
    cases.push(...(await kernelCases(name, flags, host)));
  }
  return cases;
}

async function kernelCases(name: string, flags: GateFlags, host: Host): Promise<readonly CaseResult[]> {
  const suite = `kernels ${name}`;
  if (!isBuilt(name)) {
    const message = `left out: the ${name} engine is not built; \`npm run build:native\` builds it`;
    return [{ suite, name, status: host.isCi ? 'error' : 'skipped', seconds: 0, message }];
  }
  try {
    return await builtKernelCases(name, suite, flags, host);
  } catch (error) {
    if (!(error instanceof FleaError)) throw error;
    return [{ suite, name, status: 'error', seconds: 0, message: error.message }];
  }
}

async function builtKernelCases(
  name: string,
  suite: string,
  flags: GateFlags,
  host: Host,
): Promise<readonly CaseResult[]> {
  const engine = openEngine(name);
  const results: CaseResult[] = [];
  let started = performance.now();
  for await (const cell of judgeOps(engine, { cases: flags.cases, seed: flags.seed, op: [] }, host)) {
    const seconds = (performance.now() - started) / 1000;
    started = performance.now();
    const replays = cell.failures.map(
      (f) => `replay: flea-flicker diff --replay ${shellQuote(saveReproducer(engine, f, flags.repros))}`,
    );
    results.push(cellCase(cell, suite, seconds, replays));
  }
  return results;
}

function cellCase(cell: Cell, suite: string, seconds: number, replays: readonly string[]): CaseResult {
  const name = `${cell.op} ${cell.type} ${cell.kernel} ${cell.layer}: ${String(cell.cases)} cases`;
  if (cellPassed(cell)) return { suite, name, status: 'passed', seconds };
  const found = cell.failures.map((f) => f.judgement.message ?? f.judgement.verdict);
  const message = [
    `expected every case to pass, found ${countsText(cell.verdicts) || 'none run'}`,
    ...found,
    ...replays,
  ].join('\n');
  return { suite, name, status: 'failed', seconds, message };
}
