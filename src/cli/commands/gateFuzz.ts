import { CampaignError } from '../../campaign/errors.ts';
import { runCampaign, type CampaignResult } from '../../campaign/campaign.ts';
import type { FuzzTarget } from '../../campaign/target.ts';
import { TARGETS } from '../../campaign/targets.ts';
import { UsageError } from '../../core/errors.ts';
import { printable } from '../../core/printable.ts';
import { formatCount, parseSeconds } from '../../core/units.ts';
import type { CaseResult } from '../../core/verdict.ts';
import { campaignSeed } from '../campaignSeed.ts';
import type { Host } from '../host.ts';

export interface GateFuzzFlags {
  /** Time for each target; `0s` leaves campaigns out. */
  readonly fuzz: string;
  readonly fuzzOut: string;
  readonly seed: string;
}

/** What a machine may lack: named, and left out unless this is CI. Everything else that goes wrong is an error. */
const TOOLCHAIN: ReadonlySet<string> = new Set(['fuzz/no-jazzer', 'fuzz/no-clang', 'fuzz/no-compiler']);

/** The time for each target. Throws UsageError for flags that no campaign takes: called before anything has run. */
export function fuzzSeconds({ fuzz, seed }: GateFuzzFlags): number {
  const seconds = parseSeconds(fuzz);
  if (seconds > 0) campaignSeed(seed);
  if (seconds > 0 && seconds < 1)
    throw new UsageError('usage/time', `--fuzz: expected 0s or at least 1s, found "${printable(fuzz)}"`);
  return seconds;
}

/** Every stored regression and a short campaign of each target: one case for the campaign, one for each finding. */
export async function fuzzCases(flags: GateFuzzFlags, host: Host): Promise<readonly CaseResult[]> {
  const seconds = fuzzSeconds(flags);
  const results: CaseResult[] = [];
  for (const target of TARGETS.values()) {
    if (host.signal.aborted) break;
    const started = performance.now();
    const cases = seconds === 0 ? [leftOut(target, 'asked by --fuzz 0s')] : await judgeTarget(target, flags, host);
    const [first, ...rest] = cases;
    if (first) results.push({ ...first, seconds: (performance.now() - started) / 1000 }, ...rest);
  }
  return results;
}

async function judgeTarget(target: FuzzTarget, flags: GateFuzzFlags, host: Host): Promise<readonly CaseResult[]> {
  try {
    return campaignCases(target, await campaign(target, flags, host));
  } catch (error) {
    if (!(error instanceof CampaignError)) throw error;
    // Not every installation carries the sources of the targets: there they belong to no gate, in CI or out of it.
    if (error.code === 'fuzz/no-sources') return [leftOut(target, error.message)];
    if (TOOLCHAIN.has(error.code) && !host.isCi) return [leftOut(target, error.message)];
    return [{ ...caseOf(target), status: 'error', message: error.message }];
  }
}

function campaign(target: FuzzTarget, flags: GateFuzzFlags, host: Host): Promise<CampaignResult> {
  return runCampaign(target, {
    seconds: fuzzSeconds(flags),
    seed: campaignSeed(flags.seed),
    out: flags.fuzzOut,
    env: host.env,
    signal: host.signal,
    onProgress: ({ phase, seconds, executions, execsPerSecond, findings }) => {
      const counts = `${formatCount(executions)} executions, ${formatCount(execsPerSecond)}/s, findings ${String(findings)}`;
      host.progress.update(`gate: fuzz ${target.name}, ${phase}, ${seconds.toFixed(0)} s, ${counts}`);
    },
  });
}

/** A campaign that executed nothing, or whose fuzzer died, has shown nothing: an error, never a pass. */
export function campaignCases(target: FuzzTarget, result: CampaignResult): readonly CaseResult[] {
  const base = caseOf(target);
  const failures = result.findings.map(({ kind, signature, replay }, i): CaseResult => ({
    ...base,
    name: `finding ${String(i + 1)}`,
    status: 'failed',
    message: `${kind}: ${printable(signature, 300)}\nreplay: ${replay}`,
  }));
  if (failures.length > 0) return failures;
  const { died, executions, regressions, interrupted } = result;
  if (died !== null || (executions === 0 && !interrupted))
    return [{ ...base, status: 'error', message: died ?? 'expected executions, found none' }];
  const name = `${base.name}: ${String(regressions)} regressions, ${String(executions)} executions`;
  return [{ ...base, name, status: 'passed' }];
}

function leftOut(target: FuzzTarget, why: string): CaseResult {
  return { ...caseOf(target), status: 'skipped', message: `left out: ${why}` };
}

function caseOf({ name }: FuzzTarget): Omit<CaseResult, 'status'> {
  return { suite: `fuzz ${name}`, name: 'campaign', seconds: 0 };
}
