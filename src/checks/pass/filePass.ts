import { createHash } from 'node:crypto';
import type { ByteSource } from '../../core/byteSource.ts';
import type { ScanBlocks } from '../numbers/scanBlocks.ts';
import { CARRY_BYTES, TensorScan, type TensorExtent, type TensorTally } from '../numbers/tensorScan.ts';

/** Read at once: stays in a core's second cache, so that the scan finds there what the hash has just read. */
export const PIECE_BYTES = 512 << 10;

/** What to scan on the way; nothing where the file was refused, or the user left the numbers out. */
export interface ScanPlan {
  readonly extents: readonly TensorExtent[];
  readonly littleEndian: boolean;
}

export interface PassResult {
  /** Hexadecimal. */
  readonly sha256: string;
  readonly tallies: readonly TensorTally[];
}

export interface PassOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (bytes: number) => void;
}

export interface StartedPass {
  /**
   * Says, once, what to scan. Null when the signal stopped the pass. Rejects with IoError where the file cannot be read to its
   * end.
   */
  finish(plan: ScanPlan | null): Promise<PassResult | null>;
  /** Stops what still runs. The file may be closed when this is fulfilled. */
  close(): Promise<void>;
}

/** One read of a whole file, for its digest and its numbers: what was scanned is what was hashed. Memory is one piece. */
export class FilePass {
  readonly #source: ByteSource;
  readonly #hash = createHash('sha256');
  readonly #scan: TensorScan | null;
  readonly #buffer: Uint8Array;
  #position = 0;

  constructor(source: ByteSource, plan: ScanPlan | null, scan?: ScanBlocks) {
    this.#source = source;
    this.#scan = plan && new TensorScan(plan.extents, plan.littleEndian, scan);
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
    this.#source.read(start, piece);
    this.#hash.update(piece);
    this.#scan?.piece(buffer, CARRY_BYTES, start, start + length);
    this.#position += length;
  }

  /** To be called once, when the pass is done. */
  result(): PassResult {
    return { sha256: this.#hash.digest('hex'), tallies: this.#scan?.tallies() ?? [] };
  }
}
