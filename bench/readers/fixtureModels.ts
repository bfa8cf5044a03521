/** The tiny models that are packed in `tests/fixtures/archs`: one of every form of an architecture that llama.cpp reads. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';

export interface FixtureModel {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface GoldenModel extends FixtureModel {
  readonly tokens: Int32Array;
  /** (tokens, n_vocab) */
  readonly logits: Float32Array;
}

interface Head {
  readonly name: string;
  /** Bytes before the tensor data. */
  readonly header: number;
  /** F32 words of tensor data. */
  readonly words: number;
  readonly logits: number;
  readonly tokens: readonly number[];
  readonly sha256: string;
}

/** Models that are sound and not described: as they are, but with weights of zero. `folder` is where the fixtures lie. */
export function otherModels(folder: URL): readonly FixtureModel[] {
  const { heads, take } = openFixture<Pick<Head, 'name' | 'header' | 'words'>>(new URL('others.br', folder));
  return heads.map(({ name, header, words }) => {
    const bytes = new Uint8Array(header + 4 * words);
    bytes.set(take(header));
    return { name, bytes };
  });
}

/** All models with logits. Weights have 8 significant bits: of each word only the two high bytes are kept, as two planes. */
export function goldenModels(folder: URL): readonly GoldenModel[] {
  const { heads, take } = openFixture<Head>(new URL('models.br', folder));
  return heads.map((head) => {
    const bytes = unpack(take(head.header), take(head.words), take(head.words));
    if (createHash('sha256').update(bytes).digest('hex') !== head.sha256)
      throw new Error(`${head.name}: another model`);
    const logits = new Float32Array(Uint8Array.from(take(4 * head.logits)).buffer);
    return { name: head.name, bytes, tokens: Int32Array.from(head.tokens), logits };
  });
}

/** A stream of a JSON list, its length before it, and what the list says lies behind it, taken piece by piece. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the caller knows what its fixture holds
function openFixture<T>(path: URL): { readonly heads: readonly T[]; readonly take: (n: number) => Uint8Array } {
  const all = brotliDecompressSync(readFileSync(path));
  const headBytes = all.readUInt32LE(0);
  let at = 4 + headBytes;
  const take = (n: number): Uint8Array => all.subarray(at, (at += n));
  return { heads: JSON.parse(all.subarray(4, 4 + headBytes).toString('utf8')) as readonly T[], take };
}

function unpack(header: Uint8Array, high: Uint8Array, second: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(header.length + 4 * high.length);
  bytes.set(header);
  for (let i = 0; i < high.length; i++) {
    bytes[header.length + 4 * i + 3] = high[i] as number;
    bytes[header.length + 4 * i + 2] = second[i] as number;
  }
  return bytes;
}
