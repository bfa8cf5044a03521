import { EngineError, IoError } from '../../core/errors.ts';
import { quoted } from '../../core/printable.ts';
import { shrank, type FileSource } from '../../gguf/source.ts';
import { loadAddon, type NativeAddon } from '../../native/addon.ts';
import { NATIVE_DIRECTORY } from '../../native/findLibrary.ts';
import { nativeCode } from '../../native/status.ts';
import { extentNumbers, LAYOUT_WORDS, talliesFrom } from '../numbers/nativeScan.ts';
import type { PassOptions, PassResult, ScanPlan, StartedPass } from './filePass.ts';

const NO_SCAN: ScanPlan = { extents: [], littleEndian: true };

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
 * A pass on a thread of the addon, which needs no JavaScript and hashes before it knows what to scan; null where this Node lends it
 * no digest.
 */
export function nativePass(addon: NativeAddon, source: FileSource, options: PassOptions): StartedPass | null {
  const pass = addon.startPass(source.descriptor, source.size);
  if (!pass) return null;
  const stop = (): void => {
    addon.stopPass(pass);
  };
  const timer = setInterval(() => options.onProgress?.(addon.passPosition(pass)), PROGRESS_MS);
  if (options.signal?.aborted) stop();
  options.signal?.addEventListener('abort', stop, { once: true });
  const settled = pass.done.finally(() => {
    clearInterval(timer);
    options.signal?.removeEventListener('abort', stop);
  });
  // Whoever never finishes the pass closes it, and then nobody waits for how it ended.
  settled.catch(() => undefined);
  return {
    finish: (plan) => {
      const { extents, littleEndian } = plan ?? NO_SCAN;
      addon.planPass(pass, LAYOUT_WORDS, extentNumbers(extents), !littleEndian);
      return settled.then(
        (done): PassResult | null =>
          done && { sha256: Buffer.from(done.sha256).toString('hex'), tallies: talliesFrom(done.tallies, extents) },
        (error: unknown) => {
          throw ioError(error, source);
        },
      );
    },
    close: async () => {
      stop();
      await settled.catch(() => undefined);
    },
  };
}

/** As reading by position throws; anything else as it is. */
function ioError(error: unknown, { name, size }: FileSource): unknown {
  if (nativeCode(error) !== 'FF_E_READ') return error;
  const { errno, offset } = error as Error & { readonly errno: number; readonly offset: number };
  if (errno === 0) return shrank(name, offset, size - offset, offset);
  return new IoError('io/unreadable', `cannot read ${quoted(name)}`, { path: name, offset, cause: error });
}
