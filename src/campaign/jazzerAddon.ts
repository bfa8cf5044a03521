/**
 * Jazzer.js 4.0.0 ships an addon that wants glibc 2.38 and libstdc++ 13. Where the system's are older, a copy of it is made whose
 * version needs are weak, beside a shim that supplies the three functions it misses. The package's own file is never touched.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { FleaError } from '../core/errors.ts';
import { weakenVersions } from './elf.ts';

/** A fuzzer that is missing, or that could not be made to run. Code `fuzz/…`. */
export class FuzzError extends FleaError {}

const PATCH = {
  versions: ['GLIBC_2.38', 'GLIBCXX_3.4.32'],
  symbols: ['__isoc23_strtol', '__isoc23_strtoul', '_ZSt21ios_base_library_initv'],
};

export interface JazzerAddon {
  /** For scripts/jazzer.mjs; empty where the package's own addon loads. */
  readonly env: Readonly<Record<string, string>>;
  /** What was done and why, in one line; null where nothing had to be. */
  readonly note: string | null;
}

/** Throws FuzzError `fuzz/no-jazzer` when the package is missing, `fuzz/jazzer-addon` when its addon cannot be made to load. */
export function prepareJazzerAddon(root: string): JazzerAddon {
  const addon = findAddon(root);
  const refusal = loadError(addon);
  if (refusal === null) return { env: {}, note: null };
  if (!PATCH.versions.some((version) => refusal.includes(version))) {
    throw new FuzzError('fuzz/jazzer-addon', `expected Jazzer.js’s addon to load, found: ${refusal}`);
  }
  const copy = join(root, 'build/jazzer/fuzzer.node');
  const shim = join(root, 'build/jazzer/shim.node');
  if (!existsSync(copy) || !existsSync(shim)) makeCopy(addon, copy, shim, root);
  const env = { FLEA_FLICKER_JAZZER_ADDON: copy, FLEA_FLICKER_JAZZER_SHIM: shim };
  return {
    env,
    note: 'Jazzer.js’s addon wants a newer glibc than this system’s: a patched copy in build/jazzer is used',
  };
}

function findAddon(root: string): string {
  try {
    const main = createRequire(join(root, 'package.json')).resolve('@jazzer.js/fuzzer');
    const name = `fuzzer-${process.platform}-${process.arch}.node`;
    return join(dirname(main), '..', 'prebuilds', name);
  } catch (cause) {
    throw new FuzzError('fuzz/no-jazzer', 'expected @jazzer.js/core, found none: run `npm ci`', { cause });
  }
}

/** In a process of its own: an addon that does not load may take its process with it. */
function loadError(addon: string): string | null {
  const script = 'process.dlopen({ exports: {} }, process.argv[1])';
  const { status, stderr } = spawnSync(process.execPath, ['-e', script, addon], { encoding: 'utf8' });
  return status === 0 ? null : (/Error: (.*)/.exec(stderr)?.[1] ?? stderr);
}

function makeCopy(addon: string, copy: string, shim: string, root: string): void {
  mkdirSync(dirname(copy), { recursive: true });
  writeFileSync(copy, weakenVersions(new Uint8Array(readFileSync(addon)), PATCH).bytes);
  const source = join(root, 'fuzz/native/glibc_shim.cc');
  const { status, stderr, error } = spawnSync('c++', ['-shared', '-fPIC', '-O1', '-o', shim, source], {
    encoding: 'utf8',
  });
  if (status === 0) return;
  const reason = error ? 'no C++ compiler was found: apt-get install g++' : stderr;
  throw new FuzzError(
    'fuzz/jazzer-addon',
    `expected to compile the shim that Jazzer.js’s addon needs here, found that ${reason}`,
  );
}
