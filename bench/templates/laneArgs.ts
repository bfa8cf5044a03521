/** The command line of the lane. */
import { parseArgs } from 'node:util';
import { REWRITINGS } from './rewrite/generate.ts';

export const USAGE = `npm run templates:rewrite -- FOLDER [--count N] [--seed S] [--out DIR] [--only NAME] [--json] [--verbose]

Rewrites each template of a folder (.jinja, or .gguf with templates in it) at random, ${String(REWRITINGS.length)} ways of which one to five are
taken together, and keeps those for which jinja2, set up as Hugging Face transformers does, shows the same effect.

  --count N   confirmed rewritings of each template, 50 by default
  --seed S    1 by default
  --tries N   rewritings made of each template at most, 40 times the count by default
  --out DIR   writes them as DIR/NAME/NNN.jinja
  --only NAME this template alone
  --json      prints one line of JSON a template
  --verbose   prints which rewritings each template was given

Exit 1: a template with a witness has fewer than N, or none has a witness. Exit 2: bad usage, Python or jinja2 is missing, or the
witness takes a rewriting for hostile that is made harmless on purpose.
`;

export interface Args {
  readonly folder: string;
  readonly count: number;
  readonly seed: number;
  readonly tries: number;
  readonly out: string | undefined;
  readonly only: string | undefined;
  readonly json: boolean;
  readonly verbose: boolean;
}

const TRIES_FOR_ONE = 40;

/** Null where help is asked for. Throws on bad usage. */
export function readArgs(argv: readonly string[]): Args | null {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      count: { type: 'string', default: '50' },
      seed: { type: 'string', default: '1' },
      tries: { type: 'string' },
      out: { type: 'string' },
      only: { type: 'string' },
      json: { type: 'boolean', default: false },
      verbose: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return null;
  const [folder] = positionals;
  if (folder === undefined || positionals.length > 1)
    throw new Error(`expected one folder, found ${String(positionals.length)}; --help says more`);
  const count = wholeNumber(values.count);
  const tries = values.tries === undefined ? TRIES_FOR_ONE * count : wholeNumber(values.tries);
  const { out, only, json, verbose } = values;
  return { folder, count, seed: wholeNumber(values.seed), tries, out, only, json, verbose };
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Error(`expected a whole number, found ${text}`);
  return Number(text);
}
