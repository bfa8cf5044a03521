/**
 * What llama.cpp asks of every tensor of a language model, whatever the architecture: where its data begins, and which types it has
 * kernels for. It aborts on what does not hold.
 */
import { quoted } from '../../core/printable.ts';
import { getString, type Metadata } from '../../gguf/metadata.ts';
import type { TensorType } from '../../gguf/tensorTypes.ts';
import type { GgufFile, TensorInfo } from '../../gguf/types.ts';
import { idTableOf } from '../../model/arch/idTables.ts';
import { READER_ARCHITECTURES } from '../../model/arch/readerArchitectures.ts';
import type { Findings } from '../../core/findings.ts';

/** ggml's buffers begin at such addresses; a mapped file begins at a page. */
const DATA_ALIGNMENT = 32;

/** No matrix of these can be multiplied, nor can rows be taken from it. */
const NO_KERNEL: ReadonlySet<string> = new Set(['I8', 'I16', 'I32', 'I64', 'F64', 'Q8_1', 'Q8_K']);

/** Added to or multiplied with activations element by element: only float32 is. */
const ELEMENTWISE =
  /norm|^token_types\.|\.bias$|^rope_f|\.rope_f|\.ssm_(a|d|conv1d)(\.|$)|\.shortconv\.conv\.|\.time_mix_(lerp|first)|\.(attn|ffn)_conv_base$/;

/** Kernels of convolutions over the steps of a sound. */
const CONVOLUTION = /^(conv1d|posnet\.\d+\.(conv[12]|attn_(q|k|v|output))|convnext\.\d+\.dw)\.weight$/;
const HALF_OR_WHOLE: ReadonlySet<string> = new Set(['F16', 'F32']);

/** A vector that is a matrix of one row. */
const ONE_ROW = /gate_inp_shexp|^conf_proj\.weight$|^cls\.|\.input_scale$/;

/** True where no reader has a product with a matrix of the type. */
export function hasNoKernel({ name }: TensorType): boolean {
  return NO_KERNEL.has(name);
}

/**
 * Reports data that begins elsewhere, and types without a kernel. Linear in the tensors. `metadata` names the architecture: of a shard,
 * that of the first.
 */
export function checkReaderTensors(file: GgufFile, metadata: Metadata, findings: Findings): void {
  if (!READER_ARCHITECTURES.has(getString(metadata, 'general.architecture') ?? '')) return;
  checkBeginning(file, findings);
  checkPlaces(file, findings);
  for (const tensor of file.tensors) checkType(tensor, findings);
}

/** The first byte of the data that is mapped. Later tensors may lie at any multiple of the file's own alignment. */
function checkBeginning({ tensors }: GgufFile, findings: Findings): void {
  let first: TensorInfo | undefined;
  for (const tensor of tensors) if (!first || tensor.fileOffset < first.fileOffset) first = tensor;
  if (!first || first.fileOffset % DATA_ALIGNMENT === 0) return;
  const { fileOffset, index } = first;
  findings.report('model/data-unaligned', () => ({
    message: `expected tensor data to begin at a multiple of ${String(DATA_ALIGNMENT)}, found byte ${String(fileOffset)}`,
    path: `tensors[${String(index)}]`,
  }));
}

/** Each tensor right after the one before it in the table, padded: the first that is elsewhere is what llama.cpp refuses the file for. */
function checkPlaces({ tensors, alignment }: GgufFile, findings: Findings): void {
  let expected = 0;
  for (const { name, offset, bytes, index } of tensors) {
    if (offset !== expected) {
      findings.report('model/tensor-place', () => ({
        message: `${quoted(name)}: expected its data at offset ${String(expected)}, right after the tensor before it, found ${String(offset)}`,
        path: `tensors[${String(index)}]`,
      }));
      return;
    }
    expected += Math.ceil(bytes / alignment) * alignment;
  }
}

function checkType({ name, dims, type, index }: TensorInfo, findings: Findings): void {
  const { expected, fits } = wanted(name, dims);
  if (fits(type.name)) return;
  findings.report('model/tensor-type', () => ({
    message: `${quoted(name)}: expected ${expected}, found ${type.name}`,
    path: `tensors[${String(index)}]`,
  }));
}

interface Wanted {
  readonly expected: string;
  readonly fits: (type: string) => boolean;
}

function wanted(name: string, dims: readonly number[]): Wanted {
  const ids = idTableOf(name)?.type;
  if (isElementwise(name, dims) && ids === undefined)
    return { expected: 'F32 for a vector', fits: (type) => type === 'F32' };
  if (CONVOLUTION.test(name)) return { expected: 'F32 or F16 for a kernel', fits: (type) => HALF_OR_WHOLE.has(type) };
  return { expected: ids ?? 'a type that a matrix may have', fits: (type) => type === ids || !NO_KERNEL.has(type) };
}

function isElementwise(name: string, dims: readonly number[]): boolean {
  const isVector = dims.slice(1).every((n) => n === 1);
  return ELEMENTWISE.test(name) || (isVector && !ONE_ROW.test(name));
}
