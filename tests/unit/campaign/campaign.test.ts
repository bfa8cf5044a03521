import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { allSeeds } from '../../../fuzz/js/makeSeeds.ts';
import { fuzz as ggufParse } from '../../../fuzz/js/gguf-parse.fuzz.ts';
import { fuzz as planted } from '../../../fuzz/js/gguf-parse-planted.fuzz.ts';
import { ElfError, weakenVersions } from '../../../src/campaign/elf.ts';
import { artifactKind, NO_STATUS, parseArtifactLine, parseStatusLine } from '../../../src/campaign/fuzzerOutput.ts';
import { signatureOf } from '../../../src/campaign/signature.ts';
import { FUZZ_TARGETS } from '../../../src/campaign/target.ts';
import { bufferSource } from '../../../src/gguf/source.ts';
import { parseGguf } from '../../../src/gguf/parse.ts';
import { writeGguf } from '../../../src/gguf/write.ts';

const ROOT = new URL('../../../', import.meta.url);

describe('what a fuzzer prints', () => {
  it('is read for executions, rate, coverage and corpus', () => {
    const lines = [
      'INFO: Seed: 1',
      '#2\tINITED cov: 12 ft: 13 corp: 1/1b exec/s: 0 rss: 30Mb',
      '#1024\tpulse  cov: 99 ft: 120 corp: 17/410b lim: 11 exec/s: 512 rss: 31Mb',
      'stat::number_of_executed_units: 2048',
    ];
    const status = lines.reduce((before, line) => parseStatusLine(line, before), NO_STATUS);
    expect(status).toEqual({ executions: 2048, execsPerSecond: 512, coverage: 99, features: 120, corpus: 17 });
  });

  it('that says nothing leaves zero executions, which is a failure', () => {
    expect(parseStatusLine('INFO: A corpus is not provided', NO_STATUS)).toEqual(NO_STATUS);
  });

  it('names the artifacts it wrote and their kind', () => {
    const hash = 'a'.repeat(40);
    expect(parseArtifactLine(`artifact_prefix='x/'; Test unit written to x/crash-${hash}`)).toBe(`x/crash-${hash}`);
    expect([`x/crash-${hash}`, `x/oom-${hash}`, `x/slow-unit-${hash}`].map(artifactKind)).toEqual([
      'crash',
      'oom',
      'slow-unit',
    ]);
    expect(parseArtifactLine('#1 NEW')).toBeNull();
  });
});

describe('signatures', () => {
  const crash = (address: string, pid: string): string =>
    `==${pid}==ERROR: AddressSanitizer: heap-buffer-overflow on address ${address} at pc ${address}\n    #0 ${address} in ff::cpu::run_add /anywhere/native/cpu/ops/add.cc:15:98`;

  it('are the same for one defect, whatever the addresses and the process', () => {
    expect(signatureOf(crash('0x60300001', '123'))).toBe(signatureOf(crash('0x7ff4411', '99887')));
    expect(signatureOf(crash('0x1', '1'))).toContain('native/cpu/ops/add.cc:15:98');
  });

  it('differ where the place differs, and skip frames that are not ours', () => {
    const js = (line: number): string =>
      `RangeError: read past the end\n    at node:internal/x:1:1\n    at readName (file:///a/b/build/fuzz-js/src/gguf/names.js:${String(line)}:5)`;
    expect(signatureOf(js(1))).not.toBe(signatureOf(js(2)));
    expect(signatureOf(js(1))).toContain('src/gguf/names.js:1:5');
  });
});

describe('targets', () => {
  it('have a dictionary and seeds that exist, and each a control', () => {
    for (const { name, seeds, dictionary, control, kind } of FUZZ_TARGETS.values()) {
      for (const path of [dictionary, ...seeds])
        expect(existsSync(fileURLToPath(new URL(path, ROOT))), path).toBe(true);
      if (!control)
        expect(
          [...FUZZ_TARGETS.values()].some((t) => t.control && t.kind === kind),
          name,
        ).toBe(true);
    }
  });

  it('have the seeds that their script writes, byte for byte', () => {
    for (const [target, seeds] of allSeeds()) {
      for (const [name, bytes] of seeds) {
        expect(readFileSync(new URL(`fuzz/seeds/${target}/${name}`, ROOT)).equals(bytes), `${target}/${name}`).toBe(
          true,
        );
      }
    }
  });

  it('start gguf-parse from files that are accepted, and some whose Program can be built', () => {
    const seeds = [...(allSeeds().get('gguf-parse')?.values() ?? [])];
    const accepted = seeds.filter((bytes) => parseGguf(bufferSource(bytes), { profile: 'compat' }).file !== null);
    expect(accepted.length).toBeGreaterThan(5);
    for (const bytes of seeds)
      expect(() => {
        ggufParse(Buffer.from(bytes));
      }).not.toThrow();
  });

  it('hold a planted defect where they say so', () => {
    const bytes = writeGguf({
      metadata: [
        ['general.name', { type: 'string', value: '\u0001\u0002' }],
        ['general.architecture', { type: 'string', value: 'x' }],
      ],
      tensors: [],
    });
    expect(() => {
      planted(Buffer.from(bytes));
    }).toThrow(/read past the end of a name/);
  });
});

describe('the patch of a shared library', () => {
  const patch = { versions: ['GLIBC_2.38'], symbols: ['__isoc23_strtol'] };

  it.each([
    ['nothing', new Uint8Array(0)],
    ['no ELF', new TextEncoder().encode('#!/bin/sh\n'.repeat(20))],
    ['a header cut short', Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 2, 1, 1)],
    [
      'tables outside the file',
      Uint8Array.from({ length: 64 }, (_, i) => [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1][i] ?? 0xff),
    ],
  ])('refuses %s with an error', (_what, bytes) => {
    expect(() => weakenVersions(bytes, patch)).toThrow(ElfError);
  });

  it('finds and weakens the versions of the real addon, and leaves its length alone', () => {
    const path = new URL('node_modules/@jazzer.js/fuzzer/prebuilds/fuzzer-linux-x64.node', ROOT);
    const before = new Uint8Array(readFileSync(path));
    const { bytes, weakened, cleared } = weakenVersions(before, patch);
    expect([bytes.length, weakened > 0, cleared]).toEqual([before.length, true, 1]);
    expect(readFileSync(path).equals(before)).toBe(true);
  });
});
