/** Engines by the names that `--engine` takes. The native ones are opened when asked for. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../core/errors.ts';
import type { Engine } from '../engine/engine.ts';
import {
  ADDON_FILE,
  libraryFile,
  LIBRARY_STEMS,
  NATIVE_DIRECTORY,
  type NativeEngineName,
} from '../native/findLibrary.ts';
import { openNativeEngine } from '../native/nativeEngine.ts';
import { referenceEngine } from '../reference/engine.ts';

const ENGINE_NAMES: readonly string[] = ['reference', ...Object.keys(LIBRARY_STEMS)];

/** Throws UsageError on an unknown name, EngineError `engine/not-built` on one that is not built. */
export function openEngine(name: string, directory?: string): Engine {
  if (name === 'reference') return referenceEngine;
  if (!isNative(name)) {
    throw new UsageError('usage/engine', `--engine: expected one of ${ENGINE_NAMES.join(', ')}, found "${name}"`);
  }
  return openNativeEngine(name, directory === undefined ? {} : { directory });
}

/** True when the addon and the engine's library are there. */
export function isBuilt(name: string, directory = NATIVE_DIRECTORY): boolean {
  if (name === 'reference') return true;
  return isNative(name) && [ADDON_FILE, libraryFile(name)].every((file) => existsSync(join(directory, file)));
}

/** The fastest engine here that runs whole models. */
export function defaultEngine(): string {
  return isBuilt('cpu') ? 'cpu' : 'reference';
}

function isNative(name: string): name is NativeEngineName {
  return Object.hasOwn(LIBRARY_STEMS, name);
}
