/** An input run once outside the fuzzer, where stack traces are true. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { signatureOf } from './signature.ts';
import type { FuzzTarget } from './target.ts';

/** A single input takes milliseconds; a minute is a hang. */
const TIMEOUT_MS = 60_000;

export interface Replay {
  /** Null where the input does no harm. */
  readonly signature: string | null;
  /** The last lines that were printed. */
  readonly output: string;
}

/** The command that a person types to see the finding again. */
export function replayCommand({ kind, program }: FuzzTarget, path: string): string {
  return kind === 'jazzer' ? `node build/fuzz-js/fuzz/js/replay.js ${program} ${path}` : `${program} ${path}`;
}

export function replay(root: string, target: FuzzTarget, path: string): Replay {
  return outcome(root, target, argumentsOf(target, root, [path]));
}

/** Writes a smaller input with the same signature to `to`; false where none was found. */
export function minimise(root: string, target: FuzzTarget, path: string, to: string): boolean {
  const args =
    target.kind === 'jazzer'
      ? argumentsOf(target, root, [path, '--minimise', to])
      : [
          join(root, target.program),
          '-minimize_crash=1',
          '-runs=20000',
          '-max_total_time=20',
          `-exact_artifact_path=${to}`,
          path,
        ];
  outcome(root, target, args);
  const signature = replay(root, target, path).signature;
  return signature !== null && replay(root, target, to).signature === signature;
}

function argumentsOf({ kind, program }: FuzzTarget, root: string, args: readonly string[]): readonly string[] {
  if (kind === 'libfuzzer') return [join(root, program), ...args];
  return [process.execPath, join(root, 'build/fuzz-js/fuzz/js/replay.js'), join(root, program), ...args];
}

function outcome(root: string, _target: FuzzTarget, [command = '', ...args]: readonly string[]): Replay {
  const { status, signal, stdout, stderr } = spawnSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    timeout: TIMEOUT_MS,
    maxBuffer: 1 << 26,
  });
  const output = `${stderr}${stdout}`.trim().split('\n').slice(0, 60).join('\n');
  if (status === 0) return { signature: null, output };
  if (signal === 'SIGTERM') return { signature: 'does not end', output };
  return { signature: signatureOf(output), output };
}
