/** What the gate says of each file of the corpus, line by line: a change of wording, of place or of severity is seen where it is made. */
import { join } from 'node:path';
import { checkFile, type CheckOptions } from '../src/checks/checkFile.ts';
import type { CorpusEntry } from '../src/checks/corpus.ts';
import type { Finding } from '../src/core/finding.ts';
import { openFileSource } from '../src/gguf/source.ts';
import { KnownTemplates } from '../src/text/template/knownTemplates.ts';

/** Beside the manifest. */
export const FINDINGS_FILE = 'findings.txt';

/** Said of most files here, for they are small: recorded only where it is what the file is for. */
const USUAL: ReadonlySet<string> = new Set(['model/architecture-undescribed', 'numbers/all-zero']);

/** Where a file lies is not for its bytes to say. */
const isUsual = ({ rule }: Finding): boolean => USUAL.has(rule) || rule.startsWith('file/');

/** A line for each finding of an entry, in the strict profile. */
export async function findingLines(directory: string, { path, rule }: Pick<CorpusEntry, 'path' | 'rule'>, options: Partial<CheckOptions> = {}): Promise<readonly string[]> {
  const source = openFileSource(join(directory, path));
  try {
    const { findings } = await checkFile(source, { profile: 'strict', limits: {}, failOn: 'error', suppress: new Set(), ...options });
    return findings.filter((finding) => finding.rule === rule || !isUsual(finding)).map(findingLine);
  } finally {
    source.close();
  }
}

/** `severity | rule | path@offset+length | message` */
export function findingLine({ rule, severity, message, path, offset, length }: Finding): string {
  const at = offset === undefined ? '' : `@${String(offset)}${length === undefined ? '' : `+${String(length)}`}`;
  return [severity, rule, `${path ?? ''}${at}`, message].join(' | ');
}

/** The whole of findings.txt: each file's path, and its lines after two spaces. */
export async function findingsText(directory: string, entries: readonly Pick<CorpusEntry, 'path' | 'rule'>[]): Promise<string> {
  const knownTemplates = new KnownTemplates();
  let text = '';
  for (const entry of entries) text += [entry.path, ...(await findingLines(directory, entry, { knownTemplates }))].join('\n  ') + '\n';
  return text;
}

/** The lines of each path in a findings.txt. */
export function readFindings(text: string): ReadonlyMap<string, readonly string[]> {
  const files = text.split(/\n(?! )/).filter((part) => part !== '');
  return new Map(files.map((file) => file.split('\n  ')).map(([path = '', ...lines]) => [path, lines]));
}
