/**
 * Runs inputs that the parent sends through a target, outside the fuzzer, and answers `{ stack }`: of the Error that the target
 * threw, or null. src/campaign/replay.ts starts it with the target's module as argument.
 */
import { pathToFileURL } from 'node:url';

/** Deep enough to reach from any reader to the target. */
const STACK_FRAMES = 40;

const [, , module = ''] = process.argv;
const { fuzz } = (await import(pathToFileURL(module).href)) as { fuzz: (data: Buffer) => void };
// The targets switch stacks off for speed.
Error.stackTraceLimit = STACK_FRAMES;

process.on('message', (bytes: Uint8Array) => {
  process.send?.({ stack: stackOf(bytes) });
});

function stackOf(bytes: Uint8Array): string | null {
  try {
    fuzz(Buffer.from(bytes));
    return null;
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : `threw ${String(error)}`;
  }
}
