import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { withoutLeaks } from '../../core/leakedDescriptors.ts';
import type { JudgeMessage, JudgeRequest } from './judgeMessages.ts';

/** Node 20 runs no TypeScript: what is not built judges in the command's own process. */
export const JUDGE_CHILD = import.meta.url.endsWith('.js')
  ? fileURLToPath(new URL('./judgeChild.js', import.meta.url))
  : null;

/** What Node itself may need to start: where its libraries are, and on Windows the system. */
const KEPT_ENVIRONMENT = ['LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH', 'SystemRoot'];

const HAS_GROUPS = process.platform !== 'win32';

/**
 * A process that judges files. It leads a group of its own: Ctrl-C on the terminal is the command's to handle, and the templates'
 * processes that it starts end with it.
 */
export class JudgeProcess {
  readonly #child: ChildProcess;
  readonly #onExit = (): void => {
    this.kill();
  };

  constructor(file: string) {
    this.#child = spawn(process.execPath, [file], {
      env: Object.fromEntries(
        KEPT_ENVIRONMENT.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
      ),
      stdio: withoutLeaks<'ignore' | 'ipc'>(['ignore', 'ignore', 'ignore', 'ipc']),
      serialization: 'advanced',
      detached: HAS_GROUPS,
    });
    process.on('exit', this.#onExit);
    this.#child.on('error', () => undefined);
    this.#idle();
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Hands a file to the process. `heard` gets every message about it; `ended` is called, once, if the process is gone before the last one. */
  ask(request: JudgeRequest, heard: (message: JudgeMessage) => void, ended: (how: string) => void): void {
    this.#child.ref();
    this.#child.channel?.ref();
    const onMessage = (message: JudgeMessage): void => {
      if (message.kind === 'done') this.#stopListening();
      heard(message);
    };
    const onEnd = (code: number | null, signal: string | null): void => {
      this.#stopListening();
      ended(signal ?? `exit code ${String(code)}`);
    };
    const onError = ({ message }: Error): void => {
      this.#stopListening();
      ended(message);
    };
    this.#child.on('message', onMessage).on('exit', onEnd).on('error', onError);
    if (this.#child.connected) this.#child.send(request);
    else if (this.#child.exitCode !== null || this.#child.signalCode !== null)
      onEnd(this.#child.exitCode, this.#child.signalCode);
  }

  /** Ends the process and all that it started. May be called more than once. */
  kill(): void {
    process.off('exit', this.#onExit);
    this.#stopListening();
    this.#child.kill('SIGKILL');
    if (!HAS_GROUPS || this.#child.pid === undefined) return;
    try {
      process.kill(-this.#child.pid, 'SIGKILL');
    } catch {
      // The group is gone already.
    }
  }

  #stopListening(): void {
    for (const event of ['message', 'exit', 'error']) this.#child.removeAllListeners(event);
    this.#child.on('error', () => undefined);
    this.#idle();
  }

  /** A process that waits for a file keeps nobody waiting. */
  #idle(): void {
    this.#child.unref();
    this.#child.channel?.unref();
  }
}
