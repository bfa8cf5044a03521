/**
 * The native addon of @jazzer.js/fuzzer 4.0.0 is linked against glibc 2.38 and libstdc++ 13; Debian 12 and the official
 * `node:20` images have older ones. All it takes from them is three small functions. Where, and only where, the loader refuses
 * it for its versions, a copy is patched and a shim with those functions is compiled; node_modules stays as it is.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { weakenVersions } from './elf.ts';
import { CampaignError } from './errors.ts';
import { ADDON_BUILD, ROOT } from './places.ts';
import { isInstalled, runProcess, type Environment } from './process.ts';

/** What the prebuilt addon wants of a newer system. */
const PATCH = {
  versions: ['GLIBC_2.38', 'GLIBCXX_3.4.32'],
  symbols: ['__isoc23_strtol', '__isoc23_strtoul', '_ZSt21ios_base_library_initv'],
};

/** The loader's words, in every locale: it does not translate them. */
const VERSION_ERROR = /version `(GLIBC(?:XX)?_[\d.]+)' not found/;

const COPY = join(ADDON_BUILD, 'fuzzer.node');
const SHIM = join(ADDON_BUILD, 'shim.node');
const SHIM_SOURCE = join(ROOT, 'fuzz/native/glibc_shim.cc');

/** What scripts/jazzer.mjs reads. */
const REDIRECT = { FLEA_FLICKER_JAZZER_ADDON: COPY, FLEA_FLICKER_JAZZER_SHIM: SHIM };

export interface AddonPlan {
  /** To add to the environment of scripts/jazzer.mjs. */
  readonly env: Environment;
  /** One line for people, when a copy was made. */
  readonly note: string | null;
}

/** Throws CampaignError `fuzz/no-jazzer`, `fuzz/no-compiler` or `fuzz/addon`. */
export async function prepareAddon(env: Environment): Promise<AddonPlan> {
  const addon = addonPath();
  const failure = await loadFailure(addon, env);
  if (failure === null) return { env: {}, note: null };
  const version = VERSION_ERROR.exec(failure)?.[1];
  if (version === undefined) throw new CampaignError('fuzz/addon', `fuzz: @jazzer.js/fuzzer does not load: ${failure}`);
  const note = `fuzz: @jazzer.js/fuzzer wants ${version}, which this system lacks: using a patched copy in build/jazzer`;
  if (await works(env)) return { env: REDIRECT, note };
  mkdirSync(ADDON_BUILD, { recursive: true });
  await compileShim(version, env);
  patchCopy(addon);
  if (await works(env)) return { env: REDIRECT, note };
  throw new CampaignError(
    'fuzz/addon',
    'fuzz: expected the patched copy of @jazzer.js/fuzzer to load, found that it does not',
  );
}

function addonPath(): string {
  const path = join(ROOT, `node_modules/@jazzer.js/fuzzer/prebuilds/fuzzer-${process.platform}-${process.arch}.node`);
  if (existsSync(path)) return path;
  throw new CampaignError(
    'fuzz/no-jazzer',
    'fuzz: expected @jazzer.js/core in node_modules, found none for this system: run `npm ci`',
  );
}

/** The loader's first line, or null when the addon loads. In a process of its own: what is loaded stays loaded. */
async function loadFailure(addon: string, env: Environment): Promise<string | null> {
  const code = 'try{require(process.argv[1])}catch(e){console.error(e.message);process.exitCode=1}';
  const { code: status, stderr } = await runProcess(process.execPath, ['-e', code, addon], { cwd: ROOT, env });
  return status === 0 ? null : (stderr.split('\n')[0] ?? '');
}

/** True when what was made earlier loads. */
async function works(env: Environment): Promise<boolean> {
  if (!existsSync(COPY) || !existsSync(SHIM)) return false;
  const code =
    'const {RTLD_NOW,RTLD_GLOBAL,RTLD_LAZY}=os.constants.dlopen;const [,shim,copy]=process.argv;' +
    'process.dlopen({exports:{}},shim,RTLD_NOW|RTLD_GLOBAL);process.dlopen({exports:{}},copy,RTLD_LAZY)';
  const { code: status } = await runProcess(process.execPath, ['-e', code, SHIM, COPY], { cwd: ROOT, env });
  return status === 0;
}

async function compileShim(version: string, env: Environment): Promise<void> {
  const compiler = env['CXX'] ?? 'c++';
  if (!(await isInstalled(compiler, env))) {
    const need = `@jazzer.js/fuzzer wants ${version}, which this system lacks, and no C++ compiler is there to make up for it`;
    throw new CampaignError('fuzz/no-compiler', `fuzz: ${need}: apt-get install g++`);
  }
  const args = ['-O1', '-shared', '-fPIC', '-o', SHIM, SHIM_SOURCE];
  const { code, stderr } = await runProcess(compiler, args, { cwd: ROOT, env });
  if (code !== 0)
    throw new CampaignError('fuzz/addon', `fuzz: ${compiler} failed on the shim: ${stderr.split('\n')[0] ?? ''}`);
}

function patchCopy(addon: string): void {
  const { bytes, weakened, cleared } = weakenVersions(readFileSync(addon), PATCH);
  if (weakened !== PATCH.versions.length || cleared !== PATCH.symbols.length) {
    const found = `${String(weakened)} versions and ${String(cleared)} symbols`;
    throw new CampaignError(
      'fuzz/addon',
      `fuzz: expected 2 versions and 3 symbols to patch in @jazzer.js/fuzzer, found ${found}`,
    );
  }
  writeFileSync(COPY, bytes);
}
