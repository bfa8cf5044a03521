import { setImmediate } from 'node:timers/promises';
import type { FileSource } from '../../gguf/source.ts';
import { FilePass, type PassOptions, type PassResult, type StartedPass } from './filePass.ts';
import { nativePass, passAddon } from './nativePass.ts';
import { PASS_THREAD, threadPass } from './threadPass.ts';

/** Below, loading the addon takes longer than it saves. */
const MIN_NATIVE_BYTES = 8 << 20;

/** Below, a thread of Node takes longer to start than it saves. */
const MIN_THREAD_BYTES = 64 << 20;

/** Pieces between two looks at the signal. */
const PIECES_AT_ONCE = 4;

/** How a file is read: all three give the same result. */
export type PassWay = 'native' | 'thread' | 'here';

/**
 * Starts to read `source`, for its digest and for the numbers that it will be told of: beside this thread where that pays and can be
 * done, otherwise whenever this thread waits.
 */
export function startPass(source: FileSource, options: PassOptions): StartedPass {
  const { size } = source;
  const beside =
    (size >= MIN_NATIVE_BYTES ? passBy('native', source, options) : null) ??
    (size >= MIN_THREAD_BYTES ? passBy('thread', source, options) : null);
  return beside ?? passHere(source, options);
}

/** A pass by one way; null where this Node or this build does not have it. */
export function passBy(way: PassWay, source: FileSource, options: PassOptions): StartedPass | null {
  if (way === 'here') return passHere(source, options);
  if (way === 'thread') return PASS_THREAD && threadPass(PASS_THREAD, source, options);
  const addon = passAddon();
  return addon && nativePass(addon, source, options);
}

function passHere(source: FileSource, options: PassOptions): StartedPass {
  return { finish: (plan) => readHere(new FilePass(source, plan), options), close: () => Promise.resolve() };
}

async function readHere(pass: FilePass, { signal, onProgress }: PassOptions): Promise<PassResult | null> {
  while (!pass.isDone) {
    if (signal?.aborted) return null;
    pass.steps(PIECES_AT_ONCE);
    onProgress?.(pass.position);
    await setImmediate();
  }
  return pass.result();
}
