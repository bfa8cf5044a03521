import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ggufBytes, strings, tensor, text } from '../../corpus/ggufBytes.ts';
import { flea, temporaryFolder } from '../support/cli.ts';

/** Threat: text of a file that a terminal, a log or a report takes for commands. */
const folder = temporaryFolder();
const ESCAPES = {
  'a colour': '\x1b[31m',
  'a title': '\x1b]0;pwned\x07',
  'a link': '\x1b]8;;http://example.com\x1b\\',
  'a clipboard write': '\x1b]52;c;cHduZWQ=\x07',
  'a C1 control': '\u009b31m',
  'a cleared line': '\r\x1b[2K',
  'a bidirectional override': '\u202e',
  'a workflow command': '\n::error file=x::pwned',
  'an old workflow command': '##[error]pwned',
  'a pipeline command': '##vso[task.setvariable variable=x]pwned',
};

function hostile(name: string, escape: string): string {
  const path = join(folder, `${name.replaceAll(' ', '-')}.gguf`);
  const metadata = [
    ['general.architecture', text(`a${escape}b`)],
    ['general.name', text(`a${escape}b`)],
    [`key${escape}b`, text(`a${escape}b`)],
    [`key${escape}b`, text(`a${escape}b`)],
    ['tokenizer.ggml.model', text(`gpt2${escape}`)],
    ['tokenizer.ggml.tokens', strings(`a${escape}b`, `a${escape}b`)],
    ['tokenizer.chat_template', text(`{{ ''.__class__ }}${escape}`)],
  ] as const;
  writeFileSync(path, ggufBytes({ metadata, tensors: [tensor(`t${escape}b`), tensor(`t${escape}b`)] }));
  return path;
}

/** Characters that act on a terminal or on the order of what it shows; line ends are ours. */
// eslint-disable-next-line no-control-regex
const ACTS = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/;

describe.each(Object.entries(ESCAPES))('%s in every string of a file', (name, escape) => {
  const path = hostile(name, escape);

  it.each([
    ['check', path],
    ['check', path, '--format', 'github'],
    ['check', path, '--format', 'junit'],
    ['check', path, '--format', 'sarif'],
    ['check', path, '--profile', 'compat'],
    ['inspect', path],
    ['inspect', path, '--metadata'],
    ['inspect', path, '--tensors'],
    ['inspect', path, '--template'],
    ['inspect', path, '--template', '--json'],
    ['run', path, '-p', 'x'],
  ])('reaches no terminal and no log: flea-flicker %s %s %s %s', (...args) => {
    const { stdout, stderr } = flea(...args);
    expect(stdout + stderr).not.toBe('');
    expect(ACTS.exec(stdout)).toBeNull();
    expect(ACTS.exec(stderr)).toBeNull();
    for (const text of [stdout, stderr]) {
      expect(text).not.toMatch(/^\s*::error file=x::pwned/m);
      expect(text).not.toMatch(/##(vso)?\[/);
    }
  });
});

describe('a file’s name', () => {
  it.each(['\n::error::pwned', '  ::error::pwned\r\n::x', '##[error]pwned', '\u001b[31m'])(
    'starts no command where it is a file, a flag or a part of a message: %j',
    (name) => {
      for (const args of [
        [name],
        [`-${name}`],
        ['--limit', name, 'x'],
        ['--format', name, 'x'],
        ['--suppress', name],
      ]) {
        const { code, stdout, stderr } = flea('check', ...args);
        expect(code).toBe(2);
        expect(stdout + stderr).not.toMatch(/^\s*::|##\[/m);
        expect(ACTS.exec(stdout + stderr)).toBeNull();
      }
    },
  );
});
