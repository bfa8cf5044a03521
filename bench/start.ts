/** How long `flea-flicker --version` takes; against Node doing nothing. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pair, ratio, takeTurns } from './measure.ts';
import { ROOT, type Subject } from './subject.ts';

export const start: Subject = {
  name: 'start',
  lacks: () => (existsSync(join(ROOT, 'dist/bundle/main.js')) ? null : 'dist/ is not built: `npm run build`'),
  run: async () => {
    const contenders = [
      { name: 'flea-flicker --version', run: () => node(join(ROOT, 'bin/flea-flicker.mjs'), '--version') },
      { name: 'node -e 0', run: () => node('-e', '0') },
    ];
    const [subject, peer] = pair(await takeTurns(contenders, { rounds: 11, iterations: 3 }));
    return [
      {
        name: subject.name,
        value: subject.ms,
        unit: 'ms',
        peer: { name: peer.name, value: peer.ms, ratio: ratio(subject, peer) },
      },
    ];
  },
};

function node(...args: readonly string[]): number {
  const { status } = spawnSync(process.execPath, args, { stdio: 'ignore' });
  if (status !== 0) throw new Error(`expected exit 0 of node ${args.join(' ')}, found ${String(status)}`);
  return status;
}
