import { EngineError, IoError } from '../../core/errors.ts';
import { quoted } from '../../core/printable.ts';
import { shrank } from '../../gguf/source.ts';
import { loadAddon, type NativeAddon, type NativePassResult, type PassHandle } from '../../native/addon.ts';
import { NATIVE_DIRECTORY } from '../../native/findLibrary.ts';
import { nativeCode } from '../../native/status.ts';
import { extentNumbers, LAYOUT_WORDS, talliesFrom } from '../numbers/nativeScan.ts';
import type { BegunPass, DescribedSource, PassOptions, PassPlan, PassResult, StartedPass } from './filePass.ts';

/** Between two looks at how far it is. */
const PROGRESS_MS = 50;

/** The addon, or null where it is not built or does not load: another way does the same. */
export function passAddon(directory: string = NATIVE_DIRECTORY): NativeAddon | null {
  try {
    return loadAddon(directory);
  } catch (error) {
    if (error instanceof EngineError) return null;
    throw error;
  }
}

/**
 * A pass on a thread of the addon, which needs no JavaScript: it reads and hashes while the head of the file is parsed. Null where this
 * Node lends it no digest.
 */
export function beginNativePass(addon: NativeAddon, source: DescribedSource): BegunPass | null {
  const pass = addon.startPass(source.descriptor, source.size);
  if (!pass) return null;
  return {
    follow: (plan, options) => follow(addon, pass, source, plan, options),
    close: async () => {
      addon.stopPass(pass);
      await pass.done.catch(() => undefined);
    },
  };
}

function follow(
  addon: NativeAddon,
  pass: PassHandle,
  source: DescribedSource,
  plan: PassPlan,
  options: PassOptions,
): StartedPass {
  const stop = (): void => {
    addon.stopPass(pass);
  };
  // Before it is told what to do: nothing more is read.
  if (options.signal?.aborted) stop();
  const { extents, littleEndian, head, kept } = plan;
  addon.planPass(pass, LAYOUT_WORDS, extentNumbers(extents), !littleEndian, head, rangeNumbers(kept));
  const timer = setInterval(() => options.onProgress?.(addon.passPosition(pass)), PROGRESS_MS);
  options.signal?.addEventListener('abort', stop, { once: true });
  const settled = pass.done.finally(() => {
    clearInterval(timer);
    options.signal?.removeEventListener('abort', stop);
  });
  const result = settled.then(
    (done) => resultOf(done, source, extents),
    (error: unknown) => {
      throw ioError(error, source);
    },
  );
  // Whoever closes the pass before its end does not wait for how it ended.
  result.catch(() => undefined);
  return {
    result,
    close: async () => {
      stop();
      await settled.catch(() => undefined);
    },
  };
}

function resultOf(
  done: NativePassResult | false | null,
  { name }: DescribedSource,
  extents: PassPlan['extents'],
): PassResult | null {
  if (done === null) return null;
  if (done === false) throw headChanged(name);
  const { sha256, tallies, kept } = done;
  return { sha256: Buffer.from(sha256).toString('hex'), tallies: talliesFrom(tallies, extents), kept };
}

function headChanged(path: string): IoError {
  const expected = 'expected the bytes at its beginning that were read first, found others';
  return new IoError('io/changed', `${quoted(path)} changed while it was read: ${expected}`, { path });
}

/** [start, end) of each range. */
function rangeNumbers(ranges: PassPlan['kept']): Float64Array {
  const numbers = new Float64Array(2 * ranges.length);
  ranges.forEach(({ start, end }, i) => {
    numbers.set([start, end], 2 * i);
  });
  return numbers;
}

/** As reading by position throws; anything else as it is. */
function ioError(error: unknown, { name, size }: DescribedSource): unknown {
  if (nativeCode(error) !== 'FF_E_READ') return error;
  const { errno, offset } = error as Error & { readonly errno: number; readonly offset: number };
  if (errno === 0) return shrank(name, offset, size - offset, offset);
  return new IoError('io/unreadable', `cannot read ${quoted(name)}`, { path: name, offset, cause: error });
}
