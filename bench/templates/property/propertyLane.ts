/** Random templates that are called proven, rendered about pairs of conversations: whether the proof holds. */
import type { Rendered } from './comparison.ts';
import { judge, FEW, trialsOf, type Difference } from './trials.ts';
import { generatedTemplate } from './templateGenerator.ts';
import { ourRenderer, startJinja2, type Renderer } from './renderers.ts';
import { proofOf } from './prove.ts';
import { readArgs, USAGE, type Args } from './propertyArgs.ts';
import { shrunk } from './shrink.ts';

/** Templates that are at a renderer at once: it never waits for the next. */
const AT_ONCE = 32;
const SECONDS_BETWEEN_REPORTS = 30;

interface Counts {
  generated: number;
  unparseable: number;
  proven: number;
  readonly rendered: Map<Renderer['name'], number>;
  differences: number;
}

interface Run {
  readonly args: Args;
  readonly renderers: readonly Renderer[];
  readonly counts: Counts;
}

async function main(args: Args): Promise<number> {
  const renderers = await Promise.all(
    args.renderers.map(async (name) => (name === 'ours' ? ourRenderer() : await startJinja2())),
  );
  const counts: Counts = { generated: 0, unparseable: 0, proven: 0, rendered: new Map(), differences: 0 };
  const run = { args, renderers, counts };
  const timer = setInterval(() => {
    say(summary(counts));
  }, SECONDS_BETWEEN_REPORTS * 1000);
  try {
    await tryAll(run);
  } finally {
    clearInterval(timer);
    for (const renderer of renderers) renderer.close();
  }
  say(`seed ${String(args.seed)}: ${summary(counts)}`);
  const isIdle = args.renderers.some((name) => (counts.rendered.get(name) ?? 0) === 0);
  return counts.differences > 0 || isIdle ? 1 : 0;
}

async function tryAll(run: Run): Promise<void> {
  const { count, only, most } = run.args;
  const last = only === null ? count : only + 1;
  const working = new Set<Promise<void>>();
  for (let i = only ?? 0; i < last && run.counts.differences < most; i++) {
    const work = tryOne(run, i).finally(() => working.delete(work));
    working.add(work);
    if (working.size >= AT_ONCE) await Promise.race(working);
  }
  await Promise.all(working);
}

async function tryOne({ args, renderers, counts }: Run, index: number): Promise<void> {
  const { source, rng } = generatedTemplate(args.seed, index);
  const proof = proofOf(source);
  counts.generated++;
  if (proof === 'unparseable') counts.unparseable++;
  if (proof === 'crashed') await reportCrash(args, counts, index, source);
  if (proof !== 'proven') return;
  counts.proven++;
  const trials = trialsOf(source, rng, FEW);
  const all: (readonly Rendered[])[] = [];
  for (const renderer of renderers) {
    const { difference, isRendered, outputs } = await judge(source, trials, renderer);
    all.push(outputs);
    if (isRendered) counts.rendered.set(renderer.name, (counts.rendered.get(renderer.name) ?? 0) + 1);
    if (!difference || ++counts.differences > args.most) continue;
    const differs = async (smaller: string): Promise<Difference | null> =>
      isProven(smaller) ? (await judge(smaller, trials, renderer)).difference : null;
    const small = await shrunk(source, async (smaller) => (await differs(smaller)) !== null);
    report(args, index, small, (await differs(small)) ?? difference);
  }
  compareRenderers(args, counts, index, source, all);
}

/** Two renderers are to print the same about the same conversation. */
function compareRenderers(
  { seed }: Args,
  counts: Counts,
  index: number,
  source: string,
  [first, second]: readonly (readonly Rendered[])[],
): void {
  const parted = first && second ? first.findIndex((one, i) => !areAlike(one, second[i])) : -1;
  if (parted < 0) return;
  counts.differences++;
  const outputs = [first?.[parted], second?.[parted]].map((one) => `  ${JSON.stringify(one)}`);
  say(`\ntwo renderers differ: --seed ${String(seed)} --only ${String(index)}\n${source}\n${outputs.join('\n')}`);
}

/** Where an object stands in memory differs each time. */
function areAlike(a: Rendered, b: Rendered | undefined): boolean {
  if (b === undefined || 'limit' in a || 'limit' in b) return true;
  const plain = (text: string): string => text.replaceAll(/ at 0x[0-9a-f]+/g, '');
  return 'text' in a ? 'text' in b && plain(a.text) === plain(b.text) : 'error' in b;
}

async function reportCrash({ seed }: Args, counts: Counts, index: number, source: string): Promise<void> {
  counts.differences++;
  const small = await shrunk(source, (smaller) => Promise.resolve(proofOf(smaller) === 'crashed'));
  say(
    `\nthe analysis crashes:\n  npm run templates:property -- --seed ${String(seed)} --only ${String(index)}\n${small}`,
  );
}

function isProven(source: string): boolean {
  return proofOf(source) === 'proven';
}

function report({ seed }: Args, index: number, source: string, difference: Difference): void {
  const { renderer, found, conversations, outputs } = difference;
  const lines = [
    `\n${found} in ${renderer}, of a template that is called proven:`,
    `  npm run templates:property -- --seed ${String(seed)} --only ${String(index)} --renderer ${renderer}`,
    source,
    ...conversations.map(({ variables, clock }) => `  ${JSON.stringify({ ...variables, clock })}`),
    ...outputs.map((output) => `  ${JSON.stringify(output)}`),
  ];
  say(lines.join('\n'));
}

function summary({ generated, unparseable, proven, rendered, differences }: Counts): string {
  const counts: readonly (readonly [number, string])[] = [
    [generated, 'generated'],
    [generated - unparseable, 'parsed'],
    [proven, 'proven'],
    ...[...rendered].map(([name, n]) => [n, `rendered by ${name}`] as const),
    [differences, 'differences'],
  ];
  return counts.map(([n, what]) => `${String(n)} ${what}`).join(', ');
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

try {
  const args = readArgs(process.argv.slice(2));
  if (args) process.exitCode = await main(args);
  else say(USAGE.trimEnd());
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
