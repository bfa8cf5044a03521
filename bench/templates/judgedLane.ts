/** What is found in public templates, as a table: `src/text/template/judged/judgedTemplates.ts` is made of it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metadata } from '../../src/gguf/metadata.ts';
import { lineOf } from '../../src/text/template/judged/judgedBefore.ts';
import { templateFindings } from '../../src/text/template/templateFindings.ts';
import { ROOT } from '../subject.ts';
import { subjectsOf } from './subjects.ts';

const USAGE = `npm run templates:judged -- FOLDER…

Judges the templates of the folders (.jinja, or .gguf with templates in them) as check does in a file without a vocabulary, and writes
those in which nothing but notes is found, by their SHA-256, to src/text/template/judged/judgedTemplates.ts.

Exit 2: bad usage.
`;

const TARGET = join(ROOT, 'src/text/template/judged/judgedTemplates.ts');

async function main(folders: readonly string[]): Promise<number> {
  if (folders.length === 0 || folders.includes('--help')) {
    process.stdout.write(USAGE);
    return folders.length === 0 ? 2 : 0;
  }
  const sources = [...new Set(folders.flatMap((folder) => subjectsOf(folder).map(({ source }) => source)))];
  const lines = new Set<string>();
  for (const source of sources) {
    const line = lineOf(source, await judgedAnew(source));
    if (line !== null) lines.add(line);
  }
  writeFileSync(TARGET, tableOf([...lines].sort()));
  process.stdout.write(`${String(lines.size)} of ${String(sources.length)} templates\n`);
  return 0;
}

/** What no table says. */
async function judgedAnew(source: string): ReturnType<typeof templateFindings> {
  const metadata = new Map([['tokenizer.chat_template', { type: 'string', value: source }]]) as unknown as Metadata;
  return templateFindings(metadata, { judgedBefore: () => undefined });
}

function tableOf(lines: readonly string[]): string {
  const text = lines.join('\n').replace(/[\\`]|\$\{/g, '\\$&');
  return `/** Made by \`npm run templates:judged\`: see judgedBefore.ts. */
export const JUDGED_TEMPLATES = \`
${text}
\`;
`;
}

process.exitCode = await main(process.argv.slice(2));
