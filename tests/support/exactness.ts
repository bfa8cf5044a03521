/** The reference engine on a real model, step by step against a golden. */
import { openFileSource, type FileSource } from '../../src/gguf/source.ts';
import type { GgufFile } from '../../src/gguf/types.ts';
import { buildProgram } from '../../src/model/build.ts';
import type { Program } from '../../src/model/program.ts';
import { referenceEngine } from '../../src/reference/engine.ts';
import { FileWeights } from '../../src/residency/fileWeights.ts';
import { argmax } from '../../src/text/sampling.ts';
import { geluByTable, nudgedGeluByTable, withGelu } from './geluTable.ts';
import type { Golden } from './golden.ts';
import { parsedFile } from './tinyModel.ts';

interface RealModel {
  readonly file: GgufFile;
  readonly program: Program;
  readonly source: FileSource;
}

export interface Judged {
  readonly text: string;
  readonly steps: number;
  /** Steps whose greatest logit is another id's, where the golden's first two are not tied. */
  readonly wrongIds: number;
  /** Greatest |Δlogit| of the golden's first five, over all steps. */
  readonly worst: number;
  /** Where that is beyond the tolerance: the same with GELU from ggml's table of binary16. */
  readonly table: {
    readonly worst: number;
    /** How far the same logits move when what the table is asked for moves by its last bit of binary32. */
    readonly moved: number;
  } | null;
}

export function openReal(path: string): RealModel {
  const source = openFileSource(path);
  const file = parsedFile(source);
  const { program } = buildProgram(file);
  if (!program) throw new Error(`${path}: expected a model, found errors`);
  return { file, program, source };
}

export async function judge(
  model: RealModel,
  golden: Golden,
  { tolerance, tie }: { readonly tolerance: number; readonly tie: number },
): Promise<Judged> {
  const own = await topLogits(model, golden);
  const worst = furthest(own.logits, expectedLogits(golden));
  const isWrong = (id: number, step: number): boolean => id !== golden.greedy[step] && gapOf(golden, step) > tie;
  return {
    text: golden.text,
    steps: golden.greedy.length,
    wrongIds: own.best.filter(isWrong).length,
    worst,
    table: worst <= tolerance ? null : await byTable(model, golden),
  };
}

async function byTable(model: RealModel, golden: Golden): Promise<Judged['table']> {
  const { logits } = await withGelu(geluByTable, () => topLogits(model, golden));
  const nudged = await withGelu(nudgedGeluByTable(1), () => topLogits(model, golden));
  return { worst: furthest(logits, expectedLogits(golden)), moved: furthest(logits, nudged.logits) };
}

/** Between the golden's first two. */
function gapOf({ top }: Golden, step: number): number {
  const [first = 0, second = 0] = top[step]?.logits ?? [];
  return first - second;
}

function expectedLogits({ top }: Golden): readonly number[] {
  return top.flatMap(({ logits }) => logits);
}

interface TopLogits {
  /** Of every step, those of the golden's first five. */
  readonly logits: readonly number[];
  /** Of every step, the id of the greatest. */
  readonly best: readonly number[];
}

/** All tokens in one step: the golden's own continuation is what comes next, whatever is found. */
async function topLogits({ file, program, source }: RealModel, golden: Golden): Promise<TopLogits> {
  const tokens = Int32Array.from([...golden.prompt, ...golden.greedy.slice(0, -1)]);
  const session = await referenceEngine.load(program, new FileWeights(file, program, source), { nCtx: tokens.length });
  try {
    const all = await session.step(tokens, { logits: 'all' });
    const nVocab = all.length / tokens.length;
    const rows = golden.top.map((_, step) => {
      const at = (golden.prompt.length - 1 + step) * nVocab;
      return all.subarray(at, at + nVocab);
    });
    return {
      logits: golden.top.flatMap(({ ids }, step) => ids.map((id) => rows[step]?.[id] ?? NaN)),
      best: rows.map(argmax),
    };
  } finally {
    await session.close();
  }
}

/** NaN, which compares with nothing, is infinitely far. */
function furthest(a: readonly number[], b: readonly number[]): number {
  const far = a.map((value, i) => Math.abs(value - (b[i] ?? NaN)));
  return Math.max(...far.map((d) => (Number.isNaN(d) ? Infinity : d)));
}

/** `docs/exactness.md`. */
export function exactnessPage(models: readonly { readonly title: string; readonly rows: readonly Judged[] }[]): string {
  return `# Exactness on real models

Written by \`npm run exactness -- --update\`: the reference engine, in float64, against the logits that llama.cpp gives for the same model expanded to
F32 (F32 cache, no flash attention), over six prompts and up to 48 greedy steps each. The deviation is the greatest difference of a logit among
the golden's first five, over all steps. 0.01 passes, and the greatest logit must be the same id's wherever the golden's first two are more than
0.02 apart.

llama.cpp's CPU code reads GELU from a table of binary16, the reference computes it. Where that takes a deviation over 0.01, the reference is run
again with such a table, and once more with each value that the table is asked for moved by at most its last bit of binary32. How far the logits
move then is how far the golden itself is undetermined: it depends on the order in which llama.cpp happens to add. Such a prompt passes when
the deviation with the table is within 0.01 and that. See [adr/0008](adr/0008-a-golden-is-as-exact-as-its-table.md).
${models.map(modelSection).join('')}`;
}

function modelSection({ title, rows }: { readonly title: string; readonly rows: readonly Judged[] }): string {
  const line = ({ text, steps, wrongIds, worst, table }: Judged): string => {
    const more = table ? `${digits(table.worst)} with the table, which moves by ${digits(table.moved)}` : '';
    return `| ${JSON.stringify(text)} | ${String(steps)} | ${String(wrongIds)} | ${digits(worst)} | ${more} |`;
  };
  return `
## ${title}

| prompt | steps | other ids | deviation | |
|---|---|---|---|---|
${rows.map(line).join('\n')}
`;
}

const digits = (value: number): string => value.toPrecision(2);
