/** Digests of the trees of templates at hand, as `src/text/template/reviewed.ts` has them, and what it says of each. */
import { reviewOf } from '../../src/text/template/reviewed.ts';
import { treeDigest } from '../../src/text/template/syntax/treeDigest.ts';
import { subjectsOf } from './subjects.ts';

const USAGE = `npm run templates:reviewed -- FOLDER…

Prints a line for each template of the folders (.jinja, or .gguf with templates in them): the digest of its tree, its name, and what
src/text/template/reviewed.ts says of it.

Exit 2: bad usage.
`;

function main(folders: readonly string[]): number {
  if (folders.length === 0 || folders.includes('--help')) {
    process.stdout.write(USAGE);
    return folders.length === 0 ? 2 : 0;
  }
  for (const { name, source } of folders.flatMap(subjectsOf)) {
    const digest = treeDigest(source) ?? 'no tree'.padEnd(64);
    process.stdout.write(`${digest}  ${name}  ${reviewOf(source) ?? '-'}\n`);
  }
  return 0;
}

process.exitCode = main(process.argv.slice(2));
