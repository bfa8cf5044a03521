import { hiddenInMetadata, hiddenInUnused } from '../../src/checks/hidden/hiddenFindings.ts';
import { kindFindings } from '../../src/checks/kinds/kindFindings.ts';
import { numberFindings } from '../../src/checks/numbers/numberFindings.ts';
import { extentsOf, TensorScan } from '../../src/checks/numbers/tensorScan.ts';
import { scannable } from '../../src/checks/pass/passPlan.ts';
import type { ByteSource } from '../../src/core/byteSource.ts';
import type { Finding } from '../../src/core/finding.ts';
import { zooModel, type ZooOptions } from '../../src/generate/zoo/zooModel.ts';
import { parseGguf } from '../../src/gguf/parse.ts';
import type { GgufFile } from '../../src/gguf/types.ts';
import type { GgufModel } from '../../src/gguf/model.ts';
import { bufferSource } from '../../src/gguf/source.ts';
import { writeGguf } from '../../src/gguf/write.ts';
import { buildProgram } from '../../src/model/build.ts';
import type { Program } from '../../src/model/program.ts';
import { FileWeights } from '../../src/residency/fileWeights.ts';
import { parsedFile } from './tinyModel.ts';

export interface OpenZoo {
  readonly source: ByteSource;
  readonly file: GgufFile;
  readonly program: Program;
  readonly weights: FileWeights;
}

/** A model of the zoo, written, parsed and built; throws, with the reasons, where any of that fails. */
export function openZoo(options: ZooOptions): OpenZoo {
  return openModel(zooModel(options));
}

/** Any model, written, parsed and built; throws as {@link openZoo}. */
export function openModel(model: GgufModel): OpenZoo {
  const source = bufferSource(writeGguf(model));
  const file = parsedFile(source);
  const { program, findings, unsupported } = buildProgram(file);
  if (!program) {
    throw new Error(`expected a Program, found ${[...findings.map((f) => f.message), ...unsupported].join('; ')}`);
  }
  return { source, file, program, weights: new FileWeights(file, program, source) };
}

/** What `check` in the strict profile says of a file's structure, model, numbers and hidden data: all but its templates. */
export function strictFindings(bytes: Uint8Array): readonly Finding[] {
  const source = bufferSource(bytes, 'zoo.gguf');
  const parsed = parseGguf(source, { profile: 'strict' });
  const unused = hiddenInUnused(source, parsed, 'strict');
  const { content } = parsed;
  if (!content) return [...parsed.findings, ...unused];
  const scan = new TensorScan(extentsOf(scannable(content)), content.littleEndian);
  scan.piece(bytes, 0, 0, bytes.length);
  return [
    ...parsed.findings,
    ...hiddenInMetadata(source, content, 'strict'),
    ...unused,
    ...numberFindings(content, scan.tallies(), 'strict'),
    ...kindFindings(content, 'zoo.gguf', { profile: 'strict', limits: {} }),
  ];
}
