import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeGguf } from '../../src/gguf/write.ts';
import { tinyLlama, type TinyLlamaOptions } from '../../src/generate/tinyLlama.ts';

/** What `npm run build:ts` makes callable. */
export const BIN = fileURLToPath(new URL('../../bin/flea-flicker.mjs', import.meta.url));

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built command line as a user does. `npm test` builds it first. */
export function flea(...args: readonly string[]): Outcome {
  return fleaWith({}, ...args);
}

/** As {@link flea}, with other environment variables. */
export function fleaWith(env: Readonly<Record<string, string>>, ...args: readonly string[]): Outcome {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...process.env, NO_COLOR: '1', CI: '', ...env },
  });
  return { code: status, stdout, stderr };
}

/** Starts the command line, sends SIGINT when `when` appears in its output, and waits for the end. */
export async function interrupted(args: readonly string[], when: RegExp): Promise<Outcome> {
  const child = spawn(process.execPath, [BIN, ...args], { env: { ...process.env, NO_COLOR: '1', CI: '' } });
  let stdout = '';
  let stderr = '';
  let sent = false;
  const look = (): void => {
    if (sent || !when.test(stdout + stderr)) return;
    sent = true;
    child.kill('SIGINT');
  };
  child.stdout.on('data', (data: Buffer) => {
    stdout += data.toString();
    look();
  });
  child.stderr.on('data', (data: Buffer) => {
    stderr += data.toString();
    look();
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, stdout, stderr };
}

/** A folder that is removed at the end of the process. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'flea-flicker-test-'));
  process.on('exit', () => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** A tiny model on disk. */
export function tinyFile(folder: string, name = 'tiny.gguf', options: TinyLlamaOptions = {}): string {
  const path = join(folder, name);
  writeFileSync(path, writeGguf(tinyLlama(options)));
  return path;
}

/** A model that `npm run models` fetched, or null. */
export function cachedModel(file: string): string | null {
  const cache = process.env['FLEA_FLICKER_CACHE'] ?? join(homedir(), '.cache', 'flea-flicker');
  const path = join(cache, 'models', file);
  return existsSync(path) ? path : null;
}
