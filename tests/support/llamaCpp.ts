/** What llama.cpp did with every file of the corpus, as `npm run compat` recorded it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const LLAMA_CPP = 'v0.5.0';

const KINDS_RECORD = join(import.meta.dirname, `../fixtures/compat/kinds-${LLAMA_CPP}.json`);
const RECORD = join(import.meta.dirname, `../fixtures/compat/llama.cpp-${LLAMA_CPP}.json`);

/** `loads`, `refuses`, `nan`, `hangs`, or the signal that ended the process; of a stage that was not reached, nothing. */
export interface Outcomes {
  /** The first digits of the file's SHA-256. */
  readonly digest: string;
  readonly header: string;
  /** Of the vocabulary where there is nothing else, of an adapter for a model that it fits. */
  readonly model?: string;
  /** A text made tokens, a batch and one more token decoded. */
  readonly use?: string;
}

/** By `good/…`, `hostile/…`, `architectures/…`, `vocabularies/…`. */
export function recordedOutcomes(): ReadonlyMap<string, Outcomes> {
  const rows = JSON.parse(readFileSync(RECORD, 'utf8')) as Record<string, [string, string, string?, string?]>;
  return new Map(
    Object.entries(rows).map(([name, [digest, header, model, use]]) => [
      name,
      { digest, header, ...(model !== undefined && { model }), ...(use !== undefined && { use }) },
    ]),
  );
}

export interface Judged {
  readonly name: string;
  readonly outcomes: Outcomes;
  readonly strictRefuses: boolean;
  readonly compatRefuses: boolean;
}

/** True where llama.cpp loads the file and, where it was asked to, decodes with it in numbers. */
export function isUsed({ model, use }: Outcomes): boolean {
  return model === 'loads' && (use === undefined || use === 'loads');
}

const ENDS = [
  'loads the file and uses it',
  'loads the file and dies using it',
  'loads the file and answers NaN',
  'refuses the header',
  'refuses the model',
  'dies loading it',
  'hangs',
] as const;

/** One of the rows of `docs/compat.md`. */
function endOf({ header, model, use }: Outcomes): (typeof ENDS)[number] {
  const last = use ?? model ?? header;
  if (last === 'hangs') return 'hangs';
  if (header === 'refuses') return 'refuses the header';
  if (model === 'refuses') return 'refuses the model';
  if (model !== 'loads') return 'dies loading it';
  if (use === 'nan') return 'loads the file and answers NaN';
  return use?.startsWith('SIG') ? 'loads the file and dies using it' : 'loads the file and uses it';
}

/** `docs/compat.md` */
export function renderCompatPage(
  judged: readonly Judged[],
  exceptions: readonly (readonly [string, string])[],
): string {
  return [
    '# The compat profile beside llama.cpp',
    '',
    'Written by `npm run docs:compat` from `npm run compat`: llama.cpp ' +
      LLAMA_CPP +
      ' on every file of the corpus, one process a file,',
    'under 20 s, 6 GiB and no core dumps. Header: `gguf_init_from_file` with data. Model: `llama_model_load_from_file`, of files that say',
    'the architecture `blank` the vocabulary as that of a llama, `llama_adapter_lora_init` of adapters. Use: a text made tokens, a batch',
    'and one more token decoded, and whether every logit is a number. Control vectors, importance matrices and projectors have readers',
    'of their own: `npm run compat:kinds` asks them, and `tests/unit/checks/compatKinds.test.ts` holds strict to what they say.',
    '',
    ...['good', 'hostile'].flatMap((kind) => table(kind, judged)),
    ...kindsTable(),
    '## Loaded by llama.cpp, refused in compat',
    '',
    'What the decision table calls an error in both profiles, and what ends the process or reads outside later:',
    '',
    '| file | why it is refused |',
    '|---|---|',
    ...exceptions.map(([prefix, reason]) => `| \`${prefix}*\` | ${reason} |`),
    '',
  ].join('\n');
}

/** What the readers of files that are no models did with those of the corpus, as `npm run compat:kinds` recorded it. */
function kindsTable(): readonly string[] {
  const rows = Object.entries(JSON.parse(readFileSync(KINDS_RECORD, 'utf8')) as Record<string, readonly string[]>);
  const readers = [...new Set(rows.map(([, [, reader = '']]) => reader))].sort();
  return [
    '## Readers of files that are no models',
    '',
    'Written by `npm run compat:kinds`: projectors are loaded and asked to encode, control vectors and importance matrices loaded.',
    '',
    '| reader | files | sound, loaded | hostile, refused | hostile, ended the process or hung | hostile, loaded |',
    '|---|---|---|---|---|---|',
    ...readers.map((reader) => {
      const of = rows.filter(([, [, name]]) => name === reader).map(([path, [, , ...answers]]) => ({ path, answers }));
      const count = (start: string, test: (answers: string) => boolean): string =>
        String(of.filter(({ path, answers }) => path.startsWith(start) && test(answers.join(' '))).length);
      const dies = (answers: string): boolean => /SIG|hangs/.test(answers);
      const loads = (answers: string): boolean => /^loads(?: loads)?$/.test(answers);
      const refuses = (answers: string): boolean => !dies(answers) && !loads(answers);
      const counts = [count('good/', loads), ...[refuses, dies, loads].map((test) => count('hostile/', test))];
      return `| ${[reader, String(of.length), ...counts].join(' | ')} |`;
    }),
    '',
  ];
}

function table(kind: string, judged: readonly Judged[]): readonly string[] {
  const files = judged.filter(({ name }) => name.startsWith(`${kind}/`));
  const rows = ENDS.map((end) => [end, files.filter(({ outcomes }) => endOf(outcomes) === end)] as const);
  return [
    `## ${kind === 'good' ? 'Sound files' : 'Hostile files'}`,
    '',
    '| llama.cpp | files | strict refuses | compat refuses |',
    '|---|---|---|---|',
    ...[...rows, ['all', files] as const].map(([end, some]) => `| ${[end, ...counts(some)].join(' | ')} |`),
    '',
  ];
}

function counts(files: readonly Judged[]): readonly string[] {
  const [strict, compat] = [files.filter((f) => f.strictRefuses), files.filter((f) => f.compatRefuses)];
  return [files, strict, compat].map(({ length }) => String(length));
}
