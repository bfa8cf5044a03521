import { Command } from 'commander';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { addCheckFlags } from '../../../src/cli/checkFlags.ts';
import { parseConfig } from '../../../src/cli/config.ts';
import { configSchema } from '../../../src/cli/configSchema.ts';
import { temporaryFolder } from '../../support/cli.ts';
import { schemaProblems, readSchema } from '../../support/schemas.ts';

const folder = temporaryFolder();
const schema = 'flea-flicker/config@1';

/** What a `check` with `config` and `args` is called with. */
async function called(
  config: object,
  ...args: readonly string[]
): Promise<{ files: unknown; flags: Record<string, unknown> }> {
  const path = join(folder, 'config.json');
  writeFileSync(path, JSON.stringify({ schema, ...config }));
  let result = { files: undefined as unknown, flags: {} as Record<string, unknown> };
  const program = new Command().exitOverride();
  addCheckFlags(program.command('check [file...]')).action((files: unknown, flags: Record<string, unknown>) => {
    result = { files, flags };
  });
  await program.parseAsync(['check', '--config', path, ...args], { from: 'user' });
  return result;
}

describe('a configuration', () => {
  it('gives files and flags as the command line does', async () => {
    const { files, flags } = await called(
      {
        files: ['a.gguf'],
        profile: 'compat',
        limits: { n_kv: 7 },
        fail_on: 'warning',
        max_model_size: '8GB',
        numbers: false,
      },
      '--trust-config',
    );
    expect(files).toEqual(['a.gguf']);
    expect(flags).toMatchObject({
      profile: 'compat',
      limit: ['n_kv=7'],
      failOn: 'warning',
      maxModelSize: '8GB',
      numbers: false,
    });
  });

  it('gives what no flag says apart: severities, and findings that do not count, with reason and bytes', async () => {
    const entry = { rule: 'gguf/*', sha256: 'ab'.repeat(32), reason: 'looked at', expires: '2099-01-01' };
    const policy = { severities: { 'gguf/version-2': 'note' }, suppress: [entry] };
    const { flags } = await called(policy, '--trust-config');
    expect(flags['configPolicy']).toMatchObject({ ...policy, trusted: true });
    expect(flags['suppress']).toEqual([]);
  });

  it('yields to the command line', async () => {
    const { files, flags } = await called(
      { files: ['a'], profile: 'compat', limits: { n_kv: 7 } },
      'b',
      '--trust-config',
      '--profile',
      'strict',
    );
    expect([files, flags['profile'], flags['limit']]).toEqual([['b'], 'strict', ['n_kv=7']]);
  });

  it('may not set what the command does not take', async () => {
    await expect(called({ fuzz: '5s' })).rejects.toThrow(/fuzz: `check` takes no such setting/);
  });

  it.each([
    ['{', /expected JSON/],
    ['{}', /schema: /],
    [JSON.stringify({ schema, profil: 'strict' }), /profil/],
    [JSON.stringify({ schema, files: 'a' }), /files: /],
    [JSON.stringify({ schema, cases: 1.5 }), /cases: /],
    [JSON.stringify({ schema, suppress: ['gguf/version-2'] }), /suppress\.0: /],
    [JSON.stringify({ schema, suppress: [{ rule: 'gguf/*', reason: 'x' }] }), /suppress\.0: expected sha256/],
    [JSON.stringify({ schema, severities: { 'gguf/version-2': 'ok' } }), /severities/],
    [`{"schema":"${schema}","__proto__":{"profile":"compat"}}`, /__proto__/],
  ])('is refused when it reads %s', (text, message) => {
    expect(() => parseConfig(text, 'c.json')).toThrow(message);
  });

  it.each([
    [{ profile: 'strict' }],
    [{ limits: { n_kv: 7, string_bytes: '1MiB', padding_scan_bytes: '1GiB' } }],
    [{ fail_on: 'partial' }],
    [{ suppress: [] }],
    [{ numbers: true }],
    [{ severities: { 'gguf/version-2': 'error' } }],
    [{ sha256: 'ab'.repeat(32), max_model_size: '8GB' }],
    [{ format: ['text', 'json=reports/new/a.json'] }],
  ])('may make the gate stricter without being trusted: %j', async (config) => {
    await expect(called(config)).resolves.toBeDefined();
  });

  it.each([
    [{ profile: 'compat' }, /profile/],
    [{ limits: { n_kv: 70_000 } }, /limits/],
    [{ limits: { padding_scan_bytes: 1 } }, /limits/],
    [{ suppress: [{ rule: 'gguf/*', sha256: 'ab'.repeat(32), reason: 'looked at' }] }, /suppress/],
    [{ baseline: 'b.json' }, /baseline/],
    [{ numbers: false }, /numbers/],
    [{ severities: { 'gguf/truncated': 'note' } }, /severities/],
    [{ format: ['json=../x.json'] }, /format/],
    [{ format: ['json=/tmp/x.json'] }, /format/],
    [{ format: ['json=a/../../x.json'] }, /format/],
  ])('may not loosen it: %j', async (config, message) => {
    const refusal = await called(config).then(
      () => null,
      (error: unknown) => error,
    );
    expect(refusal).toMatchObject({ code: 'config/untrusted', message: expect.stringMatching(message) as string });
    await expect(called(config, '--trust-config')).resolves.toBeDefined();
  });

  it('has a published schema that is the one it is read by', () => {
    expect(readSchema('config')).toMatchObject(z.toJSONSchema(configSchema, { io: 'input' }));
    expect(schemaProblems('config', { schema, limits: { n_kv: 7 }, files: ['a'] })).toBeNull();
    expect(schemaProblems('config', { schema, file: 'a' })).toMatch(/additional/);
  });
});
