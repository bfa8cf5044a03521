/** The command line of the lane. */
import { parseArgs } from 'node:util';
import type { Renderer } from './renderers.ts';

export const USAGE = `npm run templates:property -- [--count N] [--seed S] [--renderer jinja2|ours|both] [--only I] [--most M]

Writes random chat templates, and renders those that the flow analysis calls proven about pairs of conversations of equal
structure. Where the outputs part otherwise than by what is said, the analysis is wrong: the template is made smaller and printed.

  --count N     templates, 10000 by default
  --seed S      1 by default
  --renderer R  jinja2 by default
  --only I      the template of this number alone
  --most M      differences after which the lane ends, 10 by default

Exit 1: a difference, or nothing was proven or rendered. Exit 2: bad usage, Python or jinja2 is missing.
`;

export interface Args {
  readonly count: number;
  readonly seed: number;
  readonly renderers: readonly Renderer['name'][];
  readonly only: number | null;
  readonly most: number;
}

const RENDERERS: ReadonlyMap<string, Args['renderers']> = new Map([
  ['jinja2', ['jinja2']],
  ['ours', ['ours']],
  ['both', ['jinja2', 'ours']],
]);

/** Null where help is asked for. Throws on bad usage. */
export function readArgs(argv: readonly string[]): Args | null {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      count: { type: 'string', default: '10000' },
      seed: { type: 'string', default: '1' },
      renderer: { type: 'string', default: 'jinja2' },
      only: { type: 'string' },
      most: { type: 'string', default: '10' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return null;
  const renderers = RENDERERS.get(values.renderer);
  if (!renderers) throw new Error(`expected jinja2, ours or both, found ${values.renderer}; --help says more`);
  const only = values.only === undefined ? null : wholeNumber(values.only);
  const [count, seed, most] = [values.count, values.seed, values.most].map(wholeNumber);
  return { count: count ?? 0, seed: seed ?? 0, most: most ?? 0, renderers, only };
}

export function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Error(`expected a whole number, found ${text}`);
  return Number(text);
}
