import { getString } from '../../gguf/metadata.ts';
import type { GgufFile } from '../../gguf/types.ts';
import { READER_ARCHITECTURES } from '../../model/arch/readerArchitectures.ts';
import {
  AUDIO_ARCHITECTURES,
  DIFFUSION_ARCHITECTURES,
  DIFFUSION_NAMES,
  FRAMEWORK_NAMES,
  PARAMETERS,
  TEXT_MODEL_NAMES,
} from './kindTables.ts';

/** What a GGUF file is for. A vocabulary and a shard are models: the same rules hold for as much of them as there is. */
export type FileKind =
  | 'model'
  | 'adapter'
  | 'control-vector'
  | 'projector'
  | 'importance-matrix'
  | 'diffusion'
  | 'audio'
  /** Tensors of a checkpoint and nothing that says whose: what candle writes. */
  | 'weights';

/**
 * By `general.type` and `general.architecture`, as writers set them and readers look at them; files without them by the names of
 * their keys and tensors.
 */
export function kindOf(file: GgufFile): FileKind {
  const { metadata } = file;
  const type = getString(metadata, 'general.type');
  const architecture = getString(metadata, 'general.architecture');
  if (type === 'adapter' || metadata.has('adapter.type')) return 'adapter';
  if (architecture === 'controlvector' || every(file, (name) => name.startsWith('direction.'))) return 'control-vector';
  // Whatever else it says, its readers load it as the model that it names.
  if (architecture !== undefined && READER_ARCHITECTURES.has(architecture)) return 'model';
  if (type === 'mmproj' || architecture === 'clip') return 'projector';
  if (type === 'imatrix' || isImatrix(file)) return 'importance-matrix';
  if (architecture !== undefined) return kindOfArchitecture(architecture);
  return metadata.has('general.architecture') ? 'model' : kindByNames(file);
}

function kindOfArchitecture(architecture: string): FileKind {
  if (DIFFUSION_ARCHITECTURES.has(architecture)) return 'diffusion';
  return AUDIO_ARCHITECTURES.has(architecture.split('-', 1)[0] as string) ? 'audio' : 'model';
}

/** Writers before `general.type` was set say it by their keys; without those the names are proof enough. */
function isImatrix(file: GgufFile): boolean {
  return file.metadata.has('imatrix.chunk_count') || every(file, isEntry);
}

function isEntry(name: string): boolean {
  return name.endsWith('.in_sum2') || name.endsWith('.counts');
}

/** Of a file without an architecture. What it holds of a language model makes it one, and its architecture is missing. */
function kindByNames(file: GgufFile): FileKind {
  const isModel = [...file.metadata.keys()].some((key) => /^(?:tokenizer|split)\./.test(key));
  const isText = isModel || file.tensors.some(({ name }) => TEXT_MODEL_NAMES.test(name));
  if (isText || file.tensors.length === 0) return 'model';
  if (file.tensors.some(({ name }) => DIFFUSION_NAMES.test(name))) return 'diffusion';
  return isCheckpoint(file) ? 'weights' : 'model';
}

/** `logit_scale` and `cls_token` stand among modules, and alone are nobody’s. */
function isCheckpoint(file: GgufFile): boolean {
  return (
    every(file, (name) => FRAMEWORK_NAMES.test(name) && !isEntry(name)) &&
    file.tensors.some(({ name }) => PARAMETERS.test(name))
  );
}

function every({ tensors }: GgufFile, accepts: (name: string) => boolean): boolean {
  return tensors.length > 0 && tensors.every(({ name }) => accepts(name));
}
