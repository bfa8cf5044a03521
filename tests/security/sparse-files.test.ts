/** Threat: a file that says it is terabytes, and is nothing: to read it takes a day. What is refused by its head is not read on. */
import { mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ggufBytes, patched, tensor } from '../../corpus/ggufBytes.ts';
import type { CheckOptions } from '../../src/checks/checkFile.ts';
import { checkFile } from '../../src/checks/checkFile.ts';
import { openFileSource } from '../../src/gguf/source.ts';
import { tensorType } from '../../src/gguf/tensorTypes.ts';
import { isUnread } from '../../src/core/coverage.ts';
import type { FileReport } from '../../src/report/report.ts';
import { ALL_SUPPRESSED, CHECK_OPTIONS } from '../support/checkBytes.ts';

const TERABYTES = 4 * 2 ** 40;
const MILLISECONDS = 1000;

const folder = mkdtempSync(join(tmpdir(), 'flea-sparse-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Null, with the reason, where the file system holds no file as large, or would fill it. */
function unsupported(): string | null {
  const path = join(folder, 'probe');
  try {
    writeFileSync(path, 'x');
    truncateSync(path, TERABYTES);
    const { blocks } = statSync(path);
    return blocks * 512 < 2 ** 20 ? null : 'the file system fills sparse files';
  } catch (error) {
    return `the file system holds no file of 4 TiB: ${String(error)}`;
  } finally {
    rmSync(path, { force: true });
  }
}

const reason = unsupported();

/** The report on a file that begins with `head` and is zeros up to 4 TiB, and how long it took. */
async function checkSparse(
  head: Uint8Array,
  options: Partial<CheckOptions> = {},
): Promise<{ readonly report: FileReport; readonly milliseconds: number }> {
  const path = join(folder, 'sparse.gguf');
  writeFileSync(path, head);
  truncateSync(path, TERABYTES);
  const source = openFileSource(path);
  const started = performance.now();
  try {
    const report = await checkFile(source, { ...CHECK_OPTIONS, ...options });
    return { report, milliseconds: performance.now() - started };
  } finally {
    source.close();
    rmSync(path);
  }
}

const SOUND = ggufBytes();

const REFUSED: Readonly<Record<string, readonly [rule: string, head: Uint8Array]>> = {
  'of zeros': ['gguf/bad-magic', new Uint8Array(1)],
  'of another magic': ['gguf/bad-magic', patched(SOUND, 0, [0x67])],
  'that ends 4 TiB after its last tensor': ['gguf/trailing-bytes', SOUND],
  'whose version is 9': ['gguf/unsupported-version', patched(SOUND, 4, [9])],
  'whose tensor is of an unknown type': [
    'gguf/unknown-tensor-type',
    ggufBytes({ tensors: [tensor('a', { type: 99 })] }),
  ],
  'whose tensor would be 8 TiB': [
    'gguf/tensor-data-truncated',
    ggufBytes({ tensors: [tensor('a', { type: tensorType('I8'), dims: [2 ** 43] })] }),
  ],
};

describe.skipIf(reason !== null)(`a file of 4 TiB${reason === null ? '' : ` (left out: ${reason})`}`, () => {
  it.each(Object.keys(REFUSED))('%s is refused at once, and has no digest', async (name) => {
    const [rule, head] = REFUSED[name]!;
    await checkSparse(head);
    const { report, milliseconds } = await checkSparse(head);
    expect(report.findings.map((finding) => finding.rule)).toContain(rule);
    expect([report.verdict, report.sha256, isUnread(report.coverage)]).toEqual(['fail', undefined, true]);
    expect(milliseconds).toBeLessThan(MILLISECONDS);
  });

  it.each(Object.keys(REFUSED))('%s does not pass where everything is suppressed', async (name) => {
    const { report, milliseconds } = await checkSparse(REFUSED[name]![1], { suppress: ALL_SUPPRESSED });
    expect(report.verdict).toBe('undecided');
    expect(milliseconds).toBeLessThan(MILLISECONDS);
  });

  it('that is larger than --max-model-size is not opened further: nothing is parsed', async () => {
    const { report, milliseconds } = await checkSparse(SOUND, { maxBytes: 2 ** 40 });
    expect(report.findings.map(({ rule }) => rule)).toEqual(['check/too-large']);
    expect([report.verdict, isUnread(report.coverage)]).toEqual(['fail', true]);
    expect(milliseconds).toBeLessThan(MILLISECONDS);
    const suppressed = await checkSparse(SOUND, { maxBytes: 2 ** 40, suppress: new Set(['check/too-large']) });
    expect(suppressed.report.verdict).toBe('undecided');
  });
});
