/** The texts that public templates say of their own, as digests: `src/text/template/own/knownTexts.ts` is made of it. */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { piecesOfTexts } from '../../src/text/template/own/ownTexts.ts';
import { digestOf, isSpeech, longMarksIn } from '../../src/text/template/own/speech.ts';
import { reviewOf } from '../../src/text/template/reviewed.ts';
import { parseTemplate } from '../../src/text/template/syntax/parseTemplate.ts';
import { TemplateSyntaxError } from '../../src/text/template/syntax/syntaxError.ts';
import { ROOT } from '../subject.ts';
import { subjectsOf } from './subjects.ts';

const USAGE = `npm run templates:texts -- FOLDER…

Reads the templates of the folders (.jinja, or .gguf with templates in them), takes those whose SHA-256 begins with a 0 bit, and writes
the digests of the texts that they say of their own to src/text/template/own/knownTexts.ts, and the marks of more than two words that all of
them have to src/text/template/own/knownMarks.ts: a file's own vocabulary has those. The other half is for measuring. A template that is refused but for its review teaches nothing.

Exit 2: bad usage.
`;

const TARGET = join(ROOT, 'src/text/template/own/knownTexts.ts');
const MARKS = join(ROOT, 'src/text/template/own/knownMarks.ts');

function main(folders: readonly string[]): number {
  if (folders.length === 0 || folders.includes('--help')) {
    process.stdout.write(USAGE);
    return folders.length === 0 ? 2 : 0;
  }
  const all = folders.flatMap((folder) => subjectsOf(folder).map(({ source }) => source));
  const sources = all.filter(isToLearnFrom);
  const digests = [...new Set(sources.flatMap(textsOf).map(digestOf))].sort();
  writeFileSync(TARGET, tableOf(digests));
  const marks = [...new Set([...all, ...all.flatMap(piecesIn)].flatMap(longMarksIn))].sort();
  writeFileSync(MARKS, tableOfMarks(marks));
  process.stdout.write(
    `${String(digests.length)} texts, ${String(marks.length)} marks of ${String(sources.length)} templates\n`,
  );
  return 0;
}

function isToLearnFrom(source: string): boolean {
  const digest = createHash('sha256').update(source).digest('hex');
  return /^[0-7]/.test(digest) && reviewOf(source) === undefined;
}

function textsOf(source: string): readonly string[] {
  return piecesIn(source).filter((text) => isSpeech(text));
}

function piecesIn(source: string): readonly string[] {
  try {
    return piecesOfTexts(parseTemplate(source));
  } catch (error) {
    if (!(error instanceof TemplateSyntaxError)) throw error;
    return [];
  }
}

function tableOf(digests: readonly string[]): string {
  return `/** Texts that public templates say of their own, by digestOf. Made by \`npm run templates:texts\`. */
export const KNOWN_TEXTS: ReadonlySet<string> = new Set(
  \`
${digests.join('\n')}
\`
    .trim()
    .split('\\n'),
);
`;
}

function tableOfMarks(marks: readonly string[]): string {
  return `/** Marks of more than two words that public templates have. Made by \`npm run templates:texts\`. */
export const KNOWN_MARKS: ReadonlySet<string> = new Set(
  \`
${marks.join('\n')}
\`
    .trim()
    .split('\\n'),
);
`;
}

process.exitCode = main(process.argv.slice(2));
