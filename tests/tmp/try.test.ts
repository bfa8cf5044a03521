import { readdirSync, readFileSync } from 'node:fs';
import { it } from 'vitest';
import { parseGguf } from '/tmp/wt/arch/src/gguf/parse.ts';
import { bufferSource } from '/tmp/wt/arch/src/gguf/source.ts';
import { buildProgram, ARCHITECTURES } from '/tmp/wt/arch/src/model/build.ts';
import { getString } from '/tmp/wt/arch/src/gguf/metadata.ts';
import { referenceEngine } from '/tmp/wt/arch/src/reference/engine.ts';
import { FileWeights } from '/tmp/wt/arch/src/residency/fileWeights.ts';
const index = JSON.parse(readFileSync('/work/shared/data/archs/index.json','utf8'));
import { FUNCTIONS } from '/tmp/wt/arch/src/reference/ops/functions.ts';
import { numberToF16, f16ToNumber } from '/tmp/wt/arch/src/core/f16.ts';
const g=FUNCTIONS.gelu; if (process.env.TAB) (FUNCTIONS as any).gelu=(x:number)=> x<=-10?0:x>=10?x:f16ToNumber(numberToF16(Math.fround(g(f16ToNumber(numberToF16(x))))));
it('x', async () => {
  for (const name of readdirSync('/tmp/archs').filter(n=>n.endsWith('.gguf')).map(n=>n.slice(0,-5))) {
    const source = bufferSource(readFileSync(`/tmp/archs/${name}.gguf`));
    const { file, findings } = parseGguf(source);
    if (!file) { console.log(name, 'PARSE', findings); continue; }
    const r = buildProgram(file);
    const arch = getString(file.metadata,'general.architecture')!;
    const bad = r.findings.filter(f=>f.severity==='error' || f.rule==='model/tensor-extra' || (ARCHITECTURES.has(arch) && f.rule !== 'model/key-unset'));
    for (const f of bad.slice(0,4)) console.log(name, f.rule, f.message);
    if (!r.program) { if (ARCHITECTURES.has(arch)) console.log(name,'NO PROGRAM', r.unsupported); continue; }
    const tokens = Int32Array.from(index[name].tokens);
    try {
    const s = await referenceEngine.load(r.program, new FileWeights(file, r.program, source), { nCtx: 12 });
    const got = await s.step(tokens, { logits: 'all' });
    const b = readFileSync(`/tmp/archs-logits/${name}.f32`); const exp = new Float32Array(b.buffer.slice(b.byteOffset,b.byteOffset+b.length));
    let d=0,m=0; for (let i=0;i<exp.length;i++){ d=Math.max(d,Math.abs(got[i]!-exp[i]!)); m=Math.max(m,Math.abs(exp[i]!)); }
    console.log(name.padEnd(24), (d/m).toExponential(2), d/m<=2e-5?'pass':'FAIL', got.length===exp.length);
    } catch (e) { console.log(name, 'THROWS', (e as Error).message); }
  }
}, 600000);
