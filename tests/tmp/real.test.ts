import { readdirSync, readFileSync } from 'node:fs';
import { it } from 'vitest';
import { parseGguf } from '../../src/gguf/parse.ts';
import { openFileSource } from '../../src/gguf/source.ts';
import { buildProgram } from '../../src/model/build.ts';
import { referenceEngine } from '../../src/reference/engine.ts';
import { FileWeights } from '../../src/residency/fileWeights.ts';
const dir=`${process.env.HOME}/.cache/flea-flicker/models`;
it('vocabs', () => {
  for (const n of readdirSync(dir).filter(n=>n.endsWith('.gguf'))) {
    const { file } = parseGguf(openFileSource(`${dir}/${n}`));
    const r = buildProgram(file!);
    for (const f of r.findings.filter(f=>f.rule!=='model/architecture-undescribed')) console.log(n, f.severity, f.rule, f.message);
  }
});
it('gemma', async () => {
  const source = openFileSource(`${dir}/gemma-3-270m-q4_k_m.gguf`);
  const { file } = parseGguf(source);
  const { program } = buildProgram(file!);
  const golden = JSON.parse(readFileSync('/work/shared/data/golden/gemma3.exact.json','utf8'));
  const p = (golden.prompts ?? golden)[0]; console.log(Object.keys(golden), Object.keys(p), JSON.stringify(p).slice(0,600));
  const s = await referenceEngine.load(program!, new FileWeights(file!, program!, source), { nCtx: 64 });
  let ids = p.prompt_ids ?? p.ids ?? p.prompt; let worst=0;
  for (let step=0; step<4; step++) {
    const t=Date.now(); const y = await s.step(Int32Array.from(ids), {logits:'last'});
    const st = p.top[step]; const tops = st.top_ids ?? st.ids ?? st.top.map((x:any)=>x[0]); const lg = st.top_logits ?? st.logits ?? st.top.map((x:any)=>x[1]);
    const d = tops.map((id:number,i:number)=>Math.abs(y[id]!-lg[i])); worst=Math.max(worst,...d);
    console.log(step, tops, d, Date.now()-t,'ms'); ids=[tops[0]];
  }
  console.log('worst', worst);
}, 600000);
