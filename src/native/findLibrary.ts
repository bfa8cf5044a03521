import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { EngineError } from '../core/errors.ts';
import { PACKAGE_ROOT } from '../core/packageRoot.ts';

/** Where `npm run build:native` puts the addon and the engine libraries: `build/native` of this package. */
export const NATIVE_DIRECTORY = join(PACKAGE_ROOT, 'build/native');

/** Engine libraries by the name of their engine. Each exports the functions of `native/include/ff/ff.h`. */
export const LIBRARY_STEMS = {
  cpu: 'ff_cpu',
  'cpu-scalar': 'ff_cpu_scalar',
  'cuda-sim': 'ff_cuda_sim',
  'cuda-sim-naive': 'ff_cuda_sim_naive',
  cuda: 'ff_cuda',
} as const;

export type NativeEngineName = keyof typeof LIBRARY_STEMS;

export const ADDON_FILE = 'ff_addon.node';

export function libraryFile(engine: NativeEngineName): string {
  return `lib${LIBRARY_STEMS[engine]}.so`;
}

/** The path of a built file. Throws EngineError `engine/not-built` with the command that builds it. */
export function findNative(file: string, directory: string): string {
  const path = join(directory, file);
  if (existsSync(path)) return path;
  throw new EngineError('engine/not-built', `expected ${file}, found none: run \`npm run build:native\` to build it`, {
    path,
  });
}
