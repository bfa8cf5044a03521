import { performance } from 'node:perf_hooks';
import { FleaError } from '../../core/errors.ts';
import type { CaseResult } from '../../core/verdict.ts';
import { diffModel } from '../../oracle/diffModel.ts';
import { buildProgram } from '../../model/build.ts';
import type { Program } from '../../model/program.ts';
import { referenceEngine } from '../../reference/engine.ts';
import { FileWeights } from '../../residency/fileWeights.ts';
import { isBuilt, openEngine } from '../engines.ts';
import type { Host } from '../host.ts';
import { openModel, type OpenModel } from '../openModel.ts';
import { RefusedModel } from '../refusedModel.ts';

/** Two tokens: the first meets an empty cache, the second one that is filled. */
const TOKENS = Int32Array.of(1, 2);

/** An engine has no such op, or not for such weights: that is no fault of the model's. */
const UNSUPPORTED: ReadonlySet<string> = new Set(['op/unsupported', 'model/unsupported', 'program/unsupported']);

type Outcome = Pick<CaseResult, 'status' | 'message'>;

/**
 * A sound model op by op, each of `engines` against the reference: a case for each. What cannot be run is left out, and says why. With the
 * digest of the check, what was checked is what is run, or nothing is.
 */
export async function judgeModel(
  path: string,
  sha256: string | undefined,
  engines: readonly string[],
  host: Host,
): Promise<readonly CaseResult[]> {
  const cases: CaseResult[] = [];
  for (const engine of engines) {
    const started = performance.now();
    const outcome = host.signal.aborted ? STOPPED : await judgedOn(engine, path, sha256, host);
    const seconds = (performance.now() - started) / 1000;
    cases.push({ suite: `model ${path}`, name: `every op on ${engine}`, seconds, ...outcome });
  }
  return cases;
}

const STOPPED: Outcome = { status: 'error', message: 'not finished: the user stopped the run' };

async function judgedOn(engine: string, path: string, sha256: string | undefined, host: Host): Promise<Outcome> {
  if (!isBuilt(engine))
    return { status: host.isCi ? 'error' : 'skipped', message: `left out: the ${engine} engine is not built` };
  try {
    const opened = await openModel(path, { ...(sha256 !== undefined && { sha256 }), host });
    try {
      const { program, unsupported } = buildProgram(opened.file);
      return program
        ? await judgedProgram(engine, program, opened, host)
        : leftOut(`unsupported: ${unsupported.join(', ') || 'no tensors'}`);
    } finally {
      opened.source.close();
    }
  } catch (error) {
    if (error instanceof RefusedModel) return refused(error);
    if (!(error instanceof FleaError)) throw error;
    return UNSUPPORTED.has(error.code) ? leftOut(error.message) : { status: 'error', message: error.message };
  }
}

async function judgedProgram(name: string, program: Program, opened: OpenModel, host: Host): Promise<Outcome> {
  const weights = new FileWeights(opened.file, program, opened.source);
  const options = { tokens: TOKENS, signal: host.signal };
  let ops = 0;
  for await (const { op, local, failure } of diffModel(program, weights, openEngine(name), referenceEngine, options)) {
    host.progress.update(
      `gate: ${opened.source.name} on ${name}, op ${String(++ops)} of ${String(program.ops.length)}, ${op.name}`,
    );
    if (failure) return { status: 'failed', message: `${op.name}: ${local}: ${failure.judgement.message ?? ''}` };
  }
  return ops === program.ops.length ? { status: 'passed' } : STOPPED;
}

function leftOut(why: string): Outcome {
  return { status: 'skipped', message: `left out: ${why}` };
}

/** Another file than the one that was checked is no verdict on it. */
function refused({ findings }: RefusedModel): Outcome {
  const [first] = findings;
  if (first?.rule === 'check/digest-mismatch')
    return { status: 'error', message: `changed after it was checked: ${first.message}` };
  return leftOut(`nothing runs it: ${first?.message ?? 'it is refused'}`);
}
