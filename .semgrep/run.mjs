/**
 * The local static rules, offline: first the controls, then the tree. Each line of tests/ that ends in `bad: RULE` must be
 * reported by exactly that rule, each `good: RULE` must not, and every rule must have both. The files there end in `.planted`,
 * so that no compiler and no other linter takes them for ours.
 *
 *   node .semgrep/run.mjs [--sarif FILE] [--controls-only]
 *
 * SEMGREP names the program; without it, `semgrep` in the path, else the one that .ci/semgrep.sh installs under build/.
 * Exit 0 clean, 1 findings or a failed control, 2 no semgrep.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const HERE = join(ROOT, '.semgrep');
const RULES = join(HERE, 'rules');

function semgrepProgram() {
  const installed = join(ROOT, 'build/semgrep/bin/semgrep');
  for (const candidate of [process.env.SEMGREP, installed, 'semgrep'])
    if (candidate && spawnSync(candidate, ['--version', '--disable-version-check'], { stdio: 'ignore' }).status === 0)
      return candidate;
  process.stderr.write('semgrep: expected semgrep, found none: run `bash .ci/semgrep.sh` [semgrep/missing]\n');
  process.exit(2);
}

function scan(program, cwd, more = []) {
  const args = ['scan', '--metrics=off', '--disable-version-check', '--no-git-ignore', '--json', '--config', RULES];
  const { status, stdout, stderr } = spawnSync(program, [...args, ...more, '.'], {
    cwd,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status === 0) return JSON.parse(stdout);
  process.stderr.write(`semgrep: expected exit 0, found ${String(status)}\n${stderr}`);
  process.exit(2);
}

const ruleOf = (result) => result.check_id.split('.').at(-1);

function files(folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? files(path) : [path];
  });
}

function copyPlanted(from, to) {
  for (const path of files(from)) {
    const target = join(to, relative(from, path).replace(/\.planted$/, ''));
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(path, target);
  }
}

/** What the planted lines say of themselves: `PATH:LINE RULE` of the bad ones, and every rule seen on either side. */
function plants(folder) {
  const bad = new Set();
  const seen = { bad: new Set(), good: new Set() };
  for (const path of files(folder)) {
    readFileSync(path, 'utf8')
      .split('\n')
      .forEach((text, i) => {
        const [, kind, rule] = /\/\/ (bad|good): ([a-z-]+)$/.exec(text) ?? [];
        if (!kind) return;
        seen[kind].add(rule);
        if (kind === 'bad') bad.add(`${relative(folder, path)}:${String(i + 1)} ${rule}`);
      });
  }
  return { bad, seen };
}

function ruleIds() {
  return readdirSync(RULES).flatMap((name) =>
    [...readFileSync(join(RULES, name), 'utf8').matchAll(/^ {2}- id: (\S+)$/gm)].map(([, id]) => id),
  );
}

/** Problems with the rules themselves, one a line. The planted tree is copied out of the repository: paths start at its root. */
function controls(program) {
  const copy = mkdtempSync(join(tmpdir(), 'flea-flicker-semgrep-'));
  try {
    copyPlanted(join(HERE, 'tests'), copy);
    const { bad, seen } = plants(copy);
    const { results, errors } = scan(program, copy);
    const found = new Set(results.map((r) => `${r.path.replace(/^\.\//, '')}:${String(r.start.line)} ${ruleOf(r)}`));
    return [
      ...errors.map((e) => `the rules do not load: ${e.message}`),
      ...[...bad].filter((plant) => !found.has(plant)).map((plant) => `planted and not reported: ${plant}`),
      ...[...found].filter((plant) => !bad.has(plant)).map((plant) => `reported and not planted: ${plant}`),
      ...ruleIds().flatMap((id) =>
        ['bad', 'good']
          .filter((kind) => !seen[kind].has(id))
          .map((kind) => `${id} has no ${kind} line in .semgrep/tests`),
      ),
    ];
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

const FOLDERS = ['src', 'bin', 'scripts', 'native', 'kernels', 'fuzz', 'bench'].filter((f) =>
  existsSync(join(ROOT, f)),
);

function scanTree(program, sarif) {
  const { results, errors, paths } = scan(program, ROOT, [
    ...FOLDERS.flatMap((folder) => ['--include', `/${folder}/**`]),
    ...(sarif ? [`--sarif-output=${sarif}`] : []),
  ]);
  for (const r of results) process.stdout.write(`${r.path}:${String(r.start.line)} ${ruleOf(r)}: ${r.extra.message}\n`);
  // A warning is a construct that semgrep's grammar lacks, such as a macro in a declaration: the rest of the file is scanned.
  for (const e of errors) process.stdout.write(`${e.level}: ${e.message.split('\n')[0]}\n`);
  process.stdout.write(`${String(paths.scanned.length)} files, ${String(results.length)} findings\n`);
  return results.length === 0 && errors.every((e) => e.level === 'warn') && paths.scanned.length > 100;
}

const at = process.argv.indexOf('--sarif');
const program = semgrepProgram();
const problems = controls(program);
for (const problem of problems) process.stdout.write(`control: ${problem}\n`);
process.stdout.write(
  `${String(ruleIds().length)} rules, ${problems.length === 0 ? 'every control as planted' : 'controls FAIL'}\n`,
);
const clean = process.argv.includes('--controls-only') || scanTree(program, at < 0 ? '' : (process.argv[at + 1] ?? ''));
process.exitCode = problems.length === 0 && clean ? 0 : 1;
