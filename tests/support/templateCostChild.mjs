/**
 * What judging a template costs in a process of its own: `node templateCostChild.mjs MODULES FILE [PLANTED]` prints { seconds, peak, rules }: of
 * the processor, the growth of the resident set in bytes, and what was found. PLANTED: `quadratic`, a pass that walks over what it has seen
 * for every character, or `hoarder`, which keeps as much as it may not.
 */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [modules, file, planted] = process.argv.slice(2);
const { templateFindings } = await import(pathToFileURL(`${modules}/text/template/templateFindings.js`).href);

/** The largest resident set so far, in bytes. */
const peakNow = () => Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'latin1'))?.[1]) * 1024;

const secondsNow = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

const judge = (text) => {
  const value = { type: 'string', value: text, bytes: new Uint8Array() };
  return templateFindings(new Map([['tokenizer.chat_template', value]]), { judgedBefore: () => undefined });
};

const PASSES = {
  quadratic: (text) => {
    let sum = 0;
    for (let i = 0; i < text.length; i += 8) for (let j = 0; j < i; j++) sum += text.charCodeAt(j);
    return sum;
  },
  hoarder: () => new Uint8Array(600 * 2 ** 20).fill(1),
};

const text = readFileSync(file, 'latin1');
// What loading and a first template take is not this one's.
await judge('{{ a }} b c');
const [peak, seconds] = [peakNow(), secondsNow()];
const findings = await judge(text);
const kept = PASSES[planted]?.(text);
process.stdout.write(
  JSON.stringify({
    seconds: secondsNow() - seconds,
    peak: peakNow() - peak,
    rules: findings.map(({ rule, severity }) => `${severity} ${rule}`),
    kept: typeof kept,
  }),
);
