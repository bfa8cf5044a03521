import type { ByteSource } from '../core/byteSource.ts';
import type { TensorInfo } from '../gguf/types.ts';
import type { QuantFormat } from '../reference/quant/format.ts';

/** The exact values of a tensor whose type has `format`, row by row. Throws IoError where `source` does. */
export function tensorValues(source: ByteSource, info: TensorInfo, format: QuantFormat): Float64Array {
  const bytes = new Uint8Array(info.bytes);
  source.read(info.fileOffset, bytes);
  const nBlocks = info.bytes / format.blockBytes;
  const values = new Float64Array(nBlocks * format.blockSize);
  format.dequantize(bytes, 0, nBlocks, values, 0);
  return values;
}
