/** A tiny whole model of an architecture that is outlined, not described: its keys are written down, its tensors follow from the outline. */
import { Rng } from '../../core/rng.ts';
import { bufferSource } from '../../gguf/source.ts';
import { parseGguf } from '../../gguf/parse.ts';
import type { GgufModel, ModelTensor, ModelValue } from '../../gguf/model.ts';
import type { Metadata } from '../../gguf/metadata.ts';
import { tensorType } from '../../gguf/tensorTypes.ts';
import type { GgufContent } from '../../gguf/types.ts';
import { writeGguf } from '../../gguf/write.ts';
import { idTableOf } from '../../model/arch/idTables.ts';
import { OutlineSizes, OutlineTable, type OutlineRow } from '../../model/arch/outline.ts';
import { OUTLINES } from '../../model/arch/outlines/outlines.ts';
import { tinyVocabulary, TINY_VOCAB } from '../tinyVocabulary.ts';

type Pairs = readonly (readonly [string, ModelValue])[];

/** One form of an architecture. */
export interface OutlinedKeys {
  /** `ARCHITECTURE-FORM`: `bert-dense`. */
  readonly name: string;
  readonly architecture: string;
  /** The library that is asked does not know it yet. */
  readonly newer?: true;
  /** Its own keys, without the architecture's prefix. */
  readonly keys: Readonly<Record<string, ModelValue>>;
  /** Keys that begin with another word. */
  readonly bare?: Readonly<Record<string, ModelValue>>;
  /** Optional tensors that it has. */
  readonly optional?: readonly string[];
  /** Of tensors that files have in more than one size. */
  readonly dims?: Readonly<Record<string, readonly number[]>>;
  /** `tokenizer.*`; by default a byte-level one of 258 tokens. */
  readonly vocabulary?: Pairs;
  /** Tokens of `vocabulary`. */
  readonly nVocab?: number;
}

const SEED = 11;
const SPREAD = 0.08;

/** The model as data, ready for writeGguf. Gains are 1, matrices small and random. Throws RangeError where no outline is of that name. */
export function outlinedModel(form: OutlinedKeys): GgufModel {
  const metadata = [...ownKeys(form), ...(form.vocabulary ?? tinyVocabulary())];
  const content = contentOf(metadata);
  const rng = new Rng(SEED);
  return { metadata, tensors: rowsOf(form, content).map((row) => tensor(row, content.metadata, rng)) };
}

function ownKeys({ architecture, keys, bare = {} }: OutlinedKeys): Pairs {
  const own = Object.entries(keys).map(([key, value]) => [`${architecture}.${key}`, value] as const);
  return [['general.architecture', { type: 'string', value: architecture }], ...own, ...Object.entries(bare)];
}

function rowsOf(
  { architecture, optional = [], dims = {}, nVocab = TINY_VOCAB }: OutlinedKeys,
  { metadata }: GgufContent,
): readonly OutlineRow[] {
  const outline = OUTLINES.get(architecture);
  if (!outline) throw new RangeError(`expected an outlined architecture, found ${architecture}`);
  const wanted = new Set(optional);
  const table = new OutlineTable(
    (name) => wanted.has(name),
    (name) => dims[name] ?? [],
  );
  outline.tensors(table, new OutlineSizes(metadata, architecture, nVocab));
  return [...table.table.values()].filter((row) => !row.optional || wanted.has(row.name));
}

function contentOf(metadata: Pairs): GgufContent {
  const { content } = parseGguf(bufferSource(writeGguf({ metadata, tensors: [] })));
  if (!content) throw new RangeError('expected keys that can be read');
  return content;
}

function tensor({ name, dims, ids }: OutlineRow, metadata: Metadata, rng: Rng): ModelTensor {
  const isGain = name.includes('norm') && name.endsWith('.weight');
  const length = dims.reduce((a, b) => a * b, 1);
  if (ids) return { name, dims, type: tensorType(ids), data: idBytes(name, ids, length, metadata) };
  const isDecay = name.endsWith('.ssm_a');
  const spread = (): number => (2 * rng.float64() - 1) * SPREAD;
  const next = isDecay ? () => -Math.abs(spread()) : spread;
  const values = Float32Array.from({ length }, () => (isGain ? 1 : next()));
  return { name, dims, type: tensorType('F32'), data: new Uint8Array(values.buffer) };
}

/** 0, 1, 2, up to the bound and again. */
function idBytes(name: string, type: 'I32' | 'I64', length: number, metadata: Metadata): Uint8Array {
  const below = idTableOf(name)?.below(metadata) ?? length;
  const values =
    type === 'I32'
      ? Int32Array.from({ length }, (_, i) => i % below)
      : BigInt64Array.from({ length }, (_, i) => BigInt(i % below));
  return new Uint8Array(values.buffer);
}
