/** The bundled corpus: every hostile file must be refused for the right reason, and its near-identical twin must pass. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { z } from 'zod';
import { IoError } from '../core/errors.ts';
import { isAtLeast } from '../core/finding.ts';
import { PACKAGE_ROOT } from '../core/packageRoot.ts';
import type { CaseResult } from '../core/verdict.ts';
import { openFileSource } from '../gguf/source.ts';
import type { FileReport } from '../report/report.ts';
import { checkFile, type CheckOptions } from './checkFile.ts';

/** Where the corpus lies in this package. */
export const CORPUS_DIRECTORY = join(PACKAGE_ROOT, 'corpus');

const corpusEntrySchema = z.strictObject({
  path: z.string(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** `invalid`: `rule` must fire. `valid`: no error, and `rule` must not fire. */
  result: z.enum(['valid', 'invalid']),
  rule: z.string(),
  severity: z.enum(['error', 'warning', 'note']),
  comment: z.string(),
  flags: z.array(z.string()),
});

const corpusSchema = z.strictObject({
  schema: z.literal('flea-flicker/corpus@1'),
  files: z.array(corpusEntrySchema),
});

export type CorpusEntry = z.infer<typeof corpusEntrySchema>;

/** Throws IoError `io/corpus` when the manifest is missing or not what its schema says. */
export function readCorpus(directory = CORPUS_DIRECTORY): readonly CorpusEntry[] {
  const path = join(directory, 'manifest.json');
  if (!existsSync(path))
    throw new IoError('io/corpus', `${path}: expected the corpus's manifest, found none`, { path });
  const result = corpusSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  if (result.success) return result.data.files;
  throw new IoError('io/corpus', `${path}: ${result.error.issues[0]?.message ?? 'not a manifest'}`, { path });
}

/** Checks one entry: bytes as published, and the verdict that its entry promises. */
export async function checkCorpusEntry(
  entry: CorpusEntry,
  options: CheckOptions,
  directory = CORPUS_DIRECTORY,
): Promise<CaseResult> {
  const started = performance.now();
  const problem = await corpusProblem(entry, options, directory);
  const seconds = (performance.now() - started) / 1000;
  const base = { suite: 'corpus', name: entry.path, seconds };
  return problem === null ? { ...base, status: 'passed' } : { ...base, status: 'failed', message: problem };
}

async function corpusProblem(entry: CorpusEntry, options: CheckOptions, directory: string): Promise<string | null> {
  const path = join(directory, entry.path);
  const digest = createHash('sha256').update(readFileSync(path)).digest('hex');
  if (digest !== entry.sha256) return `expected SHA-256 ${entry.sha256}, found ${digest}: run \`npm run corpus\``;
  const source = openFileSource(path);
  try {
    return entryProblem(entry, await checkFile(source, options));
  } finally {
    source.close();
  }
}

function entryProblem({ result, rule, severity }: CorpusEntry, { findings }: FileReport): string | null {
  const fired = findings.find((f) => f.rule === rule);
  const seen = findings.map((f) => f.rule).join(', ') || 'nothing';
  if (result === 'valid') {
    const error = findings.find((f) => f.rule === rule || isAtLeast(f.severity, 'error'));
    return error ? `expected a sound file, found ${error.rule}: ${error.message}` : null;
  }
  if (!fired) return `expected ${rule}, found ${seen}`;
  return fired.severity === severity ? null : `expected ${rule} as ${severity}, found it as ${fired.severity}`;
}
