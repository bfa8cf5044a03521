/** `flea-flicker fuzz [TARGET]`: a campaign, its controls with `--planted`, or one input with `--replay`. */
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import Table from 'cli-table3';
import pc from 'picocolors';
import { prepare } from '../../campaign/build.ts';
import { runCampaign, type CampaignResult, type CampaignStatus } from '../../campaign/campaign.ts';
import { runControls, type ControlResult } from '../../campaign/controls.ts';
import type { CampaignFinding } from '../../campaign/findings.ts';
import { openReplayer } from '../../campaign/replay.ts';
import type { Crash } from '../../campaign/signature.ts';
import type { FuzzTarget } from '../../campaign/target.ts';
import { TARGETS } from '../../campaign/targets.ts';
import { IoError, UsageError } from '../../core/errors.ts';
import { printable } from '../../core/printable.ts';
import { formatCount, parseSeconds } from '../../core/units.ts';
import { didYouMean } from '../../core/didYouMean.ts';
import { FUZZ, FUZZ_CONTROLS, FUZZ_REPLAY, FUZZ_TARGETS } from '../../report/documents/fuzz.ts';
import { EXIT, type ExitCode } from '../exitCodes.ts';
import type { Host } from '../host.ts';
import { campaignSeed } from '../campaignSeed.ts';

export interface FuzzFlags {
  readonly time: string;
  readonly seed: string;
  readonly out: string;
  readonly planted?: true;
  readonly replay?: string;
  readonly json?: true;
}

export async function fuzz(name: string | undefined, flags: FuzzFlags, host: Host): Promise<ExitCode> {
  if (name === undefined) return list(flags, host);
  const target = TARGETS.get(name);
  if (!target) {
    const known = [...TARGETS.keys()];
    const message = `fuzz: expected a target of ${known.join(', ')}, found "${printable(name)}"${didYouMean(name, known)}`;
    throw new UsageError('usage/target', message);
  }
  if (flags.replay !== undefined) return replay(target, flags.replay, flags.json === true, host);
  return flags.planted ? controls(target, flags, host) : campaign(target, flags, host);
}

function list({ json }: FuzzFlags, host: Host): ExitCode {
  const targets = [...TARGETS.values()];
  const rows = targets.map(({ name, kind, title }) => ({ name, kind, title }));
  if (json) host.out(FUZZ_TARGETS.json({ targets: rows }));
  else for (const { name, kind, title } of rows) host.out(`${name.padEnd(16)}${kind.padEnd(12)}${title}\n`);
  return EXIT.clean;
}

function options(flags: FuzzFlags, host: Host): Parameters<typeof runControls>[1] & { seconds: number } {
  const seconds = parseSeconds(flags.time);
  if (seconds < 1) throw new UsageError('usage/time', `--time: expected at least 1s, found "${flags.time}"`);
  const seed = campaignSeed(flags.seed);
  const onNote = (note: string): void => {
    host.err(`${note}\n`);
  };
  return { seconds, seed, out: flags.out, env: host.env, signal: host.signal, onNote };
}

async function campaign(target: FuzzTarget, flags: FuzzFlags, host: Host): Promise<ExitCode> {
  const onProgress = (status: CampaignStatus): void => {
    host.progress.update(statusLine(target.name, status));
  };
  const result = await runCampaign(target, { ...options(flags, host), onProgress });
  host.progress.clear();
  const code = exitCode(result);
  if (flags.json) host.out(campaignJson(target, flags, result));
  else printResult(result, host);
  if (code === EXIT.undecided)
    host.err(`fuzz: ${target.name} could not decide: ${result.died ?? 'nothing was executed'}\n`);
  return code;
}

function statusLine(
  name: string,
  { phase, seconds, executions, execsPerSecond, coverage, corpus, findings }: CampaignStatus,
): string {
  if (phase !== 'fuzzing') return `fuzz ${name}: ${phase}, ${String(findings)} findings`;
  const rate = `${formatCount(executions)} executions, ${formatCount(execsPerSecond)}/s`;
  return `fuzz ${name}: ${seconds.toFixed(0)} s, ${rate}, coverage ${String(coverage)}, corpus ${String(corpus)}, findings ${String(findings)}`;
}

/** A finding decides even where the fuzzer died; without one, a fuzzer that died or did nothing decides nothing. */
function exitCode({ findings, executions, died, interrupted }: CampaignResult): ExitCode {
  if (interrupted) return EXIT.interrupted;
  if (findings.length > 0) return EXIT.findings;
  return died !== null || executions === 0 ? EXIT.undecided : EXIT.clean;
}

function printResult(result: CampaignResult, host: Host): void {
  const table = new Table({
    head: [
      'target',
      'seconds',
      'executions',
      'per second',
      'coverage',
      'features',
      'corpus',
      'regressions',
      'findings',
    ],
    style: { head: [], border: [], compact: true },
  });
  const { target, seconds, executions, execsPerSecond, coverage, features, corpus, regressions, findings } = result;
  table.push([
    target,
    seconds.toFixed(1),
    executions,
    execsPerSecond,
    coverage,
    features,
    corpus,
    regressions,
    findings.length,
  ]);
  host.out(`${table.toString()}\n`);
  for (const finding of findings) host.out(findingText(finding));
  if (result.interrupted) host.err('fuzz: interrupted; this is what was found until then\n');
}

function findingText({ kind, signature, path, minimisedPath, stack, replay }: CampaignFinding): string {
  const lines = stack
    .split('\n')
    .slice(0, 12)
    .map((line) => `    ${printable(line, 200)}\n`);
  const input =
    minimisedPath === null
      ? `  input:  ${shown(path)}`
      : `  input:  ${shown(minimisedPath)} (made smaller from ${shown(path)})`;
  return `${pc.red(kind)} ${printable(signature, 300)}\n${lines.join('')}${input}\n  replay: ${replay}\n`;
}

function shown(path: string): string {
  return printable(relative('.', path), 200);
}

function verdict(result: CampaignResult): 'pass' | 'fail' | 'undecided' {
  const code = exitCode({ ...result, interrupted: false });
  if (code === EXIT.clean) return 'pass';
  return code === EXIT.findings ? 'fail' : 'undecided';
}

function campaignJson(target: FuzzTarget, flags: FuzzFlags, result: CampaignResult): string {
  const { seconds, executions, execsPerSecond, coverage, features, corpus, regressions, interrupted } = result;
  return FUZZ.json({
    target: target.name,
    kind: target.kind,
    seed: Number(flags.seed),
    seconds,
    executions,
    execs_per_second: execsPerSecond,
    coverage,
    features,
    corpus,
    regressions,
    findings: result.findings.map(({ minimisedPath, ...finding }) => ({ ...finding, minimised_path: minimisedPath })),
    interrupted,
    verdict: verdict(result),
  });
}

async function controls(target: FuzzTarget, flags: FuzzFlags, host: Host): Promise<ExitCode> {
  const onControl = (name: string, executions: number): void => {
    host.progress.update(`fuzz ${target.name}: looking for the planted ${name}, ${formatCount(executions)} executions`);
  };
  const results = await runControls(target, { ...options(flags, host), onControl });
  host.progress.clear();
  const passed = results.length > 0 && results.every((control) => control.found);
  if (flags.json) {
    const verdict = passed ? 'pass' : 'fail';
    host.out(FUZZ_CONTROLS.json({ target: target.name, controls: results, verdict }));
  } else for (const control of results) host.out(controlText(target, control));
  if (host.signal.aborted) return EXIT.interrupted;
  return passed ? EXIT.clean : EXIT.findings;
}

function controlText(
  target: FuzzTarget,
  { name, plants, found, seconds, executions, signature, died }: ControlResult,
): string {
  const after = `after ${seconds.toFixed(1)} s and ${String(executions)} executions`;
  if (found) return `${pc.green('found')} ${target.name}/${name} ${after}: ${plants}\n`;
  const instead = signature === null ? (died ?? 'nothing was found') : `found ${printable(signature, 200)} instead`;
  return `${pc.red('missed')} ${target.name}/${name} ${after}: ${plants}; ${instead}\n`;
}

async function replay(target: FuzzTarget, path: string, json: boolean, host: Host): Promise<ExitCode> {
  const bytes = readInput(path);
  const toolchain = await prepare(target.kind, host.env);
  for (const note of toolchain.notes) host.err(`${note}\n`);
  const replayer = openReplayer(toolchain, target.program);
  try {
    const crash = await replayer.replay(bytes);
    host.out(json ? replayJson(target, path, crash) : replayText(target, path, crash));
    return crash === null ? EXIT.clean : EXIT.findings;
  } finally {
    replayer.close();
  }
}

function replayText(target: FuzzTarget, path: string, crash: Crash | null): string {
  if (crash === null) return `${target.name}: ${shown(path)} passes\n`;
  return `${pc.red(crash.kind)} ${printable(crash.signature, 300)}\n${crash.stack}\n`;
}

function replayJson(target: FuzzTarget, path: string, crash: Crash | null): string {
  const { kind, signature, stack } = crash ?? {};
  const told = kind === undefined ? null : { kind, signature: signature ?? '', stack: stack ?? '' };
  return FUZZ_REPLAY.json({ target: target.name, path, crash: told, verdict: crash === null ? 'pass' : 'fail' });
}

function readInput(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new IoError('io/missing', `--replay: expected a readable file, found none at ${printable(path)}`, {
      path,
      cause,
    });
  }
}
