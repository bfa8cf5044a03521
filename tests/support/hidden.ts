import { hiddenInMetadata, hiddenInUnused } from '../../src/checks/hidden/hiddenFindings.ts';
import type { ByteSource } from '../../src/core/byteSource.ts';
import type { Finding } from '../../src/core/finding.ts';
import { parseGguf } from '../../src/gguf/parse.ts';
import { bufferSource } from '../../src/gguf/source.ts';
import type { Profile } from '../../src/gguf/types.ts';

/** What is hidden anywhere in a file, as the gate looks for it: in its metadata, then in what belongs to nothing. */
export function hiddenIn(source: ByteSource, profile: Profile = 'strict'): readonly Finding[] {
  const parsed = parseGguf(source, { profile });
  const { content } = parsed;
  return [...(content ? hiddenInMetadata(source, content, profile) : []), ...hiddenInUnused(source, parsed, profile)];
}

export function hiddenInBytes(bytes: Uint8Array, profile: Profile = 'strict'): readonly Finding[] {
  return hiddenIn(bufferSource(bytes), profile);
}
