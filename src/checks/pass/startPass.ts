import { setImmediate } from 'node:timers/promises';
import type { ByteSource } from '../../core/byteSource.ts';
import type { FileSource } from '../../gguf/source.ts';
import {
  FilePass,
  type BegunPass,
  type DescribedSource,
  type PassOptions,
  type PassPlan,
  type PassResult,
  type StartedPass,
} from './filePass.ts';
import { beginNativePass, passAddon } from './nativePass.ts';
import { PASS_THREAD, threadPass } from './threadPass.ts';

/** Below, loading the addon takes longer than it saves. */
const MIN_NATIVE_BYTES = 8 << 20;

/** Below, a thread of Node takes longer to start than it saves. */
const MIN_THREAD_BYTES = 64 << 20;

/** Pieces between two looks at the signal. */
const PIECES_AT_ONCE = 4;

/** How a file is read: all three give the same result. */
export type PassWay = 'native' | 'thread' | 'here';

/** A source that has a descriptor, by which other threads read it; others, such as bytes in memory, are read here. */
export type PassSource = ByteSource & Partial<Pick<FileSource, 'descriptor'>>;

/**
 * Begins to read `source` where that can be done beside this thread, before it is known what for; elsewhere nothing is read before
 * {@link BegunPass.follow}: then a thread of Node reads where that pays, or this thread whenever it waits.
 */
export function beginPass(source: PassSource): BegunPass {
  return (source.size >= MIN_NATIVE_BYTES ? beginNative(source) : null) ?? beginLater(source);
}

function beginNative(source: PassSource): BegunPass | null {
  const addon = hasDescriptor(source) ? passAddon() : null;
  return addon && hasDescriptor(source) ? beginNativePass(addon, source) : null;
}

function beginLater(source: PassSource): BegunPass {
  let started: StartedPass | null = null;
  return {
    follow: (plan, options) => {
      const thread = source.size >= MIN_THREAD_BYTES ? passBy('thread', source, plan, options) : null;
      return (started = thread ?? passHere(source, plan, options));
    },
    close: async () => started?.close(),
  };
}

/** A pass by one way; null where this Node, this build or this source does not have it. */
export function passBy(way: PassWay, source: PassSource, plan: PassPlan, options: PassOptions): StartedPass | null {
  if (way === 'here') return passHere(source, plan, options);
  if (way === 'native') return beginNative(source)?.follow(plan, options) ?? null;
  return hasDescriptor(source) && PASS_THREAD ? threadPass(PASS_THREAD, source, plan, options) : null;
}

function hasDescriptor(source: PassSource): source is DescribedSource {
  return source.descriptor !== undefined;
}

function passHere(source: ByteSource, plan: PassPlan, options: PassOptions): StartedPass {
  const result = readHere(new FilePass(source, plan), options);
  // Whoever closes the pass before its end does not wait for how it ended.
  result.catch(() => undefined);
  return { result, close: () => Promise.resolve() };
}

/** Begins when this thread waits for the first time: what comes after this call is not held up. */
async function readHere(pass: FilePass, { signal, onProgress }: PassOptions): Promise<PassResult | null> {
  await setImmediate();
  while (!pass.isDone) {
    if (signal?.aborted) return null;
    pass.steps(PIECES_AT_ONCE);
    onProgress?.(pass.position);
    await setImmediate();
  }
  return pass.result();
}
