/** The scan of numbers as a user meets it, and the ways to read a file side by side, as they are built. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ggufBytes, tensor } from '../../corpus/ggufBytes.ts';
import { fileOf, withNumber } from '../../corpus/numbersCases.ts';
import { NUMBER_LAYOUTS } from '../../src/checks/numbers/layouts.ts';
import { tensorType } from '../../src/gguf/tensorTypes.ts';
import { flea, temporaryFolder } from '../support/cli.ts';

const DIST = fileURLToPath(new URL('../../dist', import.meta.url));
const folder = temporaryFolder();

interface Document {
  readonly files: readonly { readonly sha256: string; readonly findings: readonly { readonly rule: string }[] }[];
}

function rulesOf(...args: readonly string[]): { readonly code: number | null; readonly rules: readonly string[] } {
  const { code, stdout } = flea('check', '--json', ...args);
  return {
    code,
    rules: (JSON.parse(stdout) as Document).files[0]!.findings.map((f) => f.rule).filter((rule) =>
      rule.startsWith('numbers/'),
    ),
  };
}

/** 72 MiB of sound numbers with a NaN near the end of its first tensor, and an infinite scale in the last block of all. */
function largeFile(): string {
  const f16 = new Uint8Array(40 << 20).fill(0x3c);
  f16.set([0x01, 0x7e], f16.length - 10);
  const q8 = new Uint8Array(34 * (1 << 20)).fill(0x11);
  q8.set([0x00, 0xfc], q8.length - 34);
  const path = join(folder, 'large.gguf');
  const tensors = [
    tensor('half', { type: tensorType('F16'), dims: [1 << 10, 20 << 10], data: f16 }),
    tensor('quantised', { type: tensorType('Q8_0'), dims: [1 << 10, 1 << 15], data: q8 }),
  ];
  writeFileSync(path, ggufBytes({ tensors }));
  return path;
}

describe('flea-flicker check', () => {
  const layout = NUMBER_LAYOUTS.get(tensorType('Q4_K').id)!;
  const path = join(folder, 'small.gguf');
  writeFileSync(path, fileOf(layout, withNumber(layout, layout.fields[1]!, 5, 0x7e00)));

  it('refuses a NaN scale, and passes it with --no-numbers', () => {
    expect(rulesOf(path)).toEqual({ code: 1, rules: ['numbers/nan-scale'] });
    expect(rulesOf(path, '--no-numbers')).toEqual({ code: 0, rules: [] });
  });

  it('explains the rule', () => {
    expect(flea('explain', 'numbers/nan-scale').stdout).toMatch(/corpus\/hostile\/numbers-nan-scale/);
  });

  const large = largeFile();

  it('finds what is in a large file, which is read beside the main thread', () => {
    expect(rulesOf(large)).toEqual({ code: 1, rules: ['numbers/nan-value', 'numbers/infinite-scale'] });
  });

  it('reads a large file alike on a thread of Node, on the main thread, and natively where that is built', () => {
    const script = `
      import { passBy } from ${JSON.stringify(join(DIST, 'checks/pass/startPass.js'))};
      import { passPlan } from ${JSON.stringify(join(DIST, 'checks/pass/passPlan.js'))};
      import { parseHead } from ${JSON.stringify(join(DIST, 'gguf/parse.js'))};
      import { openFileSource } from ${JSON.stringify(join(DIST, 'gguf/source.js'))};
      const source = openFileSource(process.argv[1]);
      const plan = passPlan(parseHead(source), source.size, { limits: {} });
      const results = {};
      for (const way of ['here', 'thread', 'native']) {
        let bytes = 0;
        const pass = passBy(way, source, plan, { onProgress: (n) => { bytes = Math.max(bytes, n); } });
        if (!pass) continue;
        const { kept, ...rest } = await pass.result;
        results[way] = { ...rest, kept: Buffer.from(kept).toString('hex') };
        await pass.close();
        if (way !== 'native' && bytes !== source.size) throw new Error(way + ': progress ended at ' + bytes);
      }
      process.stdout.write(JSON.stringify(results));`;
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script, large], {
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    const results = JSON.parse(stdout) as Record<string, { readonly tallies: readonly unknown[] }>;
    expect(results['here']!.tallies).toHaveLength(2);
    expect(results['thread']).toEqual(results['here']);
    if (results['native']) expect(results['native']).toEqual(results['here']);
  });

  it('stops at a signal, whichever way it reads', () => {
    const script = `
      import { passBy } from ${JSON.stringify(join(DIST, 'checks/pass/startPass.js'))};
      import { openFileSource } from ${JSON.stringify(join(DIST, 'gguf/source.js'))};
      const source = openFileSource(process.argv[1]);
      const results = [];
      for (const way of ['here', 'thread', 'native']) {
        const controller = new AbortController();
        const plan = { head: new Uint8Array(0), extents: [], littleEndian: true, kept: [] };
        const pass = passBy(way, source, plan, { signal: controller.signal, onProgress: () => controller.abort() });
        if (!pass) continue;
        if (way === 'native') controller.abort();
        results.push(await pass.result);
        await pass.close();
      }
      process.stdout.write(JSON.stringify(results));`;
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script, large], { encoding: 'utf8' });
    const results = JSON.parse(stdout) as readonly unknown[];
    expect(results.length).toBeGreaterThanOrEqual(2);
    expect(results.every((result) => result === null)).toBe(true);
  });
});
