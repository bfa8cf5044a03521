/** The tensors of a file against those that its projector is described to have. */
import { quoted } from '../../../core/printable.ts';
import type { GgufFile, TensorInfo } from '../../../gguf/types.ts';
import type { Findings } from '../../../core/findings.ts';
import { SQUARE, type DeclaredTensor, type Dim, type Role, type TensorTable } from './tensorTable.ts';

/** Types that a tensor's role takes; a matrix takes any. */
const TYPES: Readonly<Record<Exclude<Role, 'unread'>, readonly string[] | null>> = {
  vector: ['F32'],
  kernel: ['F32', 'F16'],
  half: ['F16'],
  matrix: null,
};
/** Of which no kernel multiplies a matrix. */
const NO_MATRIX: ReadonlySet<string> = new Set(['F64', 'I8', 'I16', 'I32', 'I64']);

/** Names that a reader takes up for every weight: Gemma 4's limits of what goes in and comes out. */
const CLAMPS = /\.(?:input|output)_(?:min|max)$/;

/**
 * Reports tensors that are missing, of another shape or of another type. Free sizes are bound in the order of the table. False: less
 * than half of what has to be there is, and nothing more was said: the file is of another make, or a part.
 */
export function checkTable(table: TensorTable, { tensorsByName }: GgufFile, findings: Findings): boolean {
  const required = table.tensors.filter(({ need }) => need === 'loader' || need === 'graph');
  const missing = required.filter(({ name }) => !tensorsByName.has(name));
  if (isPart(required, missing)) return false;
  for (const tensor of missing) reportMissing(tensor, findings);
  const free = new Map<string, number>();
  for (const declared of table.tensors) {
    const tensor = tensorsByName.get(declared.name);
    if (tensor) checkTensor(declared, tensor, free, findings);
  }
  return true;
}

const IN_BLOCK = /[._]blk\.\d+\./;

/**
 * Most is missing, in the blocks and outside of them, and something that the reader itself asks for: it refuses the file in good order,
 * and does not come to what it takes without asking.
 */
function isPart(required: readonly DeclaredTensor[], missing: readonly DeclaredTensor[]): boolean {
  const isMost = (accepts: (tensor: DeclaredTensor) => boolean): boolean =>
    missing.filter(accepts).length * 2 > required.filter(accepts).length;
  const isOutside = ({ name }: DeclaredTensor): boolean => !IN_BLOCK.test(name);
  return isMost(() => true) && isMost(isOutside) && missing.some(({ need }) => need === 'loader');
}

/** Names of tensors that no table declares, but those that go with one. */
export function undeclared(tables: readonly TensorTable[], { tensors }: GgufFile): readonly TensorInfo[] {
  const names = new Set(tables.flatMap((table) => table.tensors.map(({ name }) => name)));
  return tensors.filter(({ name }) => !names.has(name) && !CLAMPS.test(name));
}

function reportMissing({ name, dims }: DeclaredTensor, findings: Findings): void {
  const message = `expected ${quoted(name)} of ${shown(dims)}, found no such tensor`;
  findings.report('model/tensor-missing', () => ({ message, path: `tensors[${quoted(name)}]` }));
}

function checkTensor(
  declared: DeclaredTensor,
  tensor: TensorInfo,
  free: Map<string, number>,
  findings: Findings,
): void {
  const { name, type } = tensor;
  const path = `tensors[${String(tensor.index)}]`;
  if (declared.need === 'forbidden') {
    const message = `expected none, for which the graph has no place, found ${quoted(name)}`;
    findings.report('projector/tensor-forbidden', () => ({ message, path }));
    return;
  }
  if (!fits(declared.dims, tensor.dims, free)) {
    const message = `${quoted(name)}: expected ${shown(declared.dims, free)}, found (${tensor.dims.join(', ')})`;
    findings.report('model/tensor-shape', () => ({ message, path }));
  }
  if (declared.role === 'unread') return;
  const types = TYPES[declared.role];
  if (types === null ? !NO_MATRIX.has(type.name) : types.includes(type.name)) return;
  const message = `${quoted(name)}: expected ${types?.join(' or ') ?? 'a type for matrices'}, found ${type.name}`;
  findings.report('model/tensor-type', () => ({ message, path }));
}

/** Dimensions that are left out are 1. Nothing declared: any shape. */
function fits(expected: readonly Dim[], found: readonly number[], free: Map<string, number>): boolean {
  if (expected.length === 1 && expected[0] === null) return true;
  const count = Math.max(expected.length, found.length);
  return Array.from({ length: count }, (_, d) => d).every((d) => {
    const dim = d < expected.length ? (expected[d] as Dim) : 1;
    return isOf(dim, found[d] ?? 1, free);
  });
}

function isOf(dim: Dim, found: number, free: Map<string, number>): boolean {
  if (dim === null) return true;
  if (typeof dim === 'number') return dim === found;
  if (typeof dim === 'object') return found >= dim.atLeast;
  if (dim === SQUARE) return Number.isInteger(Math.sqrt(found));
  const bound = free.get(dim);
  if (bound === undefined) free.set(dim, found);
  return bound === undefined || bound === found;
}

function shown(dims: readonly Dim[], free: ReadonlyMap<string, number> = new Map()): string {
  const parts = dims.map((dim) => {
    if (dim === null) return 'any';
    if (typeof dim === 'object') return `at least ${String(dim.atLeast)}`;
    if (dim === SQUARE) return 'a square';
    return typeof dim === 'number' ? String(dim) : String(free.get(dim) ?? 'any');
  });
  return `(${parts.join(', ')})`;
}
