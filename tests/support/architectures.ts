/** Tiny models of many architectures, with the logits that llama.cpp gives for them: see tests/fixtures/README.md. */
import {
  goldenModels as readGolden,
  otherModels as readOthers,
  type FixtureModel,
  type GoldenModel,
} from '../../bench/readers/fixtureModels.ts';
import { getString } from '../../src/gguf/metadata.ts';
import { bufferSource } from '../../src/gguf/source.ts';
import { buildProgram } from '../../src/model/build.ts';
import type { Program } from '../../src/model/program.ts';
import { referenceEngine } from '../../src/reference/engine.ts';
import { FileWeights } from '../../src/residency/fileWeights.ts';
import { geluAtTies, geluByTable, withGelu } from './geluTable.ts';
import { parsedFile } from './tinyModel.ts';

/** What the specification allows: greatest |Δlogit| over greatest |logit|. */
export const TOLERANCE = 2e-5;

const FOLDER = new URL('../fixtures/archs/', import.meta.url);

export type { GoldenModel };

/** Models that are sound and not described: as they are, but with weights of zero. */
export const otherModels = (): readonly FixtureModel[] => readOthers(FOLDER);

/** All models with logits. */
export const goldenModels = (): readonly GoldenModel[] => readGolden(FOLDER);

export interface Comparison {
  readonly name: string;
  readonly architecture: string;
  /** Greatest |Δlogit| over greatest |logit|. */
  readonly deviation: number;
  /** The same with GELU read from a table of binary16, as ggml's CPU code has it; null where the model has no GELU. */
  readonly asTable: number | null;
  /**
   * Where that is over the tolerance: the same with some x, which lie within binary32's last bits of the middle of two entries, read by the other one.
   */
  readonly atTies: AtTies | null;
}

interface AtTies {
  readonly deviation: number;
  /** How many there are, and how many were read by the other one. */
  readonly ties: number;
  readonly turned: number;
}

/** The reference's logits against the golden ones, all tokens in one step. */
export async function compareGolden(model: GoldenModel): Promise<Comparison> {
  const source = bufferSource(model.bytes);
  const file = parsedFile(source);
  const { program, findings, unsupported } = buildProgram(file);
  if (!program) {
    throw new Error(`${model.name}: ${[...findings.map((f) => f.message), ...unsupported].join('; ')}`);
  }
  const logits = async (): Promise<ArrayLike<number>> => {
    const session = await referenceEngine.load(program, new FileWeights(file, program, source), {
      nCtx: model.tokens.length,
    });
    return session.step(model.tokens, { logits: 'all' });
  };
  const asTable = usesGelu(program) ? deviation(await withGelu(geluByTable, logits), model.logits) : null;
  return {
    name: model.name,
    architecture: getString(file.metadata, 'general.architecture') ?? '',
    deviation: deviation(await logits(), model.logits),
    asTable,
    atTies: asTable !== null && asTable > TOLERANCE ? await turnTies(logits, model.logits) : null,
  };
}

interface Run {
  readonly got: ArrayLike<number>;
  /** Its ties, by their calls. */
  readonly met: readonly number[];
}

/** Tie by tie in the order of the run, each read by the entry that brings all logits nearer together. */
async function turnTies(logits: () => Promise<ArrayLike<number>>, expected: Float32Array): Promise<AtTies> {
  const turned = new Set<number>();
  const seen = new Set<number>();
  const run = async (): Promise<Run> => {
    const met: number[] = [];
    const gelu = geluAtTies(turned, (call) => met.push(call));
    return { got: await withGelu(gelu, logits), met };
  };
  let best = await run();
  // What is turned moves what comes after it, ties too: they are asked for anew.
  for (let next = best.met[0]; next !== undefined; next = best.met.find((call) => !seen.has(call))) {
    seen.add(next);
    turned.add(next);
    const other = await run();
    if (distance(other.got, expected) < distance(best.got, expected)) best = other;
    else turned.delete(next);
  }
  return { deviation: deviation(best.got, expected), ties: seen.size, turned: turned.size };
}

function distance(got: ArrayLike<number>, expected: Float32Array): number {
  return expected.reduce((sum, y, i) => sum + ((got[i] as number) - y) ** 2, 0);
}

function deviation(got: ArrayLike<number>, expected: Float32Array): number {
  if (got.length !== expected.length) return Infinity;
  const size = expected.reduce((a, y) => Math.max(a, Math.abs(y)), 0);
  const most = expected.reduce((a, y, i) => Math.max(a, Math.abs((got[i] as number) - y)), 0);
  return most / size;
}

function usesGelu({ ops }: Program): boolean {
  return ops.some((op) => (op.kind === 'glu' || op.kind === 'activation') && op.attrs.activation === 'gelu');
}

/** `docs/architectures.md`. */
export function architecturesPage(results: readonly Comparison[], described: readonly string[]): string {
  const row = ({ name, architecture, deviation: d, asTable, atTies }: Comparison): string =>
    `| ${architecture} | ${name} | ${d.toExponential(1)} | ${verdict(d, asTable, atTies)} |`;
  const covered = new Set(results.map((r) => r.architecture));
  const untested = described.filter((name) => !covered.has(name));
  const passes = results.filter((r) => r.deviation <= TOLERANCE).length;
  const explained = results.filter((r) => r.deviation > TOLERANCE && asExplained(r) <= TOLERANCE).length;
  return `# Architectures

Written by \`npm run docs:architectures\` from the tiny models in \`tests/fixtures/archs\`: the reference engine against the logits that
llama.cpp gives (CPU, F32 cache, no flash attention), 12 tokens in one batch. The figure is the greatest difference of a
logit over the greatest logit; ${TOLERANCE.toExponential()} passes.

ggml's CPU code reads GELU from a table of binary16, so its logits of a model with GELU are about 3e-4 from the formula's. For those the
same comparison is made again with such a table in the reference: what it then gives stands behind "with its table". An x that lies within
binary32's last bits of the middle of two of the table's entries may be read by either: where one or the other decides, the page says how many
were read by the farther one.

${String(described.length)} architectures are described; of ${String(results.length)} models ${String(passes)} pass, ${String(explained)} pass with ggml's table, ${String(results.length - passes - explained)} fail.${untested.length > 0 ? ` No golden logits: ${untested.join(', ')}.` : ''}

| architecture | model | deviation | |
|---|---|---|---|
${results.map(row).join('\n')}
`;
}

/** The least deviation that the table explains. */
export function asExplained({ deviation, asTable, atTies }: Comparison): number {
  return atTies?.deviation ?? asTable ?? deviation;
}

function verdict(deviation: number, asTable: number | null, atTies: Comparison['atTies']): string {
  if (deviation <= TOLERANCE) return 'passes';
  if (asTable === null) return 'fails';
  const passes = (atTies?.deviation ?? asTable) <= TOLERANCE ? 'passes' : 'fails';
  const table = `${passes} with its table: ${asTable.toExponential(1)}`;
  if (atTies === null) return table;
  return `${table}, ${atTies.deviation.toExponential(1)} with ${String(atTies.turned)} of ${String(atTies.ties)} ties turned`;
}
