import { createHash } from 'node:crypto';
import type { ByteSource } from '../../core/byteSource.ts';
import type { FileSource } from '../../gguf/source.ts';
import type { ScanBlocks } from '../numbers/scanBlocks.ts';
import type { Range } from '../../gguf/rangeList.ts';
import { RangeKeeper } from './rangeKeeper.ts';
import { CARRY_BYTES, TensorScan, type TensorExtent, type TensorTally } from '../numbers/tensorScan.ts';

/** Read at once: stays in a core's second cache, so that the scan finds there what the hash has just read. */
export const PIECE_BYTES = 512 << 10;

/** What is read, and what is done with it on the way. */
export interface PassPlan {
  /** The first bytes of the file, which were read already: they are hashed as they were then, and not read again. */
  readonly head: Uint8Array;
  /** Tensors whose numbers are scanned, in the order of the file and apart from each other. */
  readonly extents: readonly TensorExtent[];
  readonly littleEndian: boolean;
  /** Ranges whose bytes are kept, in the order of the file and apart from each other. All in all they fit into memory. */
  readonly kept: readonly Range[];
}

export interface PassResult {
  /** Hexadecimal. */
  readonly sha256: string;
  readonly tallies: readonly TensorTally[];
  /** The bytes of `kept`, one after another. */
  readonly kept: Uint8Array;
}

/** A source that other threads can read by its descriptor. */
export type DescribedSource = ByteSource & Pick<FileSource, 'descriptor'>;

export interface PassOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (bytes: number) => void;
}

/** A pass that reads and hashes before it is said what else to do, where it can. */
export interface BegunPass {
  /** Says, once, what to do. */
  follow(plan: PassPlan, options: PassOptions): StartedPass;
  /** As that of what {@link follow} gave; where nothing was said, the pass ends here. */
  close(): Promise<void>;
}

export interface StartedPass {
  /**
   * Null when the signal stopped the pass. Rejects with IoError where the file cannot be read to its end, `io/changed` where it does not
   * begin as the plan's head does.
   */
  readonly result: Promise<PassResult | null>;
  /** Stops what still runs. The file may be closed when this is fulfilled. */
  close(): Promise<void>;
}

/**
 * One read of a whole file, for its digest, its numbers and the bytes that others ask for: what was judged is what was hashed. Memory is
 * one piece and what is kept.
 */
export class FilePass {
  readonly #source: ByteSource;
  readonly #head: Uint8Array;
  readonly #hash = createHash('sha256');
  readonly #scan: TensorScan;
  readonly #keeper: RangeKeeper;
  readonly #buffer: Uint8Array;
  #position = 0;

  constructor(source: ByteSource, { head, extents, littleEndian, kept }: PassPlan, scan?: ScanBlocks) {
    this.#source = source;
    this.#head = head.subarray(0, source.size);
    this.#scan = new TensorScan(extents, littleEndian, scan);
    this.#keeper = new RangeKeeper(kept);
    this.#buffer = new Uint8Array(CARRY_BYTES + Math.min(PIECE_BYTES, source.size));
  }

  /** Bytes read so far. */
  get position(): number {
    return this.#position;
  }

  get isDone(): boolean {
    return this.#position === this.#source.size;
  }

  /** Reads the next `count` pieces, or those that are left. Throws IoError where the source does. */
  steps(count: number): void {
    for (let i = 0; i < count && !this.isDone; i++) this.#step();
  }

  #step(): void {
    const start = this.#position;
    const length = Math.min(PIECE_BYTES, this.#source.size - start);
    const buffer = this.#buffer;
    // Every piece but the last is as long as the buffer: its end is what comes before the next.
    if (start > 0) buffer.copyWithin(0, buffer.length - CARRY_BYTES);
    const piece = buffer.subarray(CARRY_BYTES, CARRY_BYTES + length);
    this.#read(start, piece);
    this.#hash.update(piece);
    this.#scan.piece(buffer, CARRY_BYTES, start, start + length);
    this.#keeper.piece(piece, start);
    this.#position += length;
  }

  #read(start: number, piece: Uint8Array): void {
    const known = this.#head.subarray(start, start + piece.length);
    piece.set(known);
    if (known.length < piece.length) this.#source.read(start + known.length, piece.subarray(known.length));
  }

  /** To be called once, when the pass is done. */
  result(): PassResult {
    return { sha256: this.#hash.digest('hex'), tallies: this.#scan.tallies(), kept: this.#keeper.bytes };
  }
}
