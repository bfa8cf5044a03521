/** The tensor table of a file against what its architecture asks for. */
import { quoted } from '../core/printable.ts';
import type { GgufFile, TensorInfo } from '../gguf/types.ts';
import type { Findings } from '../core/findings.ts';
import type { TensorRule, TensorShape } from './tensorRule.ts';

/** Types that a vector (a norm's gain, a bias, rope factors) may have. */
const VECTOR_TYPES = new Set(['F32', 'F16', 'BF16', 'F64']);

/** What an architecture says of a file's tensors. */
export interface TensorTable {
  readonly rules: ReadonlyMap<string, TensorRule>;
  /** Beginnings of names that belong to it and that nothing here reads. */
  readonly unread: readonly string[];
}

/** Reports tensors that are missing, of another shape, of a type unfit for their role, or extra. Linear in rules and tensors. */
export function checkTensors(file: GgufFile, { rules, unread }: TensorTable, findings: Findings): void {
  for (const rule of rules.values()) checkTensor(file.tensorsByName.get(rule.name), rule, findings);
  for (const info of file.tensors) {
    if (rules.has(info.name) || unread.some((start) => info.name.startsWith(start))) continue;
    findings.report('model/tensor-extra', () => ({
      message: `${quoted(info.name)}: the architecture declares no such tensor; nothing reads it`,
      path: `tensors[${String(info.index)}]`,
    }));
  }
}

function checkTensor(info: TensorInfo | undefined, rule: TensorRule, findings: Findings): void {
  if (info ? fits(info, rule) : rule.optional) return;
  const path = `tensors[${quoted(rule.name)}]`;
  const expected = `${rule.name}: expected shape (${rule.shape.join(', ')})`;
  if (!info) {
    findings.report('model/tensor-missing', () => ({ message: `${expected}, found no such tensor`, path }));
  } else if (!sameShape(info, rule.shape)) {
    const found = [...info.dims].reverse().join(', ');
    findings.report('model/tensor-shape', () => ({ message: `${expected}, found (${found})`, path }));
  } else {
    const message = `${rule.name}: expected a float type for a vector, found ${info.type.name}`;
    findings.report('model/tensor-type', () => ({ message, path }));
  }
}

function fits(info: TensorInfo, { shape, role }: TensorRule): boolean {
  return sameShape(info, shape) && (role === 'matrix' || VECTOR_TYPES.has(info.type.name));
}

/** GGUF lists the fastest dimension first, and leaves out leading dimensions of 1, or not. */
function sameShape({ dims }: TensorInfo, shape: TensorShape): boolean {
  for (let i = 0; i < Math.max(dims.length, shape.length); i++) {
    if ((dims[i] ?? 1) !== (shape[shape.length - 1 - i] ?? 1)) return false;
  }
  return true;
}
