import { it } from 'vitest';
import { openTiny, changedTiny } from '../support/tinyModel.ts';
import { buildProgram } from '../../src/model/build.ts';
it('cost', () => { const f = changedTiny(m=>({...m, metadata: m.metadata.map(([k,v])=> k==='llama.block_count'?[k,{type:'u32',value:1024}]:[k,v]) as any}));
 for (let i=0;i<4;i++){ const t=performance.now(); const r=buildProgram(f); console.log('ms', performance.now()-t, r.findings.length); } 
 const g = openTiny({nLayer: 1024, headDim: 2, nHead: 4, nHeadKv: 2, matrixType: 'F32', nFf: 8}).file;
 for (let i=0;i<4;i++){ const t=performance.now(); const r=buildProgram(g); console.log('full ms', performance.now()-t, r.findings.length, r.program?.ops.length); } 
});
