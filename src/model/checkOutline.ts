/** A file of an architecture that is outlined, not described: its keys and its tensor table against the outline. */
import { quoted } from '../core/printable.ts';
import type { GgufFile, TensorInfo } from '../gguf/types.ts';
import { OutlineSizes, OutlineTable, type Outline, type OutlineRow } from './arch/outline.ts';
import { OUTLINES } from './arch/outlines/outlines.ts';
import { mayBeScaled } from './arch/outlines/scales.ts';
import { checkOutlineKeys } from './checkOutlineKeys.ts';
import { leaveTensors } from './leaveTensors.ts';
import type { Findings } from '../core/findings.ts';

/** Reports keys that are missing or contradict each other, then tensors that are missing, of another shape, or extra. Linear in both. */
export function checkOutline(file: GgufFile, name: string, nVocab: number, findings: Findings): void {
  const outline = OUTLINES.get(name);
  if (!outline || file.tensors.length === 0) return;
  checkOutlineKeys(file, name, outline, nVocab, findings);
  // Shapes that wrong keys give would only say the same again.
  if (findings.hasErrorEverywhere) {
    leaveTensors(findings);
    return;
  }
  const sizes = new OutlineSizes(file.metadata, name, nVocab);
  const tensors = file.tensorsByName;
  const table = new OutlineTable(
    (tensor) => tensors.has(tensor),
    (tensor) => tensors.get(tensor)?.dims ?? [],
  );
  outline.tensors(table, sizes);
  mayBeScaled(table, sizes, tensors.get('output.weight')?.type.name === 'NVFP4');
  for (const row of table.table.values()) checkRow(tensors.get(row.name), row, findings);
  for (const tensor of file.tensors)
    if (!table.table.has(tensor.name) && !isUndescribed(tensor.name, outline, table, sizes))
      reportExtra(tensor, findings);
}

function checkRow(info: TensorInfo | undefined, row: OutlineRow, findings: Findings): void {
  if (info ? fits(info.dims, row) && isOfType(info, row) : row.optional) return;
  const path = `tensors[${quoted(row.name)}]`;
  const expected = `${row.name}: expected dimensions (${row.dims.join(', ')})`;
  if (!info) findings.report('model/tensor-missing', () => ({ message: `${expected}, found no such tensor`, path }));
  else if (!isOfType(info, row)) reportType(info, row, path, findings);
  else findings.report('model/tensor-shape', () => ({ message: `${expected}, found (${info.dims.join(', ')})`, path }));
}

function isOfType({ type }: TensorInfo, { ids }: OutlineRow): boolean {
  return ids === undefined || type.name === ids;
}

function reportType({ name, type }: TensorInfo, { ids }: OutlineRow, path: string, findings: Findings): void {
  const message = `${quoted(name)}: expected ids of type ${ids ?? 'I32'}, found ${type.name}`;
  findings.report('model/tensor-type', () => ({ message, path }));
}

function fits(found: readonly number[], { dims, loose }: OutlineRow): boolean {
  const at = (list: readonly number[], i: number): number => list[i] ?? 1;
  const product = (list: readonly number[]): number => list.reduce((a, b) => a * b, 1);
  if (loose === 'elements') return product(found) === product(dims);
  const last = loose === 'rows' ? dims.length - 1 : NaN;
  return [0, 1, 2, 3].every((i) => (i === last ? at(found, i) >= at(dims, i) : at(found, i) === at(dims, i)));
}

/** Of layers that predict further tokens nothing is known here, where the outline has none. */
function isUndescribed(
  name: string,
  { describesNext }: Outline,
  { table }: OutlineTable,
  { nLayer, nNext }: OutlineSizes,
): boolean {
  const layer = /^blk\.(\d{1,4})\./.exec(name)?.[1];
  if (describesNext || layer === undefined || table.has(`blk.${layer}.attn_norm.weight`)) return false;
  return Number(layer) >= nLayer && Number(layer) < nLayer + nNext;
}

function reportExtra({ name, index }: TensorInfo, findings: Findings): void {
  findings.report('model/tensor-extra', () => ({
    message: `${quoted(name)}: the architecture declares no such tensor; nothing reads it`,
    path: `tensors[${String(index)}]`,
  }));
}
