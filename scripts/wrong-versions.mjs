/**
 * Wrong versions of the native sources: data in kernels/wrong and native/wrong, applied to copies.
 *
 *   node scripts/wrong-versions.mjs list FOLDER LANE [--root ROOT]   id, tab, name in a build, tab, killers: one a line
 *   node scripts/wrong-versions.mjs write TREE [ID...] [--root ROOT]
 *
 * `write` leaves the changed files, and those that are compiled with them, as TREE/ID/FILE: first on the include path, such
 * a folder shadows the originals. TREE/FOLDER.cmake calls ff_wrong_FOLDER(id name lane needs file...) for each, and
 * TREE/depends.cmake says what CMake has to look at again. What is as it was is not written again. A text that does not occur
 * exactly once in its file is an error: exit 1, a line for each.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const FOLDERS = ['kernels', 'native'];
const SELF = fileURLToPath(import.meta.url);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { root: { type: 'string', default: fileURLToPath(new URL('..', import.meta.url)) } },
});

function catalogues(folder) {
  const path = join(values.root, folder, 'wrong');
  return entries(path)
    .filter((name) => name.endsWith('.json'))
    .map((name) => join(path, name));
}

function versionsOf(folder) {
  return catalogues(folder).flatMap((path) => JSON.parse(readFileSync(path, 'utf8')).versions);
}

/** Relative paths of all that is in a folder, or nothing where there is none. */
function entries(folder) {
  try {
    return readdirSync(folder, { recursive: true }).sort();
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}

/** As targets and libraries are named: rms-norm.no-eps is rms_norm_no_eps. */
const nameOf = ({ id }) => id.replaceAll(/[.-]/g, '_');

const isSource = (file) => /\.(?:cc|cu)$/.test(file);

/** The sources that a build compiles from the copies. */
const compiled = ({ edits, compiles = [] }) => [
  ...new Set([...compiles, ...edits.map(({ file }) => file).filter(isSource)]),
];

const touched = (version) => [...new Set([...version.edits.map(({ file }) => file), ...compiled(version)])];

/** The text of `file` with the edits of that file, and a line for each edit that does not match once. */
function edited({ id, edits }, file, complaints) {
  let text = readFileSync(join(values.root, file), 'utf8');
  for (const { find, replace } of edits.filter((edit) => edit.file === file)) {
    const pieces = text.split(find);
    if (pieces.length === 2) text = pieces.join(replace);
    else complaints.push(`${id}: ${file}: expected the text to match once, found ${String(pieces.length - 1)} times`);
  }
  return text;
}

/** Writes what is not there already: a new time of change would be a new build. */
function write(path, text) {
  try {
    if (readFileSync(path, 'utf8') === text) return;
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function writeVersion(version, tree, complaints) {
  const folder = join(tree, version.id);
  const files = touched(version);
  for (const file of files) write(join(folder, file), edited(version, file, complaints));
  const kept = (path) => files.some((file) => file === path || file.startsWith(`${path}/`));
  for (const path of entries(folder)) if (!kept(path)) rmSync(join(folder, path), { recursive: true, force: true });
}

/** A call for each version. */
function listing(folder, versions) {
  const calls = versions.map((version) => {
    const { lane, needs = '' } = version;
    const words = [version.id, nameOf(version), lane, needs, ...compiled(version)];
    return `ff_wrong_${folder}(${words.map((word) => `"${word}"`).join(' ')})\n`;
  });
  return calls.join('');
}

/** CMake configures anew when a catalogue, a source or this program changes. */
function dependencies(versions) {
  const sources = versions.flatMap(touched).map((file) => join(values.root, file));
  const inputs = [SELF, ...FOLDERS.flatMap(catalogues), ...sources];
  const lines = [...new Set(inputs)].map((path) => `  "${path}"\n`);
  return `set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS\n${lines.join('')})\n`;
}

function writeAll(tree, ids) {
  const complaints = [];
  const all = [];
  for (const folder of FOLDERS) {
    const versions = versionsOf(folder).filter(({ id }) => ids.length === 0 || ids.includes(id));
    for (const version of versions) writeVersion(version, tree, complaints);
    write(join(tree, `${folder}.cmake`), listing(folder, versions));
    all.push(...versions);
  }
  write(join(tree, 'depends.cmake'), dependencies(all));
  const unknown = ids.filter((wanted) => !all.some(({ id }) => id === wanted));
  return [...complaints, ...unknown.map((id) => `${id}: expected the id of a wrong version`)];
}

function list(folder, lane) {
  for (const version of versionsOf(folder)) {
    if (version.lane !== lane) continue;
    process.stdout.write(`${version.id}\t${nameOf(version)}\t${version.killers.join(' ')}\n`);
  }
}

const [command, first, ...rest] = positionals;
if (command === 'list' && FOLDERS.includes(first) && rest.length === 1) list(first, rest[0]);
else if (command === 'write' && first !== undefined) {
  const complaints = writeAll(first, rest);
  for (const line of complaints) process.stderr.write(`${line}\n`);
  process.exitCode = complaints.length === 0 ? 0 : 1;
} else {
  process.stderr.write(`usage: ${relative(process.cwd(), SELF)} list FOLDER LANE | write TREE [ID...]\n`);
  process.exitCode = 2;
}
