/** `run` from the outside: how a generation is steered, where it ends, and what becomes of bad input. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isBuilt } from '../../src/cli/engines.ts';
import { tinyLlama } from '../../src/generate/tinyLlama.ts';
import { zooModel } from '../../src/generate/zoo/zooModel.ts';
import type { GgufModel } from '../../src/gguf/model.ts';
import { writeGguf } from '../../src/gguf/write.ts';
import { flea, temporaryFolder, tinyFile, type Outcome } from '../support/cli.ts';
import { withFloats } from '../support/plantedWeights.ts';
import { schemaProblems } from '../support/schemas.ts';

const folder = temporaryFolder();
const tiny = tinyFile(folder);
const MODEL = tinyLlama({ matrixType: 'F32', nLayer: 3 });

function fileOf(name: string, model: GgufModel): string {
  const path = join(folder, name);
  writeFileSync(path, writeGguf(model));
  return path;
}

interface RunDocument {
  readonly tokens: readonly number[];
  readonly text: string;
  readonly stopped: string;
  readonly sampling: object;
}

const run = (...flags: readonly string[]): Outcome =>
  flea('run', tiny, '--tokens', '72,101', '--engine', 'reference', '-n', '12', ...flags);

function documentOf(...flags: readonly string[]): RunDocument {
  const { code, stdout, stderr } = run('--json', ...flags);
  expect([code, stderr.includes('[')]).toEqual([0, false]);
  const document: unknown = JSON.parse(stdout);
  expect(schemaProblems('run', document)).toBeNull();
  return document as RunDocument;
}

describe('run', () => {
  const plain = documentOf('--temperature', '1', '--seed', '3');

  it('tells what chose the tokens, and gives the same again by it', () => {
    expect(plain.sampling).toEqual({
      temperature: 1,
      top_k: 40,
      top_p: 0.95,
      min_p: 0,
      repeat_penalty: 1,
      repeat_last_n: 64,
      stop: [],
      seed: 3,
    });
    expect(documentOf('--temperature', '1', '--seed', '3').tokens).toEqual(plain.tokens);
    expect(documentOf('--temperature', '1', '--seed', '4').tokens).not.toEqual(plain.tokens);
  });

  it('with a min-p of 1 is greedy at any temperature', () => {
    const greedy = documentOf('--temperature', '0').tokens;
    expect(documentOf('--temperature', '5', '--min-p', '1').tokens).toEqual(greedy);
    expect(documentOf('--temperature', '5').tokens).not.toEqual(greedy);
  });

  it('with a large repetition penalty says no token twice', () => {
    const { tokens } = documentOf('--temperature', '0', '--repeat-penalty', '1000');
    expect(new Set(tokens).size).toBe(tokens.length);
    expect(new Set(documentOf('--temperature', '0').tokens).size).toBeLessThan(12);
  });

  it('ends before a stop string, in JSON and as a stream', () => {
    const stop = plain.text.slice(3, 6);
    const at = plain.text.indexOf(stop);
    const stopped = documentOf('--temperature', '1', '--seed', '3', '--stop', 'never there', '--stop', stop);
    expect([stopped.text, stopped.stopped]).toEqual([plain.text.slice(0, at), 'stop-string']);
    expect(stopped.tokens).toEqual(plain.tokens.slice(0, stopped.tokens.length));
    expect(run('--temperature', '1', '--seed', '3', '--stop', stop).stdout).toBe(`${plain.text.slice(0, at)}\n`);
  });

  it('takes its flags from a file too, and the command line wins', () => {
    const config = join(folder, 'run.json');
    const settings = { temperature: 1, seed: 3, stop: ['never there'], repeat_last_n: 7, min_p: 0.5 };
    writeFileSync(config, JSON.stringify({ schema: 'flea-flicker/config@1', ...settings }));
    expect(documentOf('--config', config, '--min-p', '0').sampling).toMatchObject({ ...settings, min_p: 0 });
  });
});

describe('bad input to run', () => {
  const withoutTokenizer = fileOf('bare.gguf', zooModel({ architecture: 'llama', seed: 1, nVocab: 16 }));
  const cases: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['an empty prompt', [tiny, '-p', ''], /expected a prompt of at least one token, found none \[usage\/prompt\]/],
    ['no token ids', [tiny, '--tokens', ''], /usage\/tokens/],
    ['a token id out of range', [tiny, '--tokens', '1,258'], /step\/token-range/],
    ['a prompt beyond the context', [tiny, '--tokens', '1,2,3', '--ctx', '2'], /step\/context-full/],
    ['a prompt beyond what the model was trained on', [tiny, '-p', 'x'.repeat(65)], /step\/context-full/],
    ['an empty stop string', [tiny, '-p', 'x', '--stop', ''], /usage\/stop/],
    ['a stop string where there is no text', [withoutTokenizer, '--tokens', '1', '--stop', 'x'], /usage\/stop/],
    ['a min-p over 1', [tiny, '-p', 'x', '--min-p', '2'], /usage\/sampling/],
    ['a repetition penalty of 0', [tiny, '-p', 'x', '--repeat-penalty', '0'], /usage\/sampling/],
  ];

  for (const engine of ['reference', 'cpu'].filter((name) => isBuilt(name))) {
    it.each(cases)(`is one line with a code and exit 2 (${engine}): %s`, (_what, args, message) => {
      const { code, stdout, stderr } = flea('run', ...args, '--engine', engine, '-n', '2', '--json');
      expect(stderr).toMatch(message);
      expect([code, stdout, stderr.trimEnd().split('\n').length]).toEqual([2, '', 1]);
    });

    it(`names the layer and op of a NaN weight, once its logits are reached (${engine})`, () => {
      const nan = fileOf('nan.gguf', withFloats(MODEL, 'blk.1.ffn_up.weight', [[70, NaN]]));
      for (const command of [
        ['run', nan, '-n', '4', '--json'],
        ['logits', nan],
      ] as const) {
        const { code, stdout, stderr } = flea(...command, '--tokens', '1,2', '--engine', engine);
        expect(stderr).toMatch(/first appeared in layer 1 in op blk\.1\.ffn_up \(linear\) \[step\/non-finite\]/);
        expect([code, stdout]).toEqual([2, '']);
      }
    });

    it(`takes the same model without it (${engine})`, () => {
      const sound = fileOf('sound.gguf', MODEL);
      expect(flea('run', sound, '--tokens', '1,2', '-n', '4', '--json', '--engine', engine).code).toBe(0);
    });
  }

  it('ends a generation that fills the context, and says so', () => {
    const { stopped, tokens } = documentOf('--ctx', '5');
    expect([stopped, tokens.length]).toEqual(['context-full', 4]);
  });
});

describe('a model whose attention goes both ways', () => {
  const dream = fileOf('dream.gguf', zooModel({ architecture: 'dream', seed: 1 }));
  // More than are computed at once of other models.
  const tokens = Array.from({ length: 20 }, (_, i) => String(i + 1)).join();

  it('is not continued: exit 2 before a token', () => {
    const { code, stdout, stderr } = flea('run', dream, '--tokens', '1,2', '-n', '2', '--engine', 'reference');
    expect(stderr).toMatch(/attention goes both ways.* \[model\/unsupported\]/);
    expect([code, stdout]).toEqual([2, '']);
  });

  it('has logits of a whole text, in which the last token moves the first', () => {
    const first = (ids: string): unknown => {
      const { code, stdout } = flea('logits', dream, '--tokens', ids, '--top', '1', '--json');
      expect(code).toBe(0);
      return (JSON.parse(stdout) as { readonly positions: readonly unknown[] }).positions[0];
    };
    expect(first(tokens)).toEqual(first(tokens));
    expect(first(tokens)).not.toEqual(first(`${tokens.slice(0, -2)}99`));
  });

  it.runIf(isBuilt('cpu'))('is refused by an engine that looks back alone', () => {
    const { code, stderr } = flea('logits', dream, '--tokens', '1,2', '--engine', 'cpu');
    expect(stderr).toMatch(/both directions.*the reference engine runs it/);
    expect(code).toBe(2);
  });
});
