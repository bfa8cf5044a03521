/** The wrong versions of kernels and engines, as `kernels/wrong` and `native/wrong` hold them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const FOLDERS = ['kernels', 'native'] as const;

/** Where the lanes of a folder run. `plain` is the oracle's, through the ABI. */
const LANES = {
  kernels: { asan: 'kernels/sim/run_lanes.sh asan', tsan: 'kernels/sim/run_lanes.sh tsan' },
  native: {
    asan: 'native/sanitize.sh plant',
    tsan: 'native/sanitize.sh plant',
    endings: 'native/sanitize.sh plant',
    memory: 'native/sanitize.sh memory',
    stress: 'native/sanitize.sh wrong',
    tests: 'native/sanitize.sh wrong',
  },
} as const satisfies Record<(typeof FOLDERS)[number], Record<string, string>>;

const wrongVersion = z.object({
  id: z.string(),
  what: z.string(),
  needs: z.string().optional(),
  affects: z.array(z.string()).optional(),
  lane: z.string(),
  killers: z.array(z.string()),
});

const catalogue = z.object({ versions: z.array(wrongVersion) });

export type WrongVersion = z.infer<typeof wrongVersion> & { readonly folder: (typeof FOLDERS)[number] };

/** All of them, in the order of folder, file and place. */
export function readWrongVersions(root: string): readonly WrongVersion[] {
  return FOLDERS.flatMap((folder) => {
    const path = join(root, folder, 'wrong');
    const files = readdirSync(path).filter((name) => name.endsWith('.json'));
    return files.sort().flatMap((name) => {
      const { versions } = catalogue.parse(JSON.parse(readFileSync(join(path, name), 'utf8')));
      return versions.map((version) => ({ ...version, folder }));
    });
  });
}

/** The library of a version: `rms-norm.no-eps` is `libff_cuda_sim_wrong_rms_norm_no_eps.so`. */
export function libraryOf({ id, folder }: WrongVersion): string {
  const engine = folder === 'kernels' ? 'cuda_sim' : 'cpu';
  return `libff_${engine}_wrong_${id.replaceAll(/[.-]/g, '_')}.so`;
}

/** The command that runs the lane of a version. */
export function laneOf({ folder, lane }: WrongVersion): string {
  return new Map<string, string>(Object.entries(LANES[folder])).get(lane) ?? `npx flea-flicker diff mutants`;
}
