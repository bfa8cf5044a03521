/** A model file opened for a command that runs it: parsed, checked, its Program built; or refused with findings. */
import { EngineError, IoError } from '../core/errors.ts';
import { isAtLeast, type Finding } from '../core/finding.ts';
import { quoted } from '../core/printable.ts';
import { formatBytes } from '../core/units.ts';
import { parseGguf } from '../gguf/parse.ts';
import { openFileSource, type FileSource } from '../gguf/source.ts';
import type { GgufFile } from '../gguf/types.ts';
import { buildProgram, type BuildOptions } from '../model/build.ts';
import type { Program } from '../model/program.ts';
import { verifiedSource } from '../residency/verifiedSource.ts';
import { openTokenizer, type Tokenizer } from '../text/tokenizer.ts';
import type { Host } from './host.ts';
import { RefusedModel } from './refusedModel.ts';

export interface OpenModel {
  readonly source: FileSource;
  readonly file: GgufFile;
  readonly findings: readonly Finding[];
}

export interface OpenOptions {
  /** The digest that the file must have, hexadecimal in lower case: every byte that is read later is one that was hashed. */
  readonly sha256?: string;
  /** Of a larger file nothing is read. */
  readonly maxBytes?: number;
  readonly host?: Host;
}

/**
 * Opens and parses. Throws IoError, or RefusedModel when the file is not the one that was asked for, or a finding is an error. The caller
 * closes `source`, and asks it before that whether the file has changed: `verifyUnchanged`.
 */
export async function openModel(path: string, options: OpenOptions = {}): Promise<OpenModel> {
  const opened = openFileSource(path);
  try {
    checkSize(opened, options.maxBytes);
    const source = options.sha256 === undefined ? opened : await pinned(opened, options.sha256, options.host);
    const { file, findings } = parseGguf(source);
    if (!file) throw new RefusedModel(source, findings);
    return { source, file, findings };
  } catch (error) {
    opened.close();
    throw error;
  }
}

function checkSize(source: FileSource, most = Infinity): void {
  if (source.size <= most) return;
  const message = `expected at most ${formatBytes(most)}, found ${formatBytes(source.size)}`;
  throw new RefusedModel(source, [{ rule: 'check/too-large', severity: 'error', message, cwe: 'CWE-770' }]);
}

async function pinned(source: FileSource, sha256: string, host?: Host): Promise<FileSource> {
  const verified = await verifiedSource(source, {
    ...(host && { signal: host.signal }),
    onProgress: (bytes) => {
      host?.progress.update(`${source.name}: ${formatBytes(bytes)} of ${formatBytes(source.size)} hashed`);
    },
  });
  host?.progress.clear();
  if (!verified) throw new IoError('io/stopped', `${quoted(source.name)}: stopped before its end was read`);
  if (verified.sha256 === sha256) return verified.source;
  const message = `expected SHA-256 ${sha256}, found ${verified.sha256}`;
  throw new RefusedModel(source, [{ rule: 'check/digest-mismatch', severity: 'error', message, cwe: 'CWE-354' }]);
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
