import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkFile, IoError, openModel, RefusedModel, UsageError } from '../../../src/library/library.ts';
import { temporaryFolder, tinyFile } from '../../support/cli.ts';

const folder = temporaryFolder();
const tiny = tinyFile(folder);
const broken = join(folder, 'broken.gguf');
writeFileSync(broken, 'GGUF, and nothing else');

describe('a file that a program checks', () => {
  it('has the verdict, the digest and how far it was examined', async () => {
    const { verdict, sha256, coverage, findings } = await checkFile(tiny);
    expect([verdict, findings.filter(({ severity }) => severity === 'error')]).toEqual(['pass', []]);
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(coverage.map(({ surface }) => surface)).toContain('template');
  });

  it('fails with findings, and never with an exception for what it holds', async () => {
    const { verdict, findings } = await checkFile(broken);
    expect(verdict).toBe('fail');
    expect(findings[0]?.rule).toMatch(/^gguf\//);
  });

  it('fails where it is not the one that was asked for, or is too large', async () => {
    const pinned = await checkFile(tiny, { sha256: '0'.repeat(64) });
    expect(pinned.findings.map(({ rule }) => rule)).toContain('check/digest-mismatch');
    expect((await checkFile(tiny, { maxBytes: 1 })).findings.map(({ rule }) => rule)).toEqual(['check/too-large']);
  });

  it('is undecided where it was stopped', async () => {
    const { verdict, reason } = await checkFile(tiny, { signal: AbortSignal.abort() });
    expect([verdict, typeof reason]).toEqual(['undecided', 'string']);
  });

  it('must be there', async () => {
    await expect(checkFile(join(folder, 'none.gguf'))).rejects.toThrow(IoError);
  });
});

describe('a model that a program opens', () => {
  it('runs, and answers as many numbers as its vocabulary has', async () => {
    const { sha256 } = await checkFile(tiny);
    const model = await openModel(tiny, { ...(sha256 !== undefined && { sha256 }) });
    const session = await model.load({ engine: 'reference', nCtx: 8 });
    const ids = model.tokenizer().encode('hi', { addSpecial: true, parseSpecial: false });
    const logits = await session.step(Int32Array.from(ids), { logits: 'last' });
    expect(logits).toHaveLength(model.program().hparams.nVocab);
    expect(model.tensor('output_norm.weight')).toHaveLength(32);
    expect(() => model.tensor('output_norm.weigh')).toThrow(UsageError);
    model.verifyUnchanged();
    await session.close();
    model.close();
  });

  it('is refused with its findings where one is an error', async () => {
    const refused = await openModel(broken).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(RefusedModel);
    expect((refused as RefusedModel).findings[0]?.severity).toBe('error');
    await expect(openModel(tiny, { sha256: '0'.repeat(64) })).rejects.toThrow(RefusedModel);
  });
});
