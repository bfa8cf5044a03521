/** What judging one file may cost. Whoever exceeds it is stopped, and the file is refused. */
const MIB = 1 << 20;

export interface FileBudget {
  /** Of the clock, for files with metadata of up to 1 MiB. */
  readonly seconds: number;
  /** For each further MiB. */
  readonly secondsPerMiB: number;
  /** Of memory, above what the process has when it begins. */
  readonly bytes: number;
  /** For each byte of metadata beyond the first MiB. */
  readonly bytesPerByte: number;
}

/**
 * 5 s and 512 MiB for the whole command: a part of a second goes to the start of two processes, 60 MiB to Node itself, and what is taken
 * between two looks comes on top. A sound file of that size takes 0.2 s and 40 MiB; vocabularies of up to 16 MiB take 0.1 s a MiB.
 */
export const FILE_BUDGET: FileBudget = { seconds: 4.5, secondsPerMiB: 2, bytes: 384 * MIB, bytesPerByte: 24 };

/** Reading slower than this is time without progress: what is left of a disk that hangs. */
const SLOWEST_BYTES_PER_SECOND = 4 * MIB;

/** On a busy machine the clock runs while others work: below this share of a processor, the time is not the file's. */
const OWN_SHARE = 0.5;
/** But nobody waits for more than as many times the budget, however little of it was the file's. */
const PATIENCE = 10;
/** A process that uses less of the processor than this share does nothing: it waits for a disk. */
const IDLE_SHARE = 0.1;
/** And nobody waits for it longer than as many times the budget. */
const PATIENCE_WHEN_IDLE = 4;

export interface Excess {
  readonly what: 'time' | 'memory' | 'standstill';
  /** What was expected and what was found. */
  readonly message: string;
}

/** What a process used before a file was handed to it; null where the system does not tell. */
export interface Before {
  readonly now: number;
  readonly resident: number | null;
  readonly cpu: number | null;
}

/** What one file has cost so far. Times are seconds of any clock that only goes forward. */
export class FileCost {
  readonly #before: Before;
  readonly #mostMetadata: number;
  readonly #budget: FileBudget;
  #fileBytes = 0;
  #metadataBytes: number | null = null;
  #read = 0;
  #last: number;
  #spent = 0;

  /** Until the container has been read, its metadata may be as long as the file, and as `mostMetadata` at the most. */
  constructor(before: Before, mostMetadata: number, budget = FILE_BUDGET) {
    this.#last = before.now;
    this.#before = before;
    this.#mostMetadata = mostMetadata;
    this.#budget = budget;
  }

  opened(bytes: number): void {
    this.#fileBytes = bytes;
  }

  parsed(metadataBytes: number | null): void {
    this.#metadataBytes = metadataBytes ?? 0;
  }

  /** The first `bytes` of the file have been read: as long as a slow disk takes for it, the time was the disk's. */
  progress(bytes: number, now: number): void {
    const excused = Math.max(0, bytes - this.#read) / SLOWEST_BYTES_PER_SECOND;
    this.#spent += Math.max(0, now - this.#last - excused);
    this.#last = now;
    this.#read = Math.max(this.#read, bytes);
  }

  get seconds(): number {
    return this.#budget.seconds + (this.#budget.secondsPerMiB * this.#surplus) / MIB;
  }

  get bytes(): number {
    return this.#budget.bytes + this.#budget.bytesPerByte * this.#surplus;
  }

  /** Bytes of metadata beyond the first MiB. */
  get #surplus(): number {
    return Math.max(0, Math.min(this.#fileBytes, this.#metadataBytes ?? this.#mostMetadata) - MIB);
  }

  /** What the file has exceeded; null where nothing. `cpu` is null where the system does not tell. */
  excess(now: number, resident: number | null, cpu: number | null): Excess | null {
    const grown = resident === null ? 0 : resident - (this.#before.resident ?? 0);
    if (grown > this.bytes) return { what: 'memory', message: `${mib(this.bytes)} of memory, found ${mib(grown)}` };
    const spent = this.#spent + now - this.#last;
    if (spent <= this.seconds) return null;
    const own = cpu === null || this.#before.cpu === null ? Infinity : cpu - this.#before.cpu;
    const message = `${this.seconds.toFixed(1)} s, found ${spent.toFixed(1)} s`;
    if (own > OWN_SHARE * this.seconds || spent > PATIENCE * this.seconds) return { what: 'time', message };
    const isIdle = own < IDLE_SHARE * this.seconds && spent > PATIENCE_WHEN_IDLE * this.seconds;
    return isIdle ? { what: 'standstill', message } : null;
  }
}

function mib(bytes: number): string {
  return `${(bytes / MIB).toFixed(0)} MiB`;
}
