/**
 * Judges a model file, and runs it where nothing is wrong with it.
 *
 *   node examples/library.mjs MODEL.gguf
 */
import process from 'node:process';
import { checkFile, openModel } from 'flea-flicker';

const [path] = process.argv.slice(2);
const { verdict, sha256, findings } = await checkFile(path);
for (const { severity, rule, message } of findings) console.log(`${severity} ${rule}: ${message}`);
console.log(`${verdict} ${sha256}`);

if (verdict === 'pass') {
  // What is opened is what was judged: every byte is held against the digest.
  const model = await openModel(path, { sha256 });
  const session = await model.load({ engine: 'reference', nCtx: 16 });
  const tokens = Int32Array.from(model.tokenizer().encode('Hello', { addSpecial: true, parseSpecial: false }));
  const logits = await session.step(tokens, { logits: 'last' });
  const next = logits.indexOf(Math.max(...logits));
  console.log(`after ${String(tokens.length)} tokens comes token ${String(next)}`);
  await session.close();
  model.close();
}
