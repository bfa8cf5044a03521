import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadBoundarySeeds } from '../../fuzz/js/loadBoundarySeeds.ts';
import { ROOT } from '../../src/campaign/places.ts';
import { runProcess } from '../../src/campaign/process.ts';
import { openReplayer } from '../../src/campaign/replay.ts';
import { BASIC_KINDS } from '../../src/model/ops/kinds.ts';
import { temporaryFolder } from '../support/cli.ts';
import { describeFuzzer } from '../support/fuzzing.ts';

const STATES = [
  'program_ok',
  'raw_run',
  'op_refused',
  'session_open',
  'step_ok',
  'step_refused',
  'step_nonfinite',
  'read_failed',
];

await describeFuzzer('libfuzzer', 'the native target', (toolchain) => {
  it('reaches with its seeds every state that its generators exist for', async () => {
    const files = [...loadBoundarySeeds().keys()].map((name) => join(ROOT, 'fuzz/seeds/load-boundary', name));
    const [command, ...args] = toolchain.command('load_boundary', files, [`-artifact_prefix=${temporaryFolder()}/`]);
    const env = { ...toolchain.env, FF_FUZZ_REACHED: '1' };
    const { code, stderr } = await runProcess(command, args, { cwd: ROOT, env });
    expect(code, stderr).toBe(0);
    const reached = new Map(
      [...stderr.matchAll(/^reached (\w+) (\d+)$/gm)].map(([, name, count]) => [name, Number(count)]),
    );
    const missing = [...BASIC_KINDS, ...STATES].filter((state) => !reached.get(state));
    expect(missing, stderr).toEqual([]);
  });

  it('reports a planted over-read with the kernel’s name when it is replayed', async () => {
    const replayer = openReplayer(toolchain, 'load_boundary_plant_oob');
    const seed = readFileSync(join(ROOT, 'fuzz/seeds/load-boundary/op-add-twist-0'));
    const crash = await replayer.replay(seed);
    replayer.close();
    expect(crash?.signature).toMatch(/^heap-buffer-overflow < ff::cpu::run_add@native\/cpu\/ops\/add\.cc/);
    expect(crash?.stack).toContain('add.cc');
  });
});
