/** The CPU engine on SmolLM2, in tokens a second; against copying its weights once a token, which a decoder cannot avoid reading. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Session } from '../src/engine/engine.ts';
import { openNativeEngine } from '../src/native/nativeEngine.ts';
import { decode, prefill, withSession } from './generation.ts';
import { pair, ratio, takeTurns, type Measured } from './measure.ts';
import { lacksModel, ROOT, SMOLLM2, type Row, type Subject } from './subject.ts';

const NATIVE = join(ROOT, 'build/native');
const THREADS = 2;
const PREFILL = 64;

export const cpu: Subject = {
  name: 'cpu',
  lacks: () =>
    existsSync(join(NATIVE, 'libff_cpu.so')) ? lacksModel(SMOLLM2) : 'the cpu engine is not built: `npm run build`',
  run: () => withSession(openNativeEngine('cpu', { directory: NATIVE }), { nCtx: PREFILL + 1, threads: THREADS }, rows),
};

async function rows(session: Session): Promise<readonly Row[]> {
  const { weightBytes } = session.memory();
  const [from, to] = [new Uint8Array(weightBytes).fill(1), new Uint8Array(weightBytes)];
  const copy = {
    name: `copying ${(weightBytes / 2 ** 20).toFixed(0)} MiB once a token, 1 thread`,
    run: () => {
      to.set(from);
    },
  };
  await prefill(session, PREFILL, 'fill the cache').run();
  const steps = pair(
    await takeTurns([decode(session, PREFILL, `decode SmolLM2 Q4_1 after ${String(PREFILL)}`), copy], {
      rounds: 7,
      iterations: 9,
    }),
  );
  const [whole] = await takeTurns([prefill(session, PREFILL, 'prefill')], { rounds: 5, iterations: 3 });
  return [
    decodeRow(...steps),
    {
      name: `prefill SmolLM2 Q4_1, ${String(PREFILL)} tokens`,
      value: (1000 * PREFILL) / (whole?.ms ?? NaN),
      unit: 'tokens/s',
    },
  ];
}

function decodeRow(subject: Measured, peer: Measured): Row {
  return {
    name: `${subject.name}, ${String(THREADS)} threads`,
    value: 1000 / subject.ms,
    unit: 'tokens/s',
    peer: { name: peer.name, value: 1000 / peer.ms, ratio: ratio(subject, peer) },
  };
}
