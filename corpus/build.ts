/**
 * Writes the corpus: `hostile/` and `good/` and their manifest, byte-identical on every run.
 *
 *   npm run corpus [-- FOLDER]
 */
import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CorpusEntry } from '../src/checks/corpus.ts';
import { RULES } from '../src/checks/rules.ts';
import { tinyLlama } from '../src/generate/tinyLlama.ts';
import { writeGguf } from '../src/gguf/write.ts';
import { RULE_CASES } from './containerCases.ts';
import { HIDDEN_CASES } from './hiddenCases.ts';
import { MODEL_CASES, SOUND_MODEL } from './modelCases.ts';
import { NUMBER_CASES } from './numbersCases.ts';

/** A larger file would not be reviewed, and bloats every clone. */
const MAX_BYTES = 128 << 10;

interface File {
  readonly entry: Omit<CorpusEntry, 'sha256'>;
  readonly bytes: Uint8Array;
}

/** Every file of the corpus, in the order of the manifest. */
export function corpusFiles(): readonly File[] {
  return [...containerFiles(), ...modelFiles(), ...hiddenFiles(), ...numberFiles(), ...soundFiles()].filter(({ bytes }) => bytes.length <= MAX_BYTES);
}

function containerFiles(): readonly File[] {
  const usable = RULE_CASES.filter(({ severity, bad }) => severity[0] !== 'ok' && !bad.limits);
  return usable.flatMap(({ rule, severity, name, bad, good }) => {
    const stem = `${slug(rule)}--${slug(name)}`;
    const common = { rule, severity: severity[0] as CorpusEntry['severity'], flags: ['container'] };
    const why = RULES.get(rule)?.why ?? '';
    return [
      { entry: { path: `hostile/${stem}.gguf`, result: 'invalid' as const, comment: why, ...common }, bytes: bad.bytes },
      { entry: { path: `good/${stem}.gguf`, result: 'valid' as const, comment: `the twin of hostile/${stem}.gguf`, ...common }, bytes: good.bytes },
    ];
  });
}

function modelFiles(): readonly File[] {
  return MODEL_CASES.map(({ rule, severity, name, bytes, comment }) => ({
    entry: { path: `hostile/${slug(rule)}--${slug(name)}.gguf`, result: 'invalid', rule, severity, comment, flags: ['model'] },
    bytes,
  }));
}

function hiddenFiles(): readonly File[] {
  return HIDDEN_CASES.flatMap(({ rule, severity, name, comment, bad, good }): readonly File[] => {
    const stem = `${slug(rule)}--${slug(name)}`;
    const common = { rule, severity, flags: ['hidden'] };
    return [
      { entry: { path: `hostile/${stem}.gguf`, result: 'invalid', comment, ...common }, bytes: bad },
      { entry: { path: `good/${stem}.gguf`, result: 'valid', comment: `the twin of hostile/${stem}.gguf`, ...common }, bytes: good },
    ];
  });
}

function numberFiles(): readonly File[] {
  return NUMBER_CASES.flatMap(({ rule, severity, name, comment, bad, good }): readonly File[] => {
    const stem = `${slug(rule)}--${slug(name)}`;
    const common = { rule, severity, flags: ['numbers'] };
    return [
      { entry: { path: `hostile/${stem}.gguf`, result: 'invalid', comment, ...common }, bytes: bad },
      { entry: { path: `good/${stem}.gguf`, result: 'valid', comment: `the twin of hostile/${stem}.gguf`, ...common }, bytes: good },
    ];
  });
}

/** The twin of every model case, and one sound model of each matrix type. */
function soundFiles(): readonly File[] {
  const sound = (name: string, bytes: Uint8Array): File => ({
    entry: { path: `good/${name}.gguf`, result: 'valid', rule: 'model/key-range', severity: 'error', comment: 'a whole model that runs', flags: ['model'] },
    bytes,
  });
  const types = ['F32', 'F16', 'Q4_1', 'Q8_0'].map((matrixType) => sound(`tiny-llama-${slug(matrixType)}`, writeGguf(tinyLlama({ matrixType, nLayer: 1, nFf: 32 }))));
  return [sound('tiny-llama', SOUND_MODEL), ...types];
}

function slug(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
}

function writeCorpus(directory: string): number {
  for (const folder of ['hostile', 'good']) rmSync(join(directory, folder), { recursive: true, force: true });
  const files = corpusFiles().map(({ entry, bytes }) => {
    const path = join(directory, entry.path);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
    return { ...entry, sha256: createHash('sha256').update(bytes).digest('hex') };
  });
  writeFileSync(join(directory, 'manifest.json'), `${JSON.stringify({ schema: 'flea-flicker/corpus@1', files }, null, 1)}\n`);
  return files.length;
}

const self = fileURLToPath(import.meta.url);
if (process.argv[1] === self) {
  const directory = process.argv[2] ?? join(process.cwd(), 'corpus');
  process.stdout.write(`${String(writeCorpus(directory))} files written to ${directory}\n`);
}
