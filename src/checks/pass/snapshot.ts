import { bufferSource, type FileSource } from '../../gguf/source.ts';
import type { PassSource } from './startPass.ts';

/** Up to as many bytes are read into memory at once, and everything is judged there. */
const SNAPSHOT_BYTES = 16 << 20;

/** The bytes of a small file, read once; of any other the file itself. Throws IoError where it cannot be read to its end. */
export function snapshot(source: FileSource): PassSource {
  if (source.size > SNAPSHOT_BYTES) return source;
  const bytes = new Uint8Array(source.size);
  source.read(0, bytes);
  return bufferSource(bytes, source.name);
}
