/** `flea-flicker gate`: the files given, the bundled corpus, every kernel that is built, a short fuzz campaign of each target; one verdict. */
import { performance } from 'node:perf_hooks';
import { FleaError } from '../../core/errors.ts';
import type { CaseResult } from '../../core/verdict.ts';
import { checkCorpusEntry, readCorpus } from '../../checks/corpus.ts';
import { RULES } from '../../checks/rules.ts';
import { cellPassed, type Cell } from '../../oracle/diffOps.ts';
import { SpareSandboxes } from '../../text/template/spareSandboxes.ts';
import { overallVerdict, type FileReport, type Report } from '../../report/report.ts';
import { openBaseline } from '../baselineFlags.ts';
import { isBuilt, openEngine } from '../engines.ts';
import { EXIT, type ExitCode } from '../exitCodes.ts';
import { gateTable } from '../gateTable.ts';
import type { Host } from '../host.ts';
import { judgeFiles } from '../judge/judgeFiles.ts';
import { parseOutputs, writeOutputs } from '../outputs.ts';
import { TOOL_NAME, toolVersion } from '../version.ts';
import { countsText } from '../verdictTable.ts';
import { checkOptions, type CheckFlags } from './check.ts';
import { JUDGED, judgeOps, saveReproducer } from './diff.ts';
import { fuzzCases, fuzzSeconds, type GateFuzzFlags } from './gateFuzz.ts';
import { judgeModel } from './gateModel.ts';

export interface GateFlags extends CheckFlags, GateFuzzFlags {
  readonly cases: string;
  readonly repros: string;
}

export async function gate(paths: readonly string[], flags: GateFlags, host: Host): Promise<ExitCode> {
  const outputs = parseOutputs(flags.format, flags.json === true);
  const options = checkOptions(flags, host);
  fuzzSeconds(flags);
  const baseline = await openBaseline(flags, options.failOn, host);
  const cases: CaseResult[] = [];
  const files = await judgeFiles(paths, options, host);
  for (const { path, verdict } of files) if (verdict === 'pass') cases.push(...(await judgeModel(path, host)));
  cases.push(...(await corpusCases(flags, host)));
  for (const name of JUDGED) cases.push(...(await kernelCases(name, flags, host)));
  cases.push(...(await fuzzCases(flags, host)));
  host.progress.clear();
  const report = gateReport(baseline(files), cases, options.failOn, host);
  if (!flags.json && outputs.some((o) => o.format === 'text' && o.file === null)) host.out(gateTable(report));
  writeOutputs(report, outputs, host);
  if (host.signal.aborted) return EXIT.interrupted;
  return { pass: EXIT.clean, fail: EXIT.findings, undecided: EXIT.undecided }[overallVerdict(report)];
}

function gateReport(
  files: readonly FileReport[],
  cases: readonly CaseResult[],
  failOn: Report['failOn'],
  host: Host,
): Report {
  return {
    command: 'gate',
    tool: { name: TOOL_NAME, version: toolVersion() },
    files,
    cases,
    rules: [...RULES.values()],
    failOn,
    interrupted: host.signal.aborted,
  };
}

/** The corpus is judged by the strict profile and the default limits, whatever the flags say of the user's own files. */
async function corpusCases(flags: GateFlags, host: Host): Promise<readonly CaseResult[]> {
  const options = checkOptions(
    { ...flags, profile: 'strict', limit: [], suppress: [], failOn: 'error', numbers: true },
    host,
  );
  const entries = readCorpus();
  const sandboxes = new SpareSandboxes(entries.length);
  const results: CaseResult[] = [];
  try {
    for (const entry of entries) {
      if (host.signal.aborted) break;
      results.push(await checkCorpusEntry(entry, { ...options, sandboxes }));
      host.progress.update(`gate: corpus, ${String(results.length)} files, ${entry.path}`);
    }
    return results;
  } finally {
    sandboxes.close();
  }
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
      (f) => `replay: flea-flicker diff --replay ${saveReproducer(engine, f, flags.repros)}`,
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
