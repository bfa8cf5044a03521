import { getString } from '../../gguf/metadata.ts';
import type { GgufFile } from '../../gguf/types.ts';

/** What a GGUF file is for. A vocabulary and a shard are models: the same rules hold for as much of them as there is. */
export type FileKind = 'model' | 'adapter' | 'control-vector' | 'projector' | 'importance-matrix';

/** By `general.type` and `general.architecture`, as writers set them and readers look at them; older files by their tensors' names. */
export function kindOf({ metadata, tensors }: GgufFile): FileKind {
  const type = getString(metadata, 'general.type');
  const architecture = getString(metadata, 'general.architecture');
  if (type === 'adapter' || metadata.has('adapter.type')) return 'adapter';
  if (type === 'mmproj' || architecture === 'clip') return 'projector';
  if (type === 'imatrix') return 'importance-matrix';
  const directions = tensors.length > 0 && tensors.every(({ name }) => name.startsWith('direction.'));
  return architecture === 'controlvector' || directions ? 'control-vector' : 'model';
}
