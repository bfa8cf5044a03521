/** What `run` shows of a model that writes controls: a random one, whose tokens are bytes. */
import { spawnSync } from 'node:child_process';
import { openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { BIN, fleaWith, temporaryFolder, tinyFile } from '../support/cli.ts';

const folder = temporaryFolder();
const model = tinyFile(folder);
const HOT = ['--temperature', '9', '--top-k', '0', '--top-p', '1', '--seed', '4', '-n', '60', '--engine', 'reference'];
const ARGS = ['run', model, '-p', 'a', ...HOT];

// eslint-disable-next-line no-control-regex
const ACTS = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/u;

function exactText(): string {
  return (JSON.parse(fleaWith({}, ...ARGS, '--json').stdout) as { text: string }).text;
}

/** stdout in UTF-8 as a terminal gets it; `script` lends one. Null where there is none. */
function onTerminal(env: Readonly<Record<string, string>>): string | null {
  const quoted = [process.execPath, BIN, ...ARGS].map((word) => `'${word}'`).join(' ');
  const log = join(folder, 'typescript');
  const { error, stdout } = spawnSync('script', ['-qec', `${quoted} 2>/dev/null`, log], {
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', CI: '', ...env },
  });
  // The terminal itself turns \n into \r\n.
  return error ? null : stdout.replaceAll('\r\n', '\n');
}

it('writes controls to a file as they are', () => {
  const path = join(folder, 'out.txt');
  const out = openSync(path, 'w');
  spawnSync(process.execPath, [BIN, ...ARGS], { stdio: ['ignore', out, 'ignore'], env: { ...process.env, CI: '1' } });
  const text = exactText();
  expect(text).toMatch(ACTS);
  expect(readFileSync(path, 'utf8')).toBe(`${text}\n`);
});

it('escapes them in the log of a CI runner', () => {
  const { stdout } = fleaWith({ CI: 'true' }, ...ARGS);
  expect(stdout).not.toMatch(ACTS);
  expect(stdout).toMatch(/\\u\{[0-9a-f]+\}/);
});

it('leaves a pipe outside CI alone', () => {
  expect(fleaWith({}, ...ARGS).stdout).toBe(`${exactText()}\n`);
});

it('escapes them on a terminal', (test) => {
  const shown = onTerminal({});
  if (shown === null) test.skip('needs script(1), which lends a terminal');
  expect(shown).not.toMatch(ACTS);
  expect(shown).toMatch(/\\u\{[0-9a-f]+\}/);
});
