import { it } from 'vitest';
import { readFileSync } from 'node:fs';
import { killTable } from '../../../src/oracle/killTable.ts';
import { openEngineLibrary } from '../../../src/native/nativeEngine.ts';
import { referenceEngine } from '../../../src/reference/engine.ts';
it('kills', { timeout: 600000 }, async () => {
  const { mutants } = JSON.parse(readFileSync('kernels/mutants.json', 'utf8'));
  const list = [0, ...mutants].map((m: any) => {
    const path = m === 0 ? '/work/main/build/native/libff_cuda_sim.so' : `/work/main/build/sim-mutants/libff_cuda_sim_mutant_${m.number}.so`;
    if (m === 0) m = { id: 'RIGHT', kernel: 'rms_norm', what: '', lane: '' };
    const [n, t] = m.kernel.split('.');
    return { name: m.lane + ' ' + m.id, what: m.what, engine: openEngineLibrary(m.id, path), affects: m.id === 'RIGHT' ? [{ kind: 'norm' }, { kind: 'linear' }] : [{ kind: n === 'rms_norm' ? 'norm' : 'linear', ...(t && { type: t.toUpperCase() }) }] };
  });
  for await (const k of killTable(list, referenceEngine, 40, 1)) console.log(k.mutant, k.by ? `${k.by.layer}/${k.by.cases}/${k.by.verdict}` : 'SURVIVES', k.layers.join(','), k.nmse, k.allclose);
});
