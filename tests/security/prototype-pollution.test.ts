import { describe, expect, it } from 'vitest';
import { ggufBytes, ggufWith, strings, tensor, text } from '../../corpus/ggufBytes.ts';
import { checkFile } from '../../src/checks/checkFile.ts';
import type { ModelValue } from '../../src/gguf/model.ts';
import { parseGguf } from '../../src/gguf/parse.ts';
import { bufferSource, openFileSource } from '../../src/gguf/source.ts';
import type { Report } from '../../src/report/report.ts';
import { renderJson } from '../../src/report/json.ts';
import { readVocabulary } from '../../src/text/vocabulary.ts';
import { temporaryFolder } from '../support/cli.ts';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Threat: names in a file that mean something to JavaScript's objects. Two readers of GGUF let them replace the metadata's prototype. */
const NAMES = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf', '__defineGetter__'];
const folder = temporaryFolder();

/** Everything that an ordinary object and a function inherit, as text. */
function inherited(): string {
  return [Object.prototype, Function.prototype, Array.prototype, Map.prototype]
    .map((prototype) => Object.getOwnPropertyNames(prototype).sort().join())
    .join(';');
}

describe('names that JavaScript’s objects have', () => {
  const before = inherited();

  it.each(NAMES)('are keys like any other: %s', (name) => {
    const value: ModelValue = { type: 'string', value: 'polluted' };
    const { file } = parseGguf(bufferSource(ggufWith([name, value], [`a.${name}.polluted`, value])));
    expect(file!.metadata.get(name)).toMatchObject({ value: 'polluted' });
    expect(file!.metadata.has(NAMES.find((other) => other !== name)!)).toBe(false);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(inherited()).toBe(before);
  });

  it.each(NAMES)('are tensors and tokens like any other: %s', (name) => {
    const { file } = parseGguf(bufferSource(ggufBytes({ tensors: [tensor(name)] })));
    expect(file!.tensorsByName.get(name)?.name).toBe(name);
    const vocabulary = parseGguf(
      bufferSource(
        ggufWith(
          ['tokenizer.ggml.model', text('gpt2')],
          ['tokenizer.ggml.pre', text('gpt-2')],
          ['tokenizer.ggml.tokens', strings(name, 'b', 'bb')],
          ['tokenizer.ggml.merges', strings('b b')],
        ),
      ),
    ).file!;
    expect(readVocabulary(vocabulary.metadata).vocabulary?.tokens[0]).toBe(name);
    expect(inherited()).toBe(before);
  });

  it('survive a whole check and its report as JSON', async () => {
    const path = join(folder, 'names.gguf');
    writeFileSync(path, ggufWith(...NAMES.map((name) => [name, text('x')] as const)));
    const source = openFileSource(path);
    const options = { profile: 'strict', limits: {}, failOn: 'error', suppress: new Set<string>() } as const;
    const file = await checkFile(source, options);
    source.close();
    expect(file.findings.map(({ rule }) => rule)).toContain('gguf/prototype-name');
    const report: Report = {
      command: 'check',
      tool: { name: 'flea-flicker', version: '0' },
      files: [file],
      cases: [],
      rules: [],
      failOn: 'error',
      interrupted: false,
    };
    expect(() => JSON.parse(renderJson(report)) as unknown).not.toThrow();
    expect(inherited()).toBe(before);
  });
});
