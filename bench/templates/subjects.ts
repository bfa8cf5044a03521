/** The templates of a folder: files of a template alone, and those inside GGUF files. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { getString } from '../../src/gguf/metadata.ts';
import { parseGguf } from '../../src/gguf/parse.ts';
import { openFileSource } from '../../src/gguf/source.ts';

export interface Subject {
  /** The file's name without its ending, and the variant's where there is one. */
  readonly name: string;
  readonly source: string;
}

/** In the order of their names. Throws where the folder has none. */
export function subjectsOf(folder: string): readonly Subject[] {
  const files = readdirSync(folder).sort();
  const found = files.flatMap((file) => subjectsIn(join(folder, file)));
  if (found.length === 0) throw new Error(`expected .jinja or .gguf files in ${folder}, found none`);
  return found;
}

/** Of a folder without files, those of the folders in it, named by both. */
export function subjectsBelow(folder: string): readonly Subject[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  const inner = entries.filter((entry) => entry.isDirectory());
  if (entries.length > inner.length) return subjectsOf(folder);
  return inner.flatMap(({ name }) =>
    subjectsBelow(join(folder, name)).map((subject) => ({ ...subject, name: `${name}/${subject.name}` })),
  );
}

function subjectsIn(path: string): readonly Subject[] {
  const name = basename(path, extname(path));
  if (path.endsWith('.jinja')) return [{ name, source: readFileSync(path, 'utf8') }];
  return path.endsWith('.gguf') ? templatesIn(path, name) : [];
}

const KEY = 'tokenizer.chat_template';

/** A file that does not parse has the templates that were read before that. */
function templatesIn(path: string, name: string): readonly Subject[] {
  const source = openFileSource(path);
  try {
    const metadata = parseGguf(source).file?.metadata;
    return [...(metadata?.keys() ?? [])].flatMap((key) => {
      const template = metadata && key.startsWith(KEY) ? getString(metadata, key) : undefined;
      return template === undefined ? [] : [{ name: `${name}${key.slice(KEY.length)}`, source: template }];
    });
  } finally {
    source.close();
  }
}
