import type { ByteSource } from '../../../core/byteSource.ts';
import type { Finding } from '../../../core/finding.ts';
import { changedWhileRead, type FileSource } from '../../../gguf/source.ts';
import type { GgufFile, Profile } from '../../../gguf/types.ts';
import { verifiedSource } from '../../../residency/verifiedSource.ts';
import { kindOf } from '../../kinds/kindOf.ts';
import type { PassSource } from '../../pass/startPass.ts';

/** Up to here a step of the reference costs no more than the rest of the check does, or a second: `BUDGET` in smokeFindings.ts. */
const SMOKE_BYTES = 16 << 20;

export interface SmokeOptions {
  readonly profile: Profile;
  /** Whether a few tokens are run; by default, where the file is small. Never without numbers. */
  readonly smoke?: boolean;
  readonly numbers?: boolean;
  readonly signal?: AbortSignal;
}

/** A file that was hashed: as it was read then, and where it can be read again. */
export interface HashedFile {
  readonly source: FileSource;
  readonly data: PassSource;
  readonly sha256: string;
}

/**
 * What a sound model answers, unless its `numbers` were refused already. The reference is loaded here, when it is needed. Throws IoError
 * `io/changed` where the weights are no longer those that were hashed.
 */
export async function smokeTest(
  file: GgufFile,
  hashed: HashedFile,
  numbers: readonly Finding[],
  { profile, smoke, numbers: asked = true, signal }: SmokeOptions,
): Promise<readonly Finding[]> {
  const isWanted = asked && (smoke ?? file.size <= SMOKE_BYTES) && kindOf(file) === 'model' && file.tensors.length > 0;
  if (!isWanted || signal?.aborted || numbers.some(({ severity }) => severity === 'error')) return [];
  const weights = await sameBytes(hashed, signal);
  if (!weights) return [];
  const { smokeFindings } = await import('./smokeFindings.ts');
  return smokeFindings(file, weights, { profile, asked: smoke === true, known: numbers, ...(signal && { signal }) });
}

/** Reads no byte but those of the digest. Null where the user stopped it. */
async function sameBytes({ source, data, sha256 }: HashedFile, signal?: AbortSignal): Promise<ByteSource | null> {
  if (data !== source) return data;
  const verified = await verifiedSource(source, signal ? { signal } : {});
  if (verified && verified.sha256 !== sha256) throw changedWhileRead(source.name, 'another digest');
  return verified?.source ?? null;
}
