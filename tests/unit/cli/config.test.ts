import { Command } from 'commander';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { addCheckFlags } from '../../../src/cli/checkFlags.ts';
import { configSchema, parseConfig } from '../../../src/cli/config.ts';
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
    const { files, flags } = await called({
      files: ['a.gguf'],
      profile: 'compat',
      limits: { n_kv: 7 },
      fail_on: 'warning',
      max_model_size: '8GB',
      suppress: ['gguf/version-2'],
    });
    expect(files).toEqual(['a.gguf']);
    expect(flags).toMatchObject({
      profile: 'compat',
      limit: ['n_kv=7'],
      failOn: 'warning',
      maxModelSize: '8GB',
      suppress: ['gguf/version-2'],
    });
  });

  it('yields to the command line', async () => {
    const { files, flags } = await called(
      { files: ['a'], profile: 'compat', limits: { n_kv: 7 } },
      'b',
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
    [`{"schema":"${schema}","__proto__":{"profile":"compat"}}`, /__proto__/],
  ])('is refused when it reads %s', (text, message) => {
    expect(() => parseConfig(text, 'c.json')).toThrow(message);
  });

  it('has a published schema that is the one it is read by', () => {
    expect(readSchema('config')).toMatchObject(z.toJSONSchema(configSchema, { io: 'input' }));
    expect(schemaProblems('config', { schema, limits: { n_kv: 7 }, files: ['a'] })).toBeNull();
    expect(schemaProblems('config', { schema, file: 'a' })).toMatch(/additional/);
  });
});
