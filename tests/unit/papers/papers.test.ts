import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { RULES } from '../../../src/checks/rules.ts';
import { CONTRACTS } from '../../../src/oracle/contracts/contracts.ts';
import { LAYER_NAMES } from '../../../src/oracle/layers/layer.ts';
import { VERDICTS } from '../../../src/core/verdict.ts';
import { flea } from '../../support/cli.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

const docs = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));

const PAPERS = [
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'SECURITY.md',
  'RELEASING.md',
  'CODE_OF_CONDUCT.md',
  'bench/README.md',
  ...docs('docs'),
];

/** What the command line says of itself: one run for all papers. */
const help = flea('--help').stdout;

const packageJson = JSON.parse(read('package.json')) as { version: string; scripts: Record<string, string> };

/** Folders that a path in a paper begins with; anything else in backquotes is code, a command or a placeholder. */
const TRACKED =
  /^(?:\.\/)?(?:src|tests|native|kernels|fuzz|corpus|bench|docs|scripts|schemas|\.ci|\.github|\.semgrep)\/[\w./-]+$/;

/** A name that stands for one of the reader's own. */
const isPlaceholder = (path: string): boolean => /NAME|CASE/.test(path);

function pathsIn(text: string): string[] {
  const quoted = [...text.matchAll(/`([^`\s]+)`/g)].map(([, code]) => code ?? '');
  const linked = [...text.matchAll(/\]\(([^)#:\s]+)(?:#[^)]*)?\)/g)].map(([, target]) => target ?? '');
  return [...quoted.filter((code) => TRACKED.test(code)), ...linked];
}

function missing(paper: string, text: string): string[] {
  const beside = join(paper, '..');
  return pathsIn(text).filter(
    (path) => !isPlaceholder(path) && !existsSync(join(ROOT, path)) && !existsSync(join(ROOT, beside, path)),
  );
}

/** `npm run X` and `flea-flicker X` anywhere in a paper. */
const npmScripts = (text: string): string[] => [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name ?? '');
const commands = (text: string): string[] =>
  [...text.matchAll(/(?:npx flea-flicker|^\$ flea-flicker) ([a-z]+)/gm)].map(([, name]) => name ?? '');

describe('the papers', () => {
  it.each(PAPERS)('%s names only paths that exist', (paper) => {
    expect(missing(paper, read(paper))).toEqual([]);
  });

  it('would be caught naming a path, a script or a command that does not exist', () => {
    expect(missing('README.md', 'see `src/core/nowhere.ts` and [this](docs/gone.md)')).toHaveLength(2);
    expect(
      missing(
        'docs/oracle.md',
        'see `src/core/errors.ts`, [that](contracts.md), `diff ops` and `fuzz/js/NAME.fuzz.ts`',
      ),
    ).toEqual([]);
    expect(npmScripts('`npm run nonsense`')).toEqual(['nonsense']);
    expect(commands('npx flea-flicker nonsense FILE')).toEqual(['nonsense']);
  });

  it.each(PAPERS)('%s names only npm scripts and commands that exist', (paper) => {
    const text = read(paper);
    expect(npmScripts(text).filter((name) => !(name in packageJson.scripts))).toEqual([]);
    expect(commands(text).filter((name) => !new RegExp(`^ {2}${name} `, 'm').test(help))).toEqual([]);
  });

  it('list every command in the README', () => {
    const listed = [...help.matchAll(/^ {2}([a-z]+) (?:\[|<|command)/gm)].map(([, name]) => name ?? '');
    const named = listed.filter((name) => name !== 'help');
    expect(named.length).toBeGreaterThan(8);
    for (const name of named) expect(read('README.md')).toContain(`flea-flicker ${name}`);
  });

  it('have an entry for this version, and know the rule they show', () => {
    expect(read('CHANGELOG.md')).toContain(`## [${packageJson.version}]`);
    const shown = [...read('README.md').matchAll(/\b((?:gguf|model|text|check)\/[a-z0-9-]+)(?![\w.-])/g)].map(
      ([, id]) => id ?? '',
    );
    expect(shown.length).toBeGreaterThan(0);
    expect(shown.filter((id) => !RULES.has(id))).toEqual([]);
  });

  it('explain every verdict, every layer and every contract of the oracle', () => {
    for (const name of [...VERDICTS, ...LAYER_NAMES]) expect(read('docs/oracle.md')).toContain(`| \`${name}\` |`);
    for (const id of CONTRACTS.keys()) expect(read('docs/contracts.md')).toContain(`\`${id}\``);
  });

  it('keep the promises of SECURITY.md: who answers when, and a test for each risk', () => {
    const text = read('SECURITY.md');
    for (const promise of ['48 hours', '7 days', '14 days', '30 days', 'next release', '90 days'])
      expect(text).toContain(promise);
    const rows = text
      .slice(text.indexOf('## Risks'))
      .split('\n')
      .filter((line) => line.startsWith('| '))
      .slice(1);
    expect(rows.length).toBeGreaterThan(12);
    for (const row of rows) expect(pathsIn(row.split('|').at(-2) ?? ''), row).not.toEqual([]);
  });
});
