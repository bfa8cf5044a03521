import { createHash } from 'node:crypto';
import type { Finding } from '../../core/finding.ts';
import type { FileTokens } from './fileTokens.ts';
import type { Templates } from './templates.ts';

/** A folder holds few models, each in many quantisations. */
const MOST_KNOWN = 64;

/**
 * What was found in the templates of files before, in one row of files: the quantisations of a model have the same, and need not be tried
 * again. By a digest of all texts, their keys, and what they are given of the vocabulary.
 */
export class KnownTemplates {
  /** The last to be added is the last. */
  readonly #findings = new Map<string, readonly Finding[]>();

  get(templates: Templates, tokens: FileTokens): readonly Finding[] | undefined {
    return this.#findings.get(digestOf(templates, tokens));
  }

  /** Keeps what will be found again: a template that ran out of time may have met a busy machine. */
  add(templates: Templates, tokens: FileTokens, findings: readonly Finding[]): void {
    if (findings.some(({ rule }) => rule === 'template/exhausts')) return;
    const [oldest] = this.#findings.keys();
    if (this.#findings.size >= MOST_KNOWN && oldest !== undefined) this.#findings.delete(oldest);
    this.#findings.set(digestOf(templates, tokens), findings);
  }
}

/** Lengths stand before texts: no two lists of templates are one text. */
function digestOf({ main, variants, missing, problems }: Templates, { marks, byName }: FileTokens): string {
  const hash = createHash('sha256');
  const texts = [...(main ? [main] : []), ...variants].flatMap(({ path, name, text }) => [path, name ?? '', text]);
  const odd = problems.flatMap(({ rule, message, path }) => [rule, message, path]);
  const tokens = [...marks, '', ...Object.entries(byName).flat()];
  for (const text of [...texts, '', ...missing, '', ...odd, '', ...tokens])
    hash.update(`${String(text.length)}:`).update(text);
  return hash.digest('hex');
}
