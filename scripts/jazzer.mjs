/**
 * Jazzer.js's command line, with its native addon taken from elsewhere where the prebuilt one does not load on this system:
 * src/campaign/jazzerAddon.ts makes that copy and names it in the environment.
 *
 *   node scripts/jazzer.mjs TARGET CORPUS… -- LIBFUZZER-FLAGS…
 */
import { constants } from 'node:os';

const { FLEA_FLICKER_JAZZER_ADDON: copy, FLEA_FLICKER_JAZZER_SHIM: shim } = process.env;

if (copy && shim) {
  const dlopen = process.dlopen.bind(process);
  dlopen({ exports: {} }, shim, constants.dlopen.RTLD_NOW | constants.dlopen.RTLD_GLOBAL);
  process.dlopen = (module, filename, flags = constants.dlopen.RTLD_LAZY) =>
    dlopen(module, /[\\/]@jazzer\.js[\\/]fuzzer[\\/]prebuilds[\\/]/.test(filename) ? copy : filename, flags);
}

await import('../node_modules/@jazzer.js/core/dist/cli.js');
