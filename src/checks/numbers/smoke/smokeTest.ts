import type { ByteSource } from '../../../core/byteSource.ts';
import type { Finding } from '../../../core/finding.ts';
import type { Limits } from '../../../gguf/limits.ts';
import { changedWhileRead, type FileSource } from '../../../gguf/source.ts';
import type { GgufFile, Profile } from '../../../gguf/types.ts';
import { verifiedSource } from '../../../residency/verifiedSource.ts';
import { kindOf } from '../../kinds/kindOf.ts';
import { isShard } from '../../kinds/shardRules.ts';
import { openOtherShards, wholeModel, type ShardFile } from '../../kinds/wholeModel.ts';
import type { PassSource } from '../../pass/startPass.ts';

/** Up to here a step of the reference costs no more than the rest of the check does, or a second: `BUDGET` in smokeFindings.ts. */
const SMOKE_BYTES = 16 << 20;

export interface SmokeOptions {
  readonly profile: Profile;
  readonly limits: Partial<Limits>;
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
 * What a sound model answers, unless its `numbers` were refused already; of a model in shards, said once, of the first. The reference is
 * loaded here, when it is needed. Throws IoError `io/changed` where the weights are no longer those that were hashed.
 */
export async function smokeTest(
  file: GgufFile,
  hashed: HashedFile,
  numbers: readonly Finding[],
  options: SmokeOptions,
): Promise<readonly Finding[]> {
  const { numbers: asked = true, signal } = options;
  const isWanted = asked && kindOf(file) === 'model';
  if (!isWanted || signal?.aborted || numbers.some(({ severity }) => severity === 'error')) return [];
  return isShard(file) ? smokeShards(file, hashed, numbers, options) : smokeOne(file, hashed, numbers, options);
}

async function smokeOne(
  file: GgufFile,
  hashed: HashedFile,
  numbers: readonly Finding[],
  options: SmokeOptions,
): Promise<readonly Finding[]> {
  if (file.tensors.length === 0 || !isSmall(file.size, options)) return [];
  const source = await sameBytes(hashed, options.signal);
  return source ? run({ file, source }, numbers, options) : [];
}

/** The other shards are read here, and held against nothing but themselves: their digests are in reports of their own. */
async function smokeShards(
  file: GgufFile,
  hashed: HashedFile,
  numbers: readonly Finding[],
  options: SmokeOptions,
): Promise<readonly Finding[]> {
  const others = openOtherShards(hashed.source.name, options.limits);
  if (!others) return [];
  try {
    const size = others.files.reduce((sum, { source }) => sum + source.size, file.size);
    const source = isSmall(size, options) ? await sameBytes(hashed, options.signal) : null;
    if (!source) return [];
    const whole = wholeModel([{ file, source }, ...others.files]);
    const findings = whole.file.tensors.length > 0 ? await run(whole, numbers, options) : [];
    for (const other of others.files) other.source.verifyUnchanged();
    return findings;
  } finally {
    others.close();
  }
}

function isSmall(bytes: number, { smoke }: SmokeOptions): boolean {
  return smoke ?? bytes <= SMOKE_BYTES;
}

async function run(
  { file, source }: ShardFile,
  known: readonly Finding[],
  { profile, smoke, signal }: SmokeOptions,
): Promise<readonly Finding[]> {
  const { smokeFindings } = await import('./smokeFindings.ts');
  return smokeFindings(file, source, { profile, asked: smoke === true, known, ...(signal && { signal }) });
}

/** Reads no byte but those of the digest. Null where the user stopped it. */
async function sameBytes({ source, data, sha256 }: HashedFile, signal?: AbortSignal): Promise<ByteSource | null> {
  if (data !== source) return data;
  const verified = await verifiedSource(source, signal ? { signal } : {});
  if (verified && verified.sha256 !== sha256) throw changedWhileRead(source.name, 'another digest');
  return verified?.source ?? null;
}
