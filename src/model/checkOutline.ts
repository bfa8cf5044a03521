/** A file of an architecture that is outlined, not described: its keys and its tensor table against the outline. */
import { quoted } from '../core/printable.ts';
import { getArray, type Metadata } from '../gguf/metadata.ts';
import type { GgufFile, TensorInfo } from '../gguf/types.ts';
import { fullKey, OutlineSizes, OutlineTable, type BareKeys, type Outline, type OutlineRow } from './arch/outline.ts';
import { OUTLINES } from './arch/outlines/outlines.ts';
import { mayBeScaled } from './arch/outlines/scales.ts';
import { readKeys, reportKey } from './arch/keys.ts';
import { leaveTensors } from './leaveTensors.ts';
import type { ModelFindings } from './findings.ts';

/** Reports keys that are missing or contradict each other, then tensors that are missing, of another shape, or extra. Linear in both. */
export function checkOutline(file: GgufFile, name: string, nVocab: number, findings: ModelFindings): void {
  const outline = OUTLINES.get(name);
  if (!outline || file.tensors.length === 0) return;
  checkOutlineKeys(file, name, outline, nVocab, findings);
  // Shapes that wrong keys give would only say the same again.
  if (findings.hasErrorEverywhere) {
    leaveTensors(findings);
    return;
  }
  const sizes = new OutlineSizes(file.metadata, name, nVocab);
  const table = new OutlineTable(
    (tensor) => file.tensorsByName.has(tensor),
    (tensor) => file.tensorsByName.get(tensor)?.dims ?? [],
  );
  outline.tensors(table, sizes);
  mayBeScaled(table, sizes, file.tensorsByName.get('output.weight')?.type.name === 'NVFP4');
  for (const row of table.table.values()) checkRow(file.tensorsByName.get(row.name), row, findings);
  for (const tensor of file.tensors) if (!isKnown(tensor.name, table, sizes)) reportExtra(tensor, findings);
}

function checkOutlineKeys(
  { metadata }: GgufFile,
  name: string,
  { requires, bare, faults }: Outline,
  nVocab: number,
  findings: ModelFindings,
): void {
  const names = requires.map((key) => fullKey(name, key));
  if (bare) {
    names.push(...Object.values(bare.keys).map(({ key }) => `${bare.prefix}.${key}`));
    checkBare(metadata, bare, new OutlineSizes(metadata, name, nVocab), findings);
  }
  for (const key of names)
    if (!metadata.has(key)) reportKey(findings, 'model/key-missing', key, 'expected this key, found no such one');
  if (findings.hasErrorEverywhere) return;
  for (const { key, message } of faults?.(new OutlineSizes(metadata, name, nVocab)) ?? [])
    reportKey(findings, 'model/key-inconsistent', fullKey(name, key), message);
}

/** Types, ranges, and where there is one for each layer, how many. */
function checkBare(
  metadata: Metadata,
  { prefix, keys }: BareKeys,
  { nLayer }: OutlineSizes,
  findings: ModelFindings,
): void {
  readKeys(metadata, prefix, keys, findings);
  for (const { key } of Object.values(keys)) {
    const length = getArray(metadata, `${prefix}.${key}`)?.length ?? nLayer;
    if (length === nLayer) continue;
    const message = `expected one value for each of the ${String(nLayer)} blocks, found ${String(length)}`;
    reportKey(findings, 'model/array-length', `${prefix}.${key}`, message);
  }
}

function checkRow(info: TensorInfo | undefined, row: OutlineRow, findings: ModelFindings): void {
  if (info ? fits(info.dims, row) : row.optional) return;
  const path = `tensors[${quoted(row.name)}]`;
  const expected = `${row.name}: expected dimensions (${row.dims.join(', ')})`;
  if (!info) findings.report('model/tensor-missing', () => ({ message: `${expected}, found no such tensor`, path }));
  else findings.report('model/tensor-shape', () => ({ message: `${expected}, found (${info.dims.join(', ')})`, path }));
}

function fits(found: readonly number[], { dims, loose }: OutlineRow): boolean {
  const at = (list: readonly number[], i: number): number => list[i] ?? 1;
  const product = (list: readonly number[]): number => list.reduce((a, b) => a * b, 1);
  if (loose === 'elements') return product(found) === product(dims);
  const last = loose === 'rows' ? dims.length - 1 : NaN;
  return [0, 1, 2, 3].every((i) => (i === last ? at(found, i) >= at(dims, i) : at(found, i) === at(dims, i)));
}

/** Layers that predict further tokens are, where nothing is known of them here. */
function isKnown(name: string, { table }: OutlineTable, { nLayer, nNext }: OutlineSizes): boolean {
  if (table.has(name)) return true;
  const layer = /^blk\.(\d{1,4})\./.exec(name)?.[1];
  if (layer === undefined || table.has(`blk.${layer}.attn_norm.weight`)) return false;
  return Number(layer) >= nLayer && Number(layer) < nLayer + nNext;
}

function reportExtra({ name, index }: TensorInfo, findings: ModelFindings): void {
  findings.report('model/tensor-extra', () => ({
    message: `${quoted(name)}: the architecture declares no such tensor; nothing reads it`,
    path: `tensors[${String(index)}]`,
  }));
}
