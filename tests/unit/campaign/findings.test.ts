import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Triage } from '../../../src/campaign/findings.ts';
import type { Replayer } from '../../../src/campaign/replay.ts';
import { temporaryFolder } from '../../support/cli.ts';

const folder = temporaryFolder();

/** Fails on inputs with a byte over 100, which is the defect; 255 hangs. */
const replayer: Replayer = {
  replay: (bytes) => {
    const worst = Math.max(0, ...bytes);
    if (worst <= 100) return Promise.resolve(null);
    return Promise.resolve({
      kind: worst === 255 ? 'timeout' : 'crash',
      signature: `byte ${String(worst)}`,
      stack: 'at f',
    });
  },
  close: () => undefined,
};

function artifact(name: string, bytes: readonly number[]): string {
  const path = join(folder, name);
  writeFileSync(path, Uint8Array.from(bytes));
  return path;
}

function triage(): Triage {
  return new Triage(replayer, { target: 'gguf-parse', kind: 'jazzer', folder: join(folder, 'minimised') });
}

describe('Triage', () => {
  it('keeps one finding for each defect', async () => {
    const t = triage();
    expect(await t.add(artifact('crash-1', [1, 2, 101]))).toBe(true);
    expect(await t.add(artifact('crash-2', [101, 5]))).toBe(false);
    expect(await t.add(artifact('crash-3', [102]))).toBe(true);
    expect(t.findings.map((f) => f.signature)).toEqual(['byte 101', 'byte 102']);
  });

  it('makes the input smaller and says how to see it again', async () => {
    const t = triage();
    await t.add(artifact('crash-4', [1, 2, 3, 150, 4, 5, 6, 7]));
    const [finding] = t.findings;
    expect([...readFileSync(finding!.minimisedPath!)]).toEqual([150]);
    expect(finding!.replay).toBe(`flea-flicker fuzz gguf-parse --replay ${finding!.minimisedPath!}`);
  });

  it('leaves alone what is as small as it gets, and what hangs', async () => {
    const t = triage();
    await t.add(artifact('crash-5', [150]));
    await t.add(artifact('timeout-6', [1, 255]));
    expect(t.findings.map((f) => [f.kind, f.minimisedPath])).toEqual([
      ['crash', null],
      ['timeout', null],
    ]);
  });

  it('reports what fails only inside the fuzzer too', async () => {
    const t = triage();
    expect(await t.add(artifact('crash-7', [1]))).toBe(true);
    expect(t.findings[0]).toMatchObject({ kind: 'not-repeated', minimisedPath: null });
  });

  it('takes an input of the regression corpus that fails again for a finding', async () => {
    const t = triage();
    expect(await t.replayRegression(artifact('old', [7]))).toBe(false);
    expect(await t.replayRegression(artifact('older', [170]))).toBe(true);
    expect(t.findings[0]).toMatchObject({ kind: 'regression', signature: 'byte 170' });
  });
});
