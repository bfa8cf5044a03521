import type { ByteSource } from '../../src/core/byteSource.ts';
import { parseGguf } from '../../src/gguf/parse.ts';
import { bufferSource } from '../../src/gguf/source.ts';
import type { GgufFile } from '../../src/gguf/types.ts';
import type { GgufModel } from '../../src/gguf/model.ts';
import { writeGguf } from '../../src/gguf/write.ts';
import { tinyLlama, type TinyLlamaOptions } from '../../src/generate/tinyLlama.ts';
import { buildProgram } from '../../src/model/build.ts';
import type { Program } from '../../src/model/program.ts';
import { FileWeights } from '../../src/residency/fileWeights.ts';

export interface OpenTiny {
  readonly source: ByteSource;
  readonly file: GgufFile;
  readonly program: Program;
  readonly weights: FileWeights;
}

/** A tiny model written, parsed and built; throws where any of that fails. */
export function openTiny(options: TinyLlamaOptions = {}): OpenTiny {
  const source = bufferSource(writeGguf(tinyLlama(options)));
  const file = parsedFile(source);
  const { program } = buildProgram(file);
  if (!program) throw new Error('expected a Program for the tiny model');
  return { source, file, program, weights: new FileWeights(file, program, source) };
}

export function parsedFile(source: ByteSource): GgufFile {
  const { file, findings } = parseGguf(source);
  if (!file) throw new Error(`expected a sound file, found ${findings.map((f) => f.rule).join(', ')}`);
  return file;
}

/** What a model with `change` applied parses to. */
export function changedTiny(change: (model: GgufModel) => GgufModel): GgufFile {
  return parsedFile(bufferSource(writeGguf(change(tinyLlama()))));
}
