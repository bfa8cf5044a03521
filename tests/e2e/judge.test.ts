/** `check` judges in a process of its own: what ends it ends one file's judgement and no more. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ggufBytes, ggufWith, tensor, text } from '../../corpus/ggufBytes.ts';
import { tensorType } from '../../src/gguf/tensorTypes.ts';
import { BIN, flea, temporaryFolder, tinyFile, type Outcome } from '../support/cli.ts';

const folder = temporaryFolder();

interface CheckDocument {
  readonly files: readonly { readonly path: string; readonly verdict: string; readonly reason?: string }[];
}

/** A sparse file of which the digest alone takes many seconds. */
function largeFile(name: string): string {
  const path = join(folder, name);
  const bytes = 64 * 2 ** 30;
  const head = ggufBytes({
    tensors: [tensor('x', { dims: [bytes], type: tensorType('I8'), data: new Uint8Array(0) })],
  });
  writeFileSync(path, head);
  truncateSync(path, head.length + bytes);
  return path;
}

/** Processes that were started by `pid`, or by those, as Linux lists them. */
function descendants(pid: number): readonly number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const fields = readFileSync(`/proc/${name}/stat`, 'latin1')
          .replace(/^.*\) /s, '')
          .split(' ');
        return fields[0] === 'Z' ? [] : [[Number(name), Number(fields[1])] as const];
      } catch {
        return [];
      }
    });
  const below = (at: number): readonly number[] =>
    parents.flatMap(([child, parent]) => (parent === at ? [child, ...below(child)] : []));
  return below(pid);
}

async function checkWhile(
  args: readonly string[],
  act: (pid: number) => Promise<void>,
): Promise<Outcome & { readonly left: readonly number[] }> {
  const child = spawn(process.execPath, [BIN, 'check', ...args, '--json'], {
    env: { ...process.env, NO_COLOR: '1', CI: '' },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  const closed = once(child, 'close') as Promise<[number | null]>;
  await act(child.pid ?? 0);
  const started = descendants(child.pid ?? 0);
  const [code] = await closed;
  // A process that was killed takes a moment to go.
  for (let i = 0; i < 50 && started.some(isThere); i++) await wait(20);
  return { code, stdout, stderr, left: started.filter(isThere) };
}

function isThere(pid: number): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${String(pid)}/stat`, 'latin1'));
  } catch {
    return false;
  }
}

/** The process that judges, when it has begun: the one below the command. */
async function judgeOf(pid: number): Promise<number> {
  await expect.poll(() => descendants(pid).length, { timeout: 20_000 }).toBeGreaterThan(0);
  return descendants(pid)[0] ?? 0;
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function verdicts({ stdout }: Outcome): readonly string[] {
  return (JSON.parse(stdout) as CheckDocument).files.map(({ verdict }) => verdict);
}

describe.runIf(process.platform === 'linux')('check', () => {
  const good = tinyFile(folder, 'good.gguf');
  const large = largeFile('large.gguf');

  it('has a verdict for every file but the one whose judge was killed', async () => {
    const outcome = await checkWhile([good, large, good], async (pid) => {
      const judge = await judgeOf(pid);
      await wait(3000);
      process.kill(judge, 'SIGKILL');
    });
    expect(verdicts(outcome)).toEqual(['pass', expect.stringMatching(/fail|undecided/), 'pass']);
    const { files } = JSON.parse(outcome.stdout) as CheckDocument;
    expect(files[1]!.reason).toContain('its judge ended before its verdict');
  }, 60_000);

  it.each([0, 50, 150, 400, 1500])(
    'ends at once on Ctrl-C after %i ms, with a report of every file',
    async (ms) => {
      const outcome = await checkWhile([large, good], async (pid) => {
        await wait(ms + 400);
        process.kill(pid, 'SIGINT');
      });
      expect([outcome.code, verdicts(outcome).length, outcome.left]).toEqual([130, 2, []]);
      expect(verdicts(outcome)).not.toContain('pass');
    },
    60_000,
  );

  it('names a file that is not there among the undecided, and judges the others', () => {
    const { code, stdout, stderr } = flea('check', join(folder, 'none.gguf'), good, '--json');
    expect([code, (JSON.parse(stdout) as CheckDocument).files.map(({ verdict }) => verdict)]).toEqual([
      2,
      ['undecided', 'pass'],
    ]);
    expect(stderr).toContain('[io/missing]');
  });

  it('judges sixty files by one process', async () => {
    let judges = new Set<number>();
    const outcome = await checkWhile(new Array<string>(60).fill(good), async (pid) => {
      judges = judges.add(await judgeOf(pid));
      for (let i = 0; i < 20; i++) {
        await wait(20);
        for (const child of descendants(pid).slice(0, 1)) judges.add(child);
      }
    });
    expect([judges.size, verdicts(outcome).filter((v) => v === 'pass').length]).toEqual([1, 60]);
  }, 120_000);

  it('does not wait for a template that goes on for ever', () => {
    const path = join(folder, 'endless.gguf');
    const loop = '{% for a in range(300) %}'.repeat(4) + '{% endfor %}'.repeat(4);
    writeFileSync(path, ggufWith(['general.architecture', text('llama')], ['tokenizer.chat_template', text(loop)]));
    const started = performance.now();
    expect(flea('check', path).code).toBe(1);
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});
