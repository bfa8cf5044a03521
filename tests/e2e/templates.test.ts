/** Every real chat template that `npm run models -- --all` fetches: none is refused. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Metadata } from '../../src/gguf/metadata.ts';
import { judgedBefore } from '../../src/text/template/judged/judgedBefore.ts';
import { templateFindings } from '../../src/text/template/templateFindings.ts';
import { cachedModel } from '../support/cli.ts';

interface Pinned {
  readonly archives: readonly { readonly files: readonly { readonly file: string }[] }[];
}

const pinned = JSON.parse(readFileSync(new URL('../../scripts/models.json', import.meta.url), 'utf8')) as Pinned;
const names = pinned.archives.flatMap(({ files }) => files.map(({ file }) => file)).filter((f) => f.endsWith('.jinja'));
const absent = names.filter((name) => cachedModel(name) === null);

describe('real chat templates', () => {
  it.skipIf(absent.length > 0 && !process.env['CI'])(
    `are all in the cache (left out where not: \`npm run models -- --all\` fetches them)`,
    () => {
      expect(absent).toEqual([]);
      expect(names.length).toBeGreaterThan(60);
    },
  );

  it.each(names.filter((name) => !absent.includes(name)))(
    '%s has no error, and none that was found before',
    async (name) => {
      const value = readFileSync(cachedModel(name)!, 'utf8');
      const metadata = new Map([['tokenizer.chat_template', { type: 'string', value }]]) as unknown as Metadata;
      const findings = await templateFindings(metadata, { judgedBefore: () => undefined });
      expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
      expect(findings.filter(({ rule }) => rule !== 'template/leaves-out').length).toBeLessThan(3);
      const before = judgedBefore(value);
      // What the table says must be what is found now: it may lack a template.
      if (before) expect(before).toEqual(findings.map(({ rule, message, severity }) => ({ rule, message, severity })));
    },
  );

  it('are in the table of those that were judged before, nearly all', () => {
    const present = names.filter((name) => !absent.includes(name));
    const known = present.filter((name) => judgedBefore(readFileSync(cachedModel(name)!, 'utf8')) !== undefined);
    expect(known.length).toBeGreaterThanOrEqual(present.length - 4);
  });
});
