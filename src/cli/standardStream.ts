import { InertStream } from '../core/workflowCommands.ts';

/** stdout or stderr. What cannot be written is lost and changes no exit code: a reader such as `head` has seen enough. */
export class StandardStream {
  readonly #stream: NodeJS.WriteStream;
  readonly #inert = new InertStream();
  readonly #onLost: (error: NodeJS.ErrnoException) => void;
  #lost = false;

  /** `onLost` is called once, for anything but a reader that went away. */
  constructor(stream: NodeJS.WriteStream, onLost: (error: NodeJS.ErrnoException) => void = () => undefined) {
    this.#stream = stream;
    this.#onLost = onLost;
    stream.on('error', (error: NodeJS.ErrnoException) => {
      this.#lose(error);
    });
  }

  /** True when nothing that is written arrives any more. */
  get isLost(): boolean {
    return this.#lost;
  }

  /** Text in which no CI runner finds a command. */
  write(text: string): void {
    this.writeCommands(this.#inert.pass(text));
  }

  /** Text as it is: it may hold commands to a CI runner. */
  writeCommands(text: string): void {
    if (this.#lost) return;
    try {
      this.#stream.write(text);
    } catch (error) {
      // A file that is full: some versions of Node throw here, others report it as an event.
      this.#lose(error as NodeJS.ErrnoException);
    }
  }

  #lose(error: NodeJS.ErrnoException): void {
    if (this.#lost) return;
    this.#lost = true;
    if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') this.#onLost(error);
  }
}
