import { EngineError } from '../core/errors.ts';
import type { ByteSource } from '../core/byteSource.ts';
import type { WeightSource } from '../engine/engine.ts';
import type { GgufFile, TensorInfo } from '../gguf/types.ts';
import type { Program, WeightSpec } from '../model/program.ts';

/**
 * Weights straight from the file, by pread at the place the tensor table says. The table was validated against the file's
 * size; a file that shrank since then is an IoError from the source.
 */
export class FileWeights implements WeightSource {
  readonly #file: GgufFile;
  readonly #specs: ReadonlyMap<string, WeightSpec>;
  readonly #source: ByteSource;

  /** Throws EngineError `weights/big-endian`: tensor data of such a file would have to be swapped by format. */
  constructor(file: GgufFile, program: Program, source: ByteSource) {
    if (!file.littleEndian) {
      throw new EngineError(
        'weights/big-endian',
        'expected little-endian weights, found a big-endian file: no engine runs it',
      );
    }
    this.#file = file;
    this.#specs = program.weights;
    this.#source = source;
  }

  spec(tensor: string): WeightSpec {
    const spec = this.#specs.get(tensor);
    if (!spec) throw unknownTensor(tensor);
    return spec;
  }

  read(tensor: string, offset: number, into: Uint8Array): void {
    const info = this.#file.tensorsByName.get(tensor);
    if (!info) throw unknownTensor(tensor);
    checkExtent(info, offset, into.length);
    this.#source.read(info.fileOffset + offset, into);
  }
}

function unknownTensor(tensor: string): EngineError {
  return new EngineError('weights/unknown-tensor', `expected a tensor of the Program, found ${tensor}`);
}

function checkExtent({ name, bytes }: TensorInfo, offset: number, length: number): void {
  if (offset >= 0 && offset + length <= bytes) return;
  const found = `bytes ${String(offset)} to ${String(offset + length)}`;
  throw new EngineError('weights/extent', `${name}: expected a range within ${String(bytes)} bytes, found ${found}`);
}
