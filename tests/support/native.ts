/**
 * For tests that need the native build. Without it they are left out, by name and with the reason; in CI, where leaving
 * them out would hide that nothing ran, they fail. FF_NATIVE_DIR names another build: the one with sanitizers.
 */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadAddon, type LibraryHandle, type NativeAddon } from '../../src/native/addon.ts';
import { ADDON_FILE, libraryFile, NATIVE_DIRECTORY, type NativeEngineName } from '../../src/native/findLibrary.ts';
import { openNativeEngine, type NativeEngine } from '../../src/native/nativeEngine.ts';

const FROM_ENVIRONMENT = process.env['FF_NATIVE_DIR'];

export const nativeDirectory = FROM_ENVIRONMENT === undefined ? NATIVE_DIRECTORY : resolve(FROM_ENVIRONMENT);

/** Every engine that the native build always has. */
export const CPU_ENGINES = ['cpu', 'cpu-scalar'] as const;

export function isBuilt(engine: NativeEngineName): boolean {
  return [ADDON_FILE, libraryFile(engine)].every((file) => existsSync(join(nativeDirectory, file)));
}

/** Throws EngineError `engine/not-built`. */
export function openEngine(engine: NativeEngineName): NativeEngine {
  return openNativeEngine(engine, { directory: nativeDirectory });
}

/** As vitest's `describe`, for tests that need those engines to be built. */
export function describeNative(
  name: string,
  body: () => void,
  engines: readonly NativeEngineName[] = CPU_ENGINES,
): void {
  const missing = engines.filter((engine) => !isBuilt(engine));
  if (missing.length === 0) {
    describe(name, body);
  } else if (process.env['CI']) {
    it(`${name}: the native build is there`, () => {
      expect(missing, `not built in ${nativeDirectory}: run \`npm run build:native\``).toEqual([]);
    });
  } else {
    // Not `describe.skip(name, body)`: vitest runs the body of a skipped group, and the body opens what is missing.
    it.skip(`${name} (left out: ${missing.join(', ')} not built; run \`npm run build:native\`)`, () => undefined);
  }
}

/** The addon and a library of it, without the engine around them: for calls that the engine would never make. */
export function openRaw(engine: NativeEngineName): { addon: NativeAddon; library: LibraryHandle } {
  const addon = loadAddon(nativeDirectory);
  return { addon, library: addon.openLibrary(join(nativeDirectory, libraryFile(engine))) };
}
