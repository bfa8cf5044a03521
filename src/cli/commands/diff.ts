import { join } from 'node:path';
import pc from 'picocolors';
import { didYouMean } from '../../core/didYouMean.ts';
import { EngineError, UsageError } from '../../core/errors.ts';
import { quoted } from '../../core/printable.ts';
import { shellQuote } from '../../core/shellQuote.ts';
import type { Engine } from '../../engine/engine.ts';
import { OP_KINDS } from '../../model/ops/kinds.ts';
import { cellPassed, diffOps, FAILING, type Cell, type Failure } from '../../oracle/diffOps.ts';
import { diffModel, type OpComparison } from '../../oracle/diffModel.ts';
import type { Judgement } from '../../oracle/layers/layer.ts';
import { parseReproducer, replay, toReproducer, type Reproducer } from '../../oracle/reproducer.ts';
import { DIFF_MODEL } from '../../report/documents/diffModel.ts';
import { DIFF_OPS } from '../../report/documents/diffOps.ts';
import { DIFF_REPLAY } from '../../report/documents/diffReplay.ts';
import { referenceEngine } from '../../reference/engine.ts';
import { FileWeights } from '../../residency/fileWeights.ts';
import { mutants } from './mutants.ts';
import { defaultEngine, isBuilt, openEngine } from '../engines.ts';
import { EXIT, type ExitCode } from '../exitCodes.ts';
import type { Host } from '../host.ts';
import { openModel, programOf } from '../openModel.ts';
import { tokenIds, whole } from '../options.ts';
import { readJson, type DocumentLimits } from '../readDocument.ts';
import { attempt, writeText } from '../outputs.ts';
import { countsText, verdictTable } from '../verdictTable.ts';

export interface DiffFlags {
  readonly engine: readonly string[];
  readonly op: readonly string[];
  readonly cases: string;
  readonly seed: string;
  readonly nTokens: string;
  readonly tokens?: string;
  readonly threads?: string;
  readonly replay?: string;
  readonly repros: string;
  readonly nativeDir?: string;
  readonly json?: true;
}

/** Engines that are judged when none is named. */
export const JUDGED = ['cpu', 'cpu-scalar', 'cuda-sim', 'cuda-sim-naive'] as const;

/** `flea-flicker diff ops | diff model FILE | diff mutants | diff --replay CASE.json` */
export async function diff(
  what: string | undefined,
  file: string | undefined,
  flags: DiffFlags,
  host: Host,
): Promise<ExitCode> {
  if (flags.replay !== undefined) return replayCase(flags.replay, flags, host);
  if (what === 'ops') return ops(flags, host);
  if (what === 'mutants') return mutants(flags, host);
  if (what === 'model' && file !== undefined) return model(file, flags, host);
  throw new UsageError('usage/diff', 'diff: expected `ops`, `model FILE`, `mutants` or `--replay CASE.json`');
}

async function ops(flags: DiffFlags, host: Host): Promise<ExitCode> {
  for (const op of flags.op) knownOp(op);
  const names = flags.engine.length > 0 ? flags.engine : JUDGED.filter((name) => isBuilt(name, flags.nativeDir));
  if (names.length === 0)
    throw new EngineError(
      'engine/not-built',
      'diff ops: expected a native engine, found none built: run `npm run build:native`',
    );
  const cells: Cell[] = [];
  for (const name of names) {
    const engine = openEngine(name, flags.nativeDir);
    for await (const cell of judgeOps(engine, flags, host)) cells.push(cell);
  }
  host.progress.clear();
  if (flags.json) host.out(opsJson(cells));
  else host.out(verdictTable(cells));
  const failures = cells.flatMap((cell) => cell.failures.map((failure) => ({ engine: cell.engine, failure })));
  for (const { engine, failure } of failures) reportFailure(openEngine(engine, flags.nativeDir), failure, flags, host);
  if (host.signal.aborted) return EXIT.interrupted;
  const total = cells.reduce((sum, cell) => sum + cell.cases, 0);
  if (total === 0) return EXIT.undecided;
  if (!flags.json)
    host.out(
      `${String(total)} cases, seed ${flags.seed}: ${cells.every(cellPassed) ? pc.green('PASS') : pc.red('FAIL')}\n`,
    );
  return cells.every(cellPassed) ? EXIT.clean : EXIT.findings;
}

/** Throws UsageError `usage/op` for a name that is no kind of op. */
function knownOp(name: string): void {
  if ((OP_KINDS as readonly string[]).includes(name)) return;
  throw new UsageError('usage/op', `--op: expected a kind of op, found ${quoted(name)}${didYouMean(name, OP_KINDS)}`);
}

/** Every cell of one engine, with progress. */
export async function* judgeOps(
  engine: Engine,
  flags: Pick<DiffFlags, 'cases' | 'seed' | 'op'>,
  host: Host,
): AsyncGenerator<Cell> {
  const options = {
    seed: whole('--seed', flags.seed),
    cases: whole('--cases', flags.cases, 1),
    signal: host.signal,
    ...(flags.op.length > 0 && { only: flags.op }),
  };
  let cases = 0;
  for await (const cell of diffOps(engine, referenceEngine, options)) {
    cases += cell.cases;
    host.progress.update(`diff ops: ${engine.name} ${cell.op} ${cell.type} ${cell.layer}, ${String(cases)} cases`);
    yield cell;
  }
}

function opsJson(cells: readonly Cell[]): string {
  return DIFF_OPS.json({
    cells: cells.map(({ failures, verdicts, ...cell }) => ({
      ...cell,
      verdicts: Object.fromEntries(verdicts),
      failures: failures.length,
    })),
    verdict: cells.length > 0 && cells.every(cellPassed) ? 'pass' : 'fail',
  });
}

async function model(path: string, flags: DiffFlags, host: Host): Promise<ExitCode> {
  const engine = openEngine(flags.engine[0] ?? defaultEngine(), flags.nativeDir);
  const opened = await openModel(path);
  try {
    const program = programOf(opened);
    const weights = new FileWeights(opened.file, program, opened.source);
    const tokens =
      flags.tokens === undefined
        ? spread(whole('-n', flags.nTokens, 1), program.hparams.nVocab)
        : tokenIds('--tokens', flags.tokens);
    const threads = flags.threads === undefined ? {} : { threads: whole('--threads', flags.threads, 1) };
    const seen: OpComparison[] = [];
    host.progress.update(`diff model: tracing ${String(tokens.length)} tokens through both engines`);
    for await (const comparison of diffModel(program, weights, engine, referenceEngine, {
      tokens,
      signal: host.signal,
      ...threads,
    })) {
      seen.push(comparison);
      host.progress.update(
        `diff model: op ${String(seen.length)} of ${String(program.ops.length)}, ${comparison.op.name}`,
      );
      if (!flags.json) host.out(comparisonLine(comparison));
    }
    host.progress.clear();
    return finishModel(seen, engine, flags, host);
  } finally {
    opened.source.close();
  }
}

/** Token ids all over the vocabulary: 1, then steps of an odd stride. */
function spread(n: number, nVocab: number): Int32Array {
  return Int32Array.from({ length: n }, (_, i) => (1 + i * 7919) % nVocab);
}

function comparisonLine({ op, kernel, local, worst, accumulated }: OpComparison): string {
  const verdict = FAILING.has(local) ? pc.red(local) : local;
  const own = accumulated === null ? '' : `  accumulated ${accumulated.toExponential(1)}`;
  return `${String(op.index).padStart(4)} ${op.name.padEnd(24)} ${kernel.padEnd(22)} ${verdict}  ${worst.toPrecision(2)} of the bound${own}\n`;
}

function finishModel(seen: readonly OpComparison[], engine: Engine, flags: DiffFlags, host: Host): ExitCode {
  const first = seen.find((c) => c.failure !== null);
  if (flags.json) {
    const rows = seen.map(({ op, failure, ...row }) => ({
      index: op.index,
      op: op.name,
      kind: op.kind,
      ...row,
      failed: failure !== null,
    }));
    host.out(DIFF_MODEL.json({ engine: engine.name, ops: rows, first_failure: first?.op.name ?? null }));
  } else {
    const counts = new Map<OpComparison['local'], number>();
    for (const { local } of seen) counts.set(local, (counts.get(local) ?? 0) + 1);
    const last = seen.at(-1)?.accumulated;
    const drift = last === null || last === undefined ? '' : `; accumulated at the logits ${last.toExponential(1)}`;
    host.out(`${String(seen.length)} ops on ${engine.name}: ${countsText(counts)}${drift}\n`);
  }
  if (first?.failure) reportFailure(engine, first.failure, flags, host);
  if (host.signal.aborted) return EXIT.interrupted;
  if (seen.length === 0) return EXIT.undecided;
  return first ? EXIT.findings : EXIT.clean;
}

/** Writes the case and gives its path. */
export function saveReproducer(engine: Engine, failure: Failure, directory: string): string {
  const { case: c, layer } = failure;
  const type = c.weights[0]?.type ?? 'none';
  const path = join(directory, `${engine.name}-${c.kind}-${type}-${layer}-${String(c.seed)}.json`);
  writeText(path, `${JSON.stringify(toReproducer(engine, failure), null, 1)}\n`);
  return path;
}

/** Stores the case and says on stderr what failed and how to see it again. One that cannot be stored is a finding all the same. */
function reportFailure(engine: Engine, failure: Failure, { repros, nativeDir }: DiffFlags, host: Host): void {
  const { case: c, layer, judgement } = failure;
  host.err(`${pc.red(judgement.verdict)} ${c.kind} in layer ${layer}: ${judgement.message ?? ''}\n`);
  attempt(() => {
    const path = saveReproducer(engine, failure, repros);
    const from = nativeDir === undefined ? '' : ` --native-dir ${shellQuote(nativeDir)}`;
    host.err(`  replay: flea-flicker diff --replay ${shellQuote(path)}${from}\n`);
  }, host);
}

/** A case of the widest layer of a small real model, in base64: 40 MB. Those that the generators make and minimise take kilobytes. */
const STORED_CASE: DocumentLimits = { what: 'a stored case', code: 'io/json', maxBytes: 64 << 20 };

async function replayCase(path: string, flags: DiffFlags, host: Host): Promise<ExitCode> {
  const repro = parseReproducer(readJson(path, STORED_CASE));
  const engine = openEngine(flags.engine[0] ?? repro.engine, flags.nativeDir);
  const judgement = await replay(repro, engine, referenceEngine);
  host.out(flags.json ? replayJson(engine.name, repro, judgement) : replayText(engine.name, repro, judgement));
  if (judgement.verdict === repro.verdict) host.err(`stored verdict ${repro.verdict}: repeated\n`);
  else host.err(`stored verdict ${repro.verdict}: not repeated; if nothing was mended since, suspect a race\n`);
  return FAILING.has(judgement.verdict) ? EXIT.findings : EXIT.clean;
}

function replayText(engine: string, { case: c, layer }: Reproducer, { verdict, message }: Judgement): string {
  return `${engine} ${c.kind} ${layer}: ${verdict}${message === undefined ? '' : `: ${message}`}\n`;
}

function replayJson(engine: string, { case: c, layer, verdict: stored }: Reproducer, judgement: Judgement): string {
  const { verdict, message } = judgement;
  return DIFF_REPLAY.json({
    engine,
    op: c.kind,
    layer,
    judgement: verdict,
    ...(message !== undefined && { message }),
    stored,
    verdict: FAILING.has(verdict) ? 'fail' : 'pass',
  });
}
