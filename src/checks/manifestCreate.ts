import type { Finding } from '../core/finding.ts';
import { parseGguf } from '../gguf/parse.ts';
import type { FileSource } from '../gguf/source.ts';
import type { Profile } from '../gguf/types.ts';
import type { ManifestFile } from './manifest.ts';
import { digestsOf, type DigestOptions } from './manifestDigests.ts';

export interface ManifestEntry {
  /** Null when a finding is an error, or when the user stopped it. */
  readonly file: ManifestFile | null;
  readonly findings: readonly Finding[];
}

/**
 * One file's entry of a manifest, under the name `path`. A file whose container does not parse gets none: ranges taken from a header
 * that readers disagree about would vouch for different tensors in each. Throws IoError when the file
 * changes meanwhile.
 */
export async function manifestEntry(
  source: FileSource,
  path: string,
  profile: Profile,
  options: DigestOptions = {},
): Promise<ManifestEntry> {
  const { file, findings } = parseGguf(source, { profile });
  if (!file) return { file: null, findings };
  const tensors = file.tensors
    .map(({ name, type, dims, fileOffset, bytes }) => ({
      name,
      type: type.name,
      dims: [...dims],
      offset: fileOffset,
      bytes,
    }))
    .toSorted((a, b) => a.offset - b.offset);
  const metadata = { offset: 0, bytes: file.metadataBytes };
  const digests = await digestsOf(source, [metadata, ...tensors], options);
  source.verifyUnchanged();
  if (!digests) return { file: null, findings };
  const { sha256, chunks, ranges } = digests;
  const [head = '', ...rest] = ranges;
  const entry: ManifestFile = {
    path,
    bytes: source.size,
    sha256,
    metadata: { bytes: metadata.bytes, sha256: head },
    tensors: tensors.map((tensor, i) => ({ ...tensor, sha256: rest[i] ?? '' })),
    chunks: [...chunks],
  };
  return { file: entry, findings };
}
