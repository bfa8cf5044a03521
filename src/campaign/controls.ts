/** Positive controls: each planted defect of a target must be found in its time, or campaigns of that target prove nothing. */
import { readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { prepare, type Toolchain } from './build.ts';
import type { CampaignOptions } from './campaign.ts';
import { openReplayer } from './replay.ts';
import { runFuzzer } from './runFuzzer.ts';
import type { Control, FuzzTarget } from './target.ts';

export interface ControlResult {
  readonly name: string;
  readonly plants: string;
  /** The planted defect itself, by its signature. */
  readonly found: boolean;
  readonly seconds: number;
  readonly executions: number;
  /** Of what was found, planted or not. */
  readonly signature: string | null;
  readonly died: string | null;
}

/** Runs every control of `target`, each for at most `seconds`. Throws as runCampaign. */
export async function runControls(
  target: FuzzTarget,
  options: Omit<CampaignOptions, 'onProgress'> & { readonly onControl?: (name: string, executions: number) => void },
): Promise<readonly ControlResult[]> {
  const toolchain = await prepare(target.kind, options.env);
  for (const note of toolchain.notes) options.onNote?.(note);
  const results: ControlResult[] = [];
  for (const control of target.controls) {
    if (options.signal?.aborted) break;
    results.push(await runControl(toolchain, target, control, options));
  }
  return results;
}

async function runControl(
  toolchain: Toolchain,
  target: FuzzTarget,
  control: Control,
  options: Parameters<typeof runControls>[1],
): Promise<ControlResult> {
  const folder = join(resolve(options.out), `${target.name}-${control.name}`);
  // What an earlier run learnt would be a head start.
  rmSync(folder, { recursive: true, force: true });
  const { progress, seconds, artifacts, died } = await runFuzzer(toolchain, {
    program: control,
    maxLength: target.maxLength,
    seconds: options.seconds,
    seed: options.seed,
    corpus: join(folder, 'corpus'),
    artifacts: join(folder, 'artifacts'),
    signal: options.signal,
    onProgress: ({ executions }) => options.onControl?.(control.name, executions),
  });
  const signature = artifacts[0] === undefined ? null : await signatureOf(toolchain, control, artifacts[0]);
  const found = signature?.includes(control.signature) ?? false;
  const { name, plants } = control;
  return { name, plants, found, seconds, executions: progress.executions, signature, died };
}

async function signatureOf(toolchain: Toolchain, control: Control, artifact: string): Promise<string | null> {
  const replayer = openReplayer(toolchain, control.program);
  try {
    return (await replayer.replay(readFileSync(artifact)))?.signature ?? null;
  } finally {
    replayer.close();
  }
}
