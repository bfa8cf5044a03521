/** What llama.cpp's readers of projectors, control vectors and importance matrices did with the corpus, beside what the gate says. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CORPUS_DIRECTORY, readCorpus } from '../../../src/checks/corpus.ts';
import { kindFindings } from '../../../src/checks/kinds/kindFindings.ts';
import { parseGguf } from '../../../src/gguf/parse.ts';
import { bufferSource } from '../../../src/gguf/source.ts';

const RECORDED = new URL('../../fixtures/compat/kinds-v0.5.0.json', import.meta.url);

/** Sound files that a reader does not get through, and why that is not the file's fault. */
const NOT_THE_FILES: readonly (readonly [prefix: string, reason: string])[] = [
  ['good/projector-hunyuanvl', 'its positions are those of its own language model, and another one lies beside it'],
];

/** Files that strict passes with a warning, and the reader refuses in good order. */
const WARNED: readonly string[] = [
  'hostile/projector-partly-examined--another-type.gguf',
  'hostile/imatrix-key-missing--chunk-size.gguf',
];

interface Asked {
  readonly name: string;
  readonly reader: string;
  readonly answers: string;
  readonly isRefused: boolean;
}

function asked(): readonly Asked[] {
  const recorded = JSON.parse(readFileSync(RECORDED, 'utf8')) as Record<string, readonly string[]>;
  return readCorpus().flatMap(({ path, sha256 }): readonly Asked[] => {
    const [digest = '-', reader = '', ...answers] = recorded[path] ?? [];
    if (!sha256.startsWith(digest)) return [];
    const { file, findings } = parseGguf(bufferSource(readFileSync(join(CORPUS_DIRECTORY, path))));
    const all = file ? [...findings, ...kindFindings(file, path, { profile: 'strict', limits: {} })] : findings;
    return [
      { name: path, reader, answers: answers.join(' '), isRefused: all.some(({ severity }) => severity === 'error') },
    ];
  });
}

describe('the readers of files that are no models', () => {
  const files = asked();
  const isExcused = ({ name }: Asked): boolean => NOT_THE_FILES.some(([prefix]) => name.startsWith(prefix));

  it('were asked about the corpus as it is: `npm run compat:kinds` asks again', () => {
    const counts = ['clip', 'control-vector', 'imatrix'].map(
      (of) => files.filter(({ reader }) => reader === of).length,
    );
    expect(Math.min(...counts)).toBeGreaterThan(5);
  });

  it('take every sound file', () => {
    const good = files.filter((file) => file.name.startsWith('good/') && !isExcused(file));
    expect(good.length).toBeGreaterThan(50);
    expect(
      good.filter(({ answers }) => !/^loads(?: loads)?$/.test(answers)).map(({ name, answers }) => [name, answers]),
    ).toEqual([]);
  });

  it('neither end nor hang nor refuse on a file that strict passes', () => {
    const passed = files.filter((file) => !file.isRefused && !isExcused(file) && !WARNED.includes(file.name));
    expect(
      passed.filter(({ answers }) => /SIG|hangs|refuses|nan/.test(answers)).map(({ name, answers }) => [name, answers]),
    ).toEqual([]);
  });

  it('end on some hostile file, which is refused: the judge can tell', () => {
    const deadly = files.filter(({ answers, name }) => /SIG|hangs/.test(answers) && name.startsWith('hostile/'));
    expect(deadly.length).toBeGreaterThan(10);
    expect(deadly.filter(({ isRefused }) => !isRefused)).toEqual([]);
  });
});
