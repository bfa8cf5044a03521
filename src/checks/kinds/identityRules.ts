/** What a file says it is, and how long its tensors' names are: both mean another thing in each kind of file. */
import { printable, quoted } from '../../core/printable.ts';
import { ARCHITECTURE_KEY } from '../../gguf/constants.ts';
import { DEFAULT_LIMITS } from '../../gguf/limits.ts';
import type { GgufFile, GgufValue, TensorInfo } from '../../gguf/types.ts';
import type { Findings } from '../../core/findings.ts';
import type { FileKind } from './kindOf.ts';

/** ggml keeps names in 64 bytes, a NUL included. */
const GGML_NAME_BYTES = 63;
/** ggml as stable-diffusion.cpp builds it keeps 160. */
const DIFFUSION_NAME_BYTES = 159;

/** Kinds that have readers of their own, which know a file by its tensors. */
const OF_OTHER_READERS: ReadonlySet<FileKind> = new Set(['diffusion', 'audio', 'weights']);
const NAMELESS: ReadonlySet<FileKind> = new Set([...OF_OTHER_READERS, 'importance-matrix', 'control-vector']);

/** Reports a missing architecture: an error where readers look for their keys by it, a note where none does. */
export function checkIdentity({ metadata }: GgufFile, kind: FileKind, findings: Findings): void {
  const value = metadata.get(ARCHITECTURE_KEY);
  if (isName(value) || (value === undefined && isLaterShard(metadata))) return;
  const path = `metadata[${quoted(ARCHITECTURE_KEY)}]`;
  if (value === undefined && NAMELESS.has(kind)) {
    const message = `expected a string, found nothing; known by its tensors as ${NAMES[kind]}`;
    findings.report('kind/no-architecture', () => ({ message, path }));
  } else {
    const message = `expected a string, found ${value === undefined ? 'nothing' : described(value)}`;
    findings.report('gguf/architecture-missing', () => ({ message, path }));
  }
}

/** Readers of C strings see the part before a NUL: another architecture, whose keys nobody judged. */
function isName(value: GgufValue | undefined): boolean {
  return value?.type === 'string' && value.value !== '' && !value.value.includes('\0');
}

const NAMES: Readonly<Record<FileKind, string>> = {
  model: 'a language model',
  adapter: 'an adapter',
  'control-vector': 'a control vector',
  projector: 'a projector',
  'importance-matrix': 'an importance matrix',
  diffusion: 'a diffusion model',
  audio: 'an audio model',
  weights: 'weights of a framework',
};

/** `gguf-split` writes the architecture to the first shard alone. */
function isLaterShard(metadata: GgufFile['metadata']): boolean {
  const number = metadata.get('split.no');
  const count = metadata.get('split.count');
  return number?.type === 'u16' && count?.type === 'u16' && number.value > 0 && number.value < count.value;
}

function described(value: GgufValue): string {
  if (value.type === 'array') return `an array of ${value.elementType}`;
  if (value.type === 'string') return value.value === '' ? 'an empty string' : 'one with a NUL in it';
  return `${value.type} ${printable(String(value.value))}`;
}

/** Reports names that the kind's readers cut or refuse, and those that llama.cpp alone does. */
export function checkNames({ tensors }: GgufFile, kind: FileKind, findings: Findings): void {
  const hasOwn = OF_OTHER_READERS.has(kind);
  const most = hasOwn ? DIFFUSION_NAME_BYTES : GGML_NAME_BYTES;
  const long: TensorInfo[] = [];
  for (const tensor of tensors) {
    const bytes = lengthOf(tensor);
    // A longer one is told already, by the container's limit.
    if (bytes > DEFAULT_LIMITS.tensorNameBytes) continue;
    if (bytes > most) reportTooLong(tensor, bytes, most, findings);
    else if (bytes > GGML_NAME_BYTES) long.push(tensor);
  }
  const [first] = long;
  if (first) reportLong(first, long.length - 1, findings);
}

/** Bytes, of which there are no fewer than characters: counting those first leaves nearly every name alone. */
function lengthOf({ name }: TensorInfo): number {
  return name.length * 3 > GGML_NAME_BYTES ? Buffer.byteLength(name) : name.length;
}

function reportTooLong({ index, name }: TensorInfo, bytes: number, most: number, findings: Findings): void {
  const message = `expected at most ${String(most)} bytes, found ${String(bytes)} in the name ${quoted(name)}`;
  findings.report('gguf/tensor-name-too-long', () => ({ message, path: `tensors[${String(index)}]` }));
}

function reportLong(tensor: TensorInfo, more: number, findings: Findings): void {
  const others = more === 0 ? '' : `, and ${String(more)} more`;
  const found = `${String(lengthOf(tensor))} in the name ${quoted(tensor.name)}${others}`;
  const message = `llama.cpp reads names of at most ${String(GGML_NAME_BYTES)} bytes, found ${found}`;
  findings.report('kind/long-name', () => ({ message, path: `tensors[${String(tensor.index)}]` }));
}
