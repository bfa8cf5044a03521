import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import pc from 'picocolors';
import { UsageError } from '../../core/errors.ts';
import { printable } from '../../core/printable.ts';
import { parseSeconds } from '../../core/units.ts';
import { buildTarget } from '../../campaign/buildTarget.ts';
import { runCampaign, type CampaignResult } from '../../campaign/campaign.ts';
import { FuzzError } from '../../campaign/jazzerAddon.ts';
import { FUZZ_TARGETS, type FuzzTarget } from '../../campaign/target.ts';
import { didYouMean } from '../didYouMean.ts';
import { EXIT, type ExitCode } from '../exitCodes.ts';
import type { Host } from '../host.ts';
import { whole } from '../options.ts';

export interface FuzzFlags {
  readonly time: string;
  readonly seed: string;
  readonly out: string;
  readonly json?: true;
}

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** `flea-flicker fuzz TARGET`; without a target, the list. */
export async function fuzz(name: string | undefined, flags: FuzzFlags, host: Host): Promise<ExitCode> {
  if (name === undefined) return list(host);
  const target = FUZZ_TARGETS.get(name);
  if (!target) {
    const known = [...FUZZ_TARGETS.keys()];
    throw new UsageError(
      'usage/target',
      `expected a target of ${known.join(', ')}, found "${printable(name)}"${didYouMean(name, known)}`,
    );
  }
  const seconds = parseSeconds(flags.time);
  host.progress.update(`fuzz ${name}: building`);
  await buildTarget(ROOT, target);
  const result = await runCampaign(target, {
    root: ROOT,
    seconds,
    seed: whole('--seed', flags.seed, 1),
    out: resolve(flags.out),
    env: host.env,
    signal: host.signal,
    onNote: (note) => {
      host.err(`flea-flicker: ${note}\n`);
    },
    onStatus: ({ executions, execsPerSecond, coverage, corpus }, findings) => {
      const counts = `${String(executions)} executions, ${String(execsPerSecond)}/s, coverage ${String(coverage)}, corpus ${String(corpus)}`;
      host.progress.update(`fuzz ${name}: ${counts}, ${String(findings)} findings`);
    },
  });
  host.progress.clear();
  return report(target, result, flags, host);
}

function list(host: Host): ExitCode {
  const width = Math.max(...[...FUZZ_TARGETS.keys()].map((name) => name.length));
  for (const { name, what, control } of FUZZ_TARGETS.values()) {
    host.out(`${name.padEnd(width)}  ${control ? 'control: ' : ''}${what}\n`);
  }
  return EXIT.clean;
}

/** Throws FuzzError `fuzz/no-executions`: a fuzzer that ran nothing has found nothing out. */
function report({ control }: FuzzTarget, result: CampaignResult, { json }: FuzzFlags, host: Host): ExitCode {
  if (result.executions === 0 && !result.interrupted) {
    const words = printable(result.lastWords.split('\n').at(-1) ?? '', 300);
    throw new FuzzError(
      'fuzz/no-executions',
      `${result.target}: expected executions, found none; the fuzzer’s last words: ${words}`,
    );
  }
  if (json) host.out(`${JSON.stringify({ schema: 'flea-flicker/fuzz@1', ...documentOf(result) })}\n`);
  else host.out(textOf(result, control));
  if (result.interrupted) return EXIT.interrupted;
  return result.findings.length > 0 ? EXIT.findings : EXIT.clean;
}

function documentOf({
  target,
  seconds,
  executions,
  execsPerSecond,
  coverage,
  features,
  corpus,
  findings,
  interrupted,
}: CampaignResult): object {
  return {
    target,
    seconds,
    executions,
    execs_per_second: execsPerSecond,
    coverage,
    features,
    corpus,
    findings: findings.map(({ kind, signature, path, count, replay }) => ({ kind, signature, path, count, replay })),
    interrupted,
  };
}

function textOf(result: CampaignResult, control: boolean): string {
  const { target, seconds, executions, coverage, corpus, findings } = result;
  const rate = Math.round(executions / seconds);
  const head = `${target}: ${String(executions)} executions in ${seconds.toFixed(1)} s (${String(rate)}/s), coverage ${String(coverage)}, corpus ${String(corpus)}`;
  const blocks = findings.map(({ kind, signature, path, count, replay, output }) =>
    [
      `  ${pc.red(kind)} ${pc.bold(printable(signature, 300))}${count > 1 ? `, ${String(count)} times` : ''}`,
      `    input      ${path}`,
      `    reproduce  ${replay}`,
      ...output
        .split('\n')
        .slice(0, 12)
        .map((line) => `    | ${printable(line, 200)}`),
    ].join('\n'),
  );
  const none = control ? pc.red('the planted defect was not found') : pc.green('no findings');
  return `${[head, ...(blocks.length > 0 ? blocks : [none])].join('\n')}\n`;
}
