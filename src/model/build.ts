/** From a parsed file to a Program, or to the findings that say why there is none. */
import type { Finding } from '../core/finding.ts';
import { isAtLeast } from '../core/finding.ts';
import { quoted } from '../core/printable.ts';
import { getString } from '../gguf/metadata.ts';
import type { GgufFile, TensorInfo } from '../gguf/types.ts';
import type { Architecture, TensorRule, TensorShape } from './arch/architecture.ts';
import { llama } from './arch/llama.ts';
import type { HParams, Program, WeightSpec } from './program.ts';

/** Every architecture that is described, by the name that files use. */
export const ARCHITECTURES: ReadonlyMap<string, Architecture> = new Map(
  [llama].map((a) => [a.name, a as unknown as Architecture]),
);

export interface BuildResult {
  /** Null when there is an error finding, when something is unsupported, or when the architecture is not described. */
  readonly program: Program | null;
  readonly findings: readonly Finding[];
  /** What the model needs and no engine here has: `op route (a mixture of experts)`. */
  readonly unsupported: readonly string[];
}

/** Types that a vector (a norm's gain, a bias, rope factors) may have. */
const VECTOR_TYPES = new Set(['F32', 'F16', 'BF16', 'F64']);

export function buildProgram(file: GgufFile): BuildResult {
  const name = getString(file.metadata, 'general.architecture') ?? '';
  const architecture = ARCHITECTURES.get(name);
  if (!architecture) return undescribed(name);
  const shapeOf = (tensor: string): TensorShape | undefined => {
    const info = file.tensorsByName.get(tensor);
    return info && shapeOfInfo(info);
  };
  const { hparams, findings, unsupported } = architecture.read({ metadata: file.metadata, shapeOf });
  if (!hparams || file.tensors.length === 0) return { program: null, findings, unsupported };
  if (unsupported.length > 0) {
    return { program: null, findings: [...findings, undescribedVariant(unsupported)], unsupported };
  }
  const all = [...findings, ...checkTensors(file, architecture.tensors(hparams))];
  if (all.some((f) => isAtLeast(f.severity, 'error'))) return { program: null, findings: all, unsupported };
  return { program: buildChecked(architecture, hparams, file), findings: all, unsupported };
}

function buildChecked(architecture: Architecture, hparams: HParams, file: GgufFile): Program {
  const specs = new Map(file.tensors.map((info) => [info.name, weightSpec(info)]));
  return architecture.build(hparams, specs);
}

/** A variant with other tensors than the description has: what it misses would be no fault of the file. */
function undescribedVariant(unsupported: readonly string[]): Finding {
  const message = `${unsupported.join(', ')} is not described here: no rule on the tensors ran`;
  return { rule: 'model/architecture-undescribed', severity: 'warning', message, path: 'tensors' };
}

function undescribed(name: string): BuildResult {
  const known = [...ARCHITECTURES.keys()].join(', ');
  const message = `architecture ${quoted(name)} is not described here (${known} are): no rule on its hyper-parameters or tensors ran`;
  return {
    program: null,
    findings: [
      {
        rule: 'model/architecture-undescribed',
        severity: 'warning',
        message,
        path: 'metadata["general.architecture"]',
      },
    ],
    unsupported: [`architecture ${quoted(name)}`],
  };
}

/** GGUF lists the fastest dimension first: here, once, it becomes (rows, cols). */
function shapeOfInfo({ dims }: TensorInfo): TensorShape {
  const [cols = 1, ...rest] = dims;
  return [rest.reduce((a, b) => a * b, 1), cols];
}

function weightSpec(info: TensorInfo): WeightSpec {
  const [rows, cols] = shapeOfInfo(info);
  return { tensor: info.name, rows, cols, type: info.type.name, bytes: info.bytes };
}

/** The tensor table against what the architecture declares: missing, of another shape, of a type unfit for its role, extra. */
function checkTensors(file: GgufFile, rules: readonly TensorRule[]): readonly Finding[] {
  const findings = rules.flatMap((rule) => checkTensor(file.tensorsByName.get(rule.name), rule));
  const known = new Set(rules.map((rule) => rule.name));
  const extra = file.tensors.filter((info) => !known.has(info.name));
  return [...findings, ...extra.map(extraTensor)];
}

function checkTensor(info: TensorInfo | undefined, rule: TensorRule): readonly Finding[] {
  const path = `tensors[${quoted(rule.name)}]`;
  const [rows, cols] = rule.shape;
  const expected = `${rule.name}: expected shape (${String(rows)}, ${String(cols)})`;
  if (!info) {
    if (rule.optional) return [];
    return [{ rule: 'model/tensor-missing', severity: 'error', message: `${expected}, found no such tensor`, path }];
  }
  const [foundRows, foundCols] = shapeOfInfo(info);
  if (foundRows !== rows || foundCols !== cols) {
    const message = `${expected}, found (${String(foundRows)}, ${String(foundCols)})`;
    return [{ rule: 'model/tensor-shape', severity: 'error', message, path, cwe: 'CWE-131' }];
  }
  if (rule.role === 'vector' && !VECTOR_TYPES.has(info.type.name)) {
    const message = `${rule.name}: expected a float type for a vector, found ${info.type.name}`;
    return [{ rule: 'model/tensor-type', severity: 'error', message, path }];
  }
  return [];
}

function extraTensor(info: TensorInfo): Finding {
  const message = `${quoted(info.name)}: the architecture declares no such tensor; nothing reads it`;
  return { rule: 'model/tensor-extra', severity: 'warning', message, path: `tensors[${String(info.index)}]` };
}
