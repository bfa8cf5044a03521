/**
 * Where bytes come from: a buffer, a file by pread, verified chunks. Sizes and offsets are safe integers.
 * Implementations never hand out fewer bytes than asked for: they throw IoError instead (a file that shrank).
 */
export interface ByteSource {
  /** Bytes in all, fixed when the source was opened. */
  readonly size: number;
  /** For messages: a path, or `<buffer>`. */
  readonly name: string;
  /** Fills the whole of `into` from `offset`. The caller has checked `offset + into.length <= size`. */
  read(offset: number, into: Uint8Array): void;
}
