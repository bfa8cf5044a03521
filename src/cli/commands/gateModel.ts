import { performance } from 'node:perf_hooks';
import { FleaError } from '../../core/errors.ts';
import type { CaseResult } from '../../core/verdict.ts';
import { diffModel } from '../../oracle/diffModel.ts';
import { buildProgram } from '../../model/build.ts';
import { referenceEngine } from '../../reference/engine.ts';
import { FileWeights } from '../../residency/fileWeights.ts';
import { isBuilt, openEngine } from '../engines.ts';
import type { Host } from '../host.ts';
import { openModel, type OpenModel } from '../openModel.ts';
import { RefusedModel } from '../refusedModel.ts';

/** Two tokens: the first meets an empty cache, the second one that is filled. */
const TOKENS = Int32Array.of(1, 2);
const ENGINE = 'cpu';

/** A sound model op by op: the cpu engine against the reference. What cannot be run is left out, and says why. */
export async function judgeModel(path: string, sha256: string | undefined, host: Host): Promise<readonly CaseResult[]> {
  const suite = `model ${path}`;
  const started = performance.now();
  const result = (status: CaseResult['status'], message?: string): readonly CaseResult[] => [
    {
      suite,
      name: `every op on ${ENGINE}`,
      status,
      seconds: (performance.now() - started) / 1000,
      ...(message !== undefined && { message }),
    },
  ];
  if (!isBuilt(ENGINE)) return result(host.isCi ? 'error' : 'skipped', `left out: the ${ENGINE} engine is not built`);
  let opened: OpenModel | undefined;
  try {
    opened = await openModel(path, { ...(sha256 !== undefined && { sha256 }), host });
    const { program, unsupported } = buildProgram(opened.file);
    if (!program) return result('skipped', `left out: unsupported: ${unsupported.join(', ') || 'no tensors'}`);
    const weights = new FileWeights(opened.file, program, opened.source);
    let ops = 0;
    for await (const { op, local, failure } of diffModel(program, weights, openEngine(ENGINE), referenceEngine, {
      tokens: TOKENS,
      signal: host.signal,
    })) {
      host.progress.update(`gate: ${path}, op ${String(++ops)} of ${String(program.ops.length)}, ${op.name}`);
      if (failure) return result('failed', `${op.name}: ${local}: ${failure.judgement.message ?? ''}`);
    }
    return ops === program.ops.length ? result('passed') : result('error', 'stopped before the last op');
  } catch (error) {
    // What was checked is what is run, or nothing is.
    if (error instanceof RefusedModel) return result('error', 'expected the file that was checked, found another');
    if (!(error instanceof FleaError)) throw error;
    return result('error', error.message);
  } finally {
    opened?.source.close();
  }
}
