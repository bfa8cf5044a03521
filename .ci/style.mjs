/**
 * Formatting of C++, shell scripts, spelling, and exports that nobody uses: clang-format, shellcheck, typos and knip over the
 * tracked files. Each tool first gets a small tree with a planted defect, which it must name, and its sound twin, which it must
 * pass: a tool that does nothing fails.
 *
 *   node .ci/style.mjs [TOOL …]
 *
 * Exit 0 clean, 1 findings or a failed control, 2 no such tool. `bash .ci/style.sh` installs the first three.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const inRoot = (path) => join(ROOT, path);

/** In pieces, so that this file is spelled well. */
const MISSPELLED = ['rec', 'ieves'].join('');

const packageOf = (code) => ({
  'package.json': '{ "name": "planted", "type": "module", "main": "main.mjs" }\n',
  'main.mjs': "import { used } from './other.mjs';\n\nused();\n",
  'other.mjs': code,
});

/**
 * `planted` and `sound` are trees, path to text; `names` is what the tool must say of the first. `wants` says which tracked
 * files the tool reads; it is given their names, unless it finds them itself (`finds`). `lists` makes one that leaves files out
 * print the others.
 */
const TOOLS = [
  {
    name: 'clang-format',
    command: [
      inRoot('build/style/bin/clang-format'),
      `--style=file:${inRoot('.clang-format')}`,
      '--dry-run',
      '-Werror',
    ],
    wants: (path) => /\.(?:cc|h|cu|cuh)$/.test(path),
    planted: { 'planted.cc': 'int  answer( ) { return 42; }\n' },
    sound: { 'planted.cc': 'int answer() { return 42; }\n' },
    names: /planted\.cc:1:4: error: .*clang-format-violations/,
  },
  {
    name: 'shellcheck',
    command: [inRoot('build/style/bin/shellcheck'), '--external-sources'],
    wants: isShellScript,
    planted: { 'planted.sh': '#!/bin/sh\nrm $1\n' },
    sound: { 'planted.sh': '#!/bin/sh\nrm "$1"\n' },
    names: /planted\.sh line 2:[^]*SC2086/,
  },
  {
    name: 'typos',
    command: [
      inRoot('build/style/bin/typos'),
      '--config',
      inRoot('_typos.toml'),
      '--force-exclude',
      '--format',
      'brief',
    ],
    wants: () => true,
    lists: '--files',
    planted: { 'src/planted.ts': `// What a reader ${MISSPELLED}.\n` },
    sound: { 'src/planted.ts': '// What a reader receives.\n' },
    names: new RegExp(`planted\\.ts:1:\\d+: error: \`${MISSPELLED}\``),
  },
  {
    name: 'knip',
    command: [
      process.execPath,
      inRoot('node_modules/knip/bin/knip.js'),
      '--no-progress',
      '--treat-config-hints-as-errors',
    ],
    wants: (path) => /\.(?:ts|mjs)$/.test(path),
    finds: true,
    planted: packageOf('export const used = () => {};\nexport const unused = 1;\n'),
    sound: packageOf('export const used = () => {};\n'),
    names: /Unused exports[^]*unused/,
  },
];

/** By its name or its first line. Hostile files of corpus/ begin like scripts and are none. */
function isShellScript(path) {
  if (path.endsWith('.sh')) return true;
  if (path.startsWith('corpus/')) return false;
  return /^#!.*\b(?:ba)?sh\n/.test(readFileSync(inRoot(path), 'latin1').slice(0, 80));
}

function run({ command: [program, ...args], finds }, cwd, paths) {
  const given = finds ? args : [...args, ...paths];
  // knip asks for other dependencies where CI is set: what is judged here must not depend on where.
  const env = { ...process.env, CI: '' };
  const options = { cwd, env, encoding: 'utf8', maxBuffer: 1 << 26 };
  const { status, stdout, stderr, error } = spawnSync(program, given, options);
  return { status, output: `${stdout ?? ''}${stderr ?? ''}${error ? `${error.message}\n` : ''}` };
}

/** What the tool says of a tree that is written for it. */
function runOn(tool, tree) {
  const folder = mkdtempSync(join(tmpdir(), 'flea-flicker-style-'));
  try {
    for (const [path, text] of Object.entries(tree)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return run(tool, folder, Object.keys(tree));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function controlProblems(tool) {
  const planted = runOn(tool, tool.planted);
  const sound = runOn(tool, tool.sound);
  return [
    ...(planted.status !== 0 && tool.names.test(planted.output)
      ? []
      : [`planted and not reported:\n${planted.output}`]),
    ...(sound.status === 0 ? [] : [`reported and not planted:\n${sound.output}`]),
  ];
}

/** Those that are in the work tree: one may have been deleted there. */
function trackedFiles() {
  const { status, stdout } = spawnSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8', maxBuffer: 1 << 26 });
  if (status !== 0) throw new Error('expected a git checkout, found none');
  return stdout.split('\0').filter((path) => path && statSync(inRoot(path), { throwIfNoEntry: false })?.isFile());
}

function countOf(tool, paths) {
  if (!tool.lists) return paths.length;
  return run({ ...tool, command: [...tool.command, tool.lists] }, ROOT, paths)
    .output.split('\n')
    .filter(Boolean).length;
}

function isClean(tool, tracked) {
  const controls = controlProblems(tool);
  for (const problem of controls) process.stdout.write(`${tool.name}: control: ${problem}\n`);
  const paths = tracked.filter(tool.wants);
  const { status, output } = run(tool, ROOT, paths);
  const count = countOf(tool, paths);
  process.stdout.write(output);
  process.stdout.write(
    `${tool.name}: ${controls.length === 0 ? 'control as planted' : 'control FAILS'}, ${String(count)} files, ` +
      `${status === 0 ? 'clean' : `exit ${String(status)}`}\n`,
  );
  return controls.length === 0 && status === 0 && count > 0;
}

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !TOOLS.some((tool) => tool.name === name));
if (unknown.length > 0) {
  process.stderr.write(`expected ${TOOLS.map(({ name }) => name).join(', ')}, found ${unknown.join(', ')}\n`);
  process.exit(2);
}
const tracked = trackedFiles();
const results = TOOLS.filter(({ name }) => asked.length === 0 || asked.includes(name)).map((t) => isClean(t, tracked));
process.exitCode = results.every(Boolean) ? 0 : 1;
