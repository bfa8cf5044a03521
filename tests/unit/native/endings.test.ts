/** However a process or a thread ends while the addon is at work: it ends at once, with the exit code it would have had, and no signal. */
import { spawn } from 'node:child_process';
import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { OpCase } from '../../../src/engine/engine.ts';
import { encodeFfp1, weightOrder } from '../../../src/model/ffp1.ts';
import { ADDON_FILE, libraryFile } from '../../../src/native/findLibrary.ts';
import { opProgram } from '../../../src/native/opProgram.ts';
import { temporaryFolder } from '../../support/cli.ts';
import { describeNative, nativeDirectory } from '../../support/native.ts';
import { tinyModel } from './tinyModel.ts';

const CHILD = fileURLToPath(new URL('../../support/nativeEndChild.mjs', import.meta.url));

/** Attention over that many positions takes minutes; reading that many bytes, a good second. */
const N_CTX = 200_000;
const FILE_BYTES = 1 << 30;
const OP = { tokens: 600, nHead: 4, headDim: 64 } as const;

/** An end takes milliseconds; a child that has not ended after that long, on a busy machine, never will. */
const PATIENCE_MS = 15_000;

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

function subject(): string {
  const folder = temporaryFolder();
  const { program, data } = tinyModel();
  const write = (name: string, bytes: string | Uint8Array): void => {
    writeFileSync(join(folder, name), bytes);
  };
  write('model.ffp1', encodeFfp1(program));
  weightOrder(program).forEach((tensor, i) => {
    write(`weight.${String(i)}`, data.get(tensor)?.bytes ?? new Uint8Array(0));
  });
  const { tokens, nHead, headDim } = OP;
  const input = new Float32Array(tokens * nHead * headDim);
  const attrs = { nHead, nHeadKv: nHead, headDim, scale: 1, cache: 0 };
  const attention = { kind: 'attention', attrs, tokens, past: 0, seed: 0, inputs: [input, input, input], weights: [] };
  write('op.ffp1', encodeFfp1(opProgram(attention as unknown as OpCase)));
  // A hole: it costs no disk.
  write('bytes', '');
  truncateSync(join(folder, 'bytes'), FILE_BYTES);
  const [addon, library] = [ADDON_FILE, libraryFile('cpu')].map((file) => join(nativeDirectory, file));
  write('where.json', JSON.stringify({ addon, library, nCtx: N_CTX, opTokens: tokens, opWidth: nHead * headDim }));
  return folder;
}

function ended(...args: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, [CHILD, ...args], { timeout: PATIENCE_MS, killSignal: 'SIGKILL' });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  return new Promise((resolve) => {
    child.on('close', (code, signal) => {
      resolve({ code, signal, stdout, stderr });
    });
  });
}

describeNative('an end while the addon is at work', () => {
  const folder = subject();
  const LOOPING = ['trace', 'op', 'open'];
  const BESIDE = ['step', 'pass', 'pass without a plan'];
  const WITHIN = ['trace that ends in its sink', 'open that ends in its callback'];

  for (const work of [...BESIDE, ...WITHIN]) {
    for (const [ending, code] of [
      ['exit', 7],
      ['reallyExit', 7],
      ['exception', 1],
      ['rejection', 1],
    ] as const) {
      if (WITHIN.includes(work) && ending === 'rejection') continue;
      it(`${work}: ${ending} ends the process`, async () => {
        const { signal, ...rest } = await ended(folder, work, ending);
        expect({ signal, code: rest.code }, rest.stderr).toEqual({ signal: null, code });
        expect(rest.stdout).toBe('begun\n');
      });
      // In a thread there is nothing more real than process.exit.
      if (ending === 'reallyExit') continue;
      it(`${work}: ${ending} ends a thread, and the process goes on`, async () => {
        const { signal, ...rest } = await ended(folder, work, ending, 'thread');
        expect({ signal, code: rest.code }, rest.stderr).toEqual({ signal: null, code: 0 });
        const said = ending === 'exit' ? '' : 'worker: planted\n';
        expect(rest.stdout).toBe(`${said}worker ended with ${String(code)}\n`);
      });
    }
  }

  it('a pass that nobody told what to scan keeps no process alive', async () => {
    const { signal, code, stderr } = await ended(folder, 'pass without a plan', 'nothing');
    expect({ signal, code }, stderr).toEqual({ signal: null, code: 0 });
  });

  for (const work of [...BESIDE, ...LOOPING]) {
    it(`${work}: terminating the thread ends it, and the process goes on`, async () => {
      const { signal, stdout, stderr, code } = await ended(folder, work, 'terminate', 'thread');
      expect({ signal, code }, stderr).toEqual({ signal: null, code: 0 });
      expect(stdout).toBe('worker ended with 1\n');
    });
    it(`${work}: the end of the process ends the thread`, async () => {
      const { signal, stderr, code } = await ended(folder, work, 'exit of the other', 'thread');
      expect({ signal, code }, stderr).toEqual({ signal: null, code: 7 });
    });
  }
});
