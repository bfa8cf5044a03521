/** A model file opened for a command that runs it: parsed, checked, its Program built; or refused with findings. */
import { EngineError } from '../core/errors.ts';
import { isAtLeast, type Finding } from '../core/finding.ts';
import { parseGguf } from '../gguf/parse.ts';
import { openFileSource, type FileSource } from '../gguf/source.ts';
import type { GgufFile } from '../gguf/types.ts';
import { buildProgram, type BuildOptions } from '../model/build.ts';
import type { Program } from '../model/program.ts';
import { openTokenizer, type Tokenizer } from '../text/tokenizer.ts';
import { RefusedModel } from './refusedModel.ts';

export interface OpenModel {
  readonly source: FileSource;
  readonly file: GgufFile;
  readonly findings: readonly Finding[];
}

/** Opens and parses. Throws IoError, or RefusedModel when a finding is an error. The caller closes `source`. */
export function openModel(path: string): OpenModel {
  const source = openFileSource(path);
  const { file, findings } = parseGguf(source);
  if (file) return { source, file, findings };
  source.close();
  throw new RefusedModel(source, findings);
}

/** The Program of an open model. Throws RefusedModel, or EngineError `model/unsupported`. */
export function programOf({ source, file }: OpenModel, options: BuildOptions = {}): Program {
  const { program, findings, unsupported } = buildProgram(file, options);
  if (program) return program;
  refuse(source, findings);
  const what = unsupported.length > 0 ? unsupported.join(', ') : 'a file without tensors';
  throw new EngineError('model/unsupported', `${source.name}: unsupported: ${what}`, { path: source.name });
}

/** The tokenizer of an open model. Throws as {@link programOf}. */
export function tokenizerOf({ source, file }: OpenModel): Tokenizer {
  const { tokenizer, findings, unsupported } = openTokenizer(file.metadata);
  if (tokenizer) return tokenizer;
  refuse(source, findings);
  throw new EngineError('model/unsupported', `${source.name}: unsupported: ${unsupported.join(', ')}`, {
    path: source.name,
  });
}

function refuse(source: FileSource, findings: readonly Finding[]): void {
  if (findings.some((f) => isAtLeast(f.severity, 'error'))) throw new RefusedModel(source, findings);
}
