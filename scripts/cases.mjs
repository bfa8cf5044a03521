/**
 * Checks a folder of files of which somebody has said what the gate must answer, and prints where it differs.
 *
 *   npm run cases -- FOLDER… [--only PREFIX] [--without PREFIX] [--jobs N] [--verbose]
 *
 * A folder holds lists, `NAME.json`: `{ "kind/file": { "expect": "refuse" | "pass" | "flag" | "either", "source"?: "…" } }`. The files stand
 * beside them as `kind/file.gguf`, or in `NAME.tar.xz`. `refuse`: exit 1. `pass`: exit 0. `flag`: at least one finding, whatever the verdict.
 * `either`: no more than that there is a verdict. A list entry whose source says `with --suppress RULE` is checked with that flag, and
 * must not pass. Every file is checked in 5 s and 512 MiB, and 2 s more for each MiB beyond the first, whatever its verdict.
 *
 * Exit 0 where nothing differs, 1 where something does, 2 where nothing was checked or a file of a list is not there.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clearInterval, setInterval } from 'node:timers';
import { parseArgs } from 'node:util';

const BIN = new URL('../bin/flea-flicker.mjs', import.meta.url).pathname;
const EXPECTATIONS = ['refuse', 'pass', 'flag', 'either'];
const SECONDS = 5;
const SECONDS_PER_MIB = 2;
const BYTES = 512 * 2 ** 20;
/** After which a check is killed: it has failed long before. */
const KILL_SECONDS = 60;
/** Between two looks at how much memory a check takes. */
const LOOK_MS = 20;

/** Every list of a folder, its archive unpacked below `scratch`. */
function casesIn(folder, scratch) {
  const lists = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return lists.flatMap((list) => {
    const archive = join(folder, list.replace(/\.json$/, '.tar.xz'));
    const root = existsSync(archive) ? unpacked(archive, scratch) : folder;
    return Object.entries(JSON.parse(readFileSync(join(folder, list), 'utf8'))).map(([name, entry]) => {
      if (!EXPECTATIONS.includes(entry.expect))
        throw new Error(`${list}: ${name}: expected one of ${EXPECTATIONS.join(', ')}, found ${String(entry.expect)}`);
      return { name, path: join(root, `${name}.gguf`), expect: entry.expect, source: entry.source ?? '' };
    });
  });
}

function unpacked(archive, scratch) {
  const target = mkdtempSync(join(scratch, 'cases-'));
  const { status, stderr } = spawnSync('tar', ['-xf', archive, '-C', target], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${archive}: expected an archive that tar unpacks, found: ${stderr.trim()}`);
  return target;
}

/** What one check answered, and what it cost. */
async function check({ path, source }) {
  const rule = /--suppress (\S+)/.exec(source)?.[1];
  const args = [BIN, 'check', '--json', ...(rule === undefined ? [] : ['--suppress', rule]), '--', path];
  const started = performance.now();
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr, peak] = ['', '', 0];
  child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
  const look = setInterval(() => (peak = Math.max(peak, treeBytes(child.pid))), LOOK_MS);
  const late = setTimeout(() => child.kill('SIGKILL'), KILL_SECONDS * 1000);
  const code = await new Promise((resolve) => child.on('close', (status, signal) => resolve(status ?? signal)));
  clearInterval(look);
  clearTimeout(late);
  return { code, stderr, peak, seconds: (performance.now() - started) / 1000, file: fileOf(stdout) };
}

function fileOf(stdout) {
  try {
    return JSON.parse(stdout).files[0] ?? null;
  } catch {
    return null;
  }
}

/** Resident memory of a process and of those that it started, where the system tells. */
function treeBytes(pid) {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
    const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]);
    return pages * 4096 + children.reduce((sum, child) => sum + treeBytes(child), 0);
  } catch {
    return 0;
  }
}

/** What differs from what the list says; nothing where all is well. */
function differences({ expect, path, source }, { code, seconds, peak, file }) {
  const mib = statSync(path).size / 2 ** 20;
  const most = SECONDS + SECONDS_PER_MIB * Math.max(0, mib - 1);
  const mustNotPass = /--suppress/.test(source);
  return [
    ...(file === null ? [`no report, ended with ${code}`] : []),
    ...(expect === 'refuse' && code !== 1 && !(mustNotPass && code === 2) ? [`expected exit 1, found ${code}`] : []),
    ...(expect === 'pass' && code !== 0 ? [`expected exit 0, found ${code}`] : []),
    ...(expect === 'flag' && file?.findings.length === 0 ? ['expected a finding, found none'] : []),
    ...(seconds > most ? [`expected at most ${most.toFixed(1)} s, found ${seconds.toFixed(1)}`] : []),
    ...(peak > BYTES ? [`expected at most 512 MiB, found ${Math.round(peak / 2 ** 20)}`] : []),
  ];
}

function findingLines(file) {
  return (file?.findings ?? []).slice(0, 8).map(({ rule, severity, message }) => `    ${severity} ${rule}: ${message}`);
}

async function main() {
  const { values, positionals: folders } = parseArgs({
    allowPositionals: true,
    options: {
      only: { type: 'string', multiple: true, default: [] },
      without: { type: 'string', multiple: true, default: [] },
      jobs: { type: 'string', default: '2' },
      verbose: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help || folders.length === 0) {
    process.stdout.write('npm run cases -- FOLDER… [--only PREFIX] [--without PREFIX] [--jobs N] [--verbose]\n');
    return values.help ? 0 : 2;
  }
  const scratch = mkdtempSync(join(tmpdir(), 'flea-cases-'));
  try {
    const chosen = folders
      .flatMap((folder) => casesIn(folder, scratch))
      .filter(({ name }) => values.only.length === 0 || values.only.some((prefix) => name.startsWith(prefix)))
      .filter(({ name }) => !values.without.some((prefix) => name.startsWith(prefix)));
    return await judge(chosen, Number(values.jobs), values.verbose);
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

async function judge(cases, jobs, verbose) {
  const missing = cases.filter(({ path }) => !existsSync(path));
  for (const { name } of missing) process.stdout.write(`${name}  is not there\n`);
  const queue = cases.filter(({ path }) => existsSync(path));
  let [checked, differing] = [0, 0];
  const work = async () => {
    for (let each = queue.shift(); each; each = queue.shift()) {
      const answer = await check(each);
      checked++;
      const found = differences(each, answer);
      if (found.length > 0) differing++;
      if (found.length === 0 && !verbose) continue;
      const head = `${each.name}  ${found.length > 0 ? found.join('; ') : 'as expected'}${each.source ? `  (${each.source})` : ''}`;
      process.stdout.write([head, ...findingLines(answer.file), ''].join('\n'));
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, jobs) }, work));
  process.stdout.write(`${checked} cases, ${differing} differ, ${missing.length} not there\n`);
  if (missing.length > 0 || checked === 0) return 2;
  return differing > 0 ? 1 : 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`cases: ${error.message}\n`);
  process.exitCode = 2;
}
