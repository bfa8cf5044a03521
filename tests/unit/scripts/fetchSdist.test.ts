import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const SCRIPTS = fileURLToPath(new URL('../../../scripts', import.meta.url));
const work = mkdtempSync(join(tmpdir(), 'flea-flicker-sdist-'));

afterAll(() => {
  rmSync(work, { recursive: true, force: true });
});

/** An archive with what a hostile one has: the same name twice, a link under a wanted name, names that lead out of the folder. */
const PROGRAM = `
import io, json, os, sys, tarfile
sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
import fetch_sdist
work = sys.argv[2]
path = os.path.join(work, "archive.tar.gz")
def add(archive, name, data=b"", **fields):
    entry = tarfile.TarInfo(name)
    entry.size = len(data)
    for key, value in fields.items(): setattr(entry, key, value)
    archive.addfile(entry, io.BytesIO(data))
with tarfile.open(path, "w:gz") as archive:
    add(archive, "../outside", b"x")
    add(archive, "/outside", b"x")
    add(archive, "p/link", type=tarfile.SYMTYPE, linkname="/etc/passwd")
    add(archive, "p/wanted", b"first")
    add(archive, "p/wanted", b"second")
    add(archive, "p/setup.py", b"raise SystemExit(1)")
out = os.path.join(work, "out")
os.mkdir(out)
fetch_sdist.extract(path, json.loads(sys.argv[3]), out)
`;

function extract(members: Readonly<Record<string, string>>): {
  readonly status: number | null;
  readonly stderr: string;
} {
  rmSync(join(work, 'out'), { recursive: true, force: true });
  return spawnSync('python3', ['-c', PROGRAM, SCRIPTS, work, JSON.stringify(members)], { encoding: 'utf8' });
}

const hasPip = spawnSync('python3', ['-m', 'pip', '--version']).status === 0;

describe.skipIf(!hasPip)('taking files out of a source archive (left out without python3 and pip)', () => {
  it('writes the wanted files under the wanted names and nothing else', () => {
    expect(extract({ 'p/wanted': 'mine' }).status).toBe(0);
    expect(readdirSync(join(work, 'out'))).toEqual(['mine']);
    expect(readFileSync(join(work, 'out', 'mine'), 'utf8')).toBe('first');
    expect(readdirSync(work).sort()).toEqual(['archive.tar.gz', 'out']);
  });

  it('takes no link for a file, and says what is missing', () => {
    const { status, stderr } = extract({ 'p/link': 'mine' });
    expect(status).toBe(1);
    expect(stderr).toContain('expected p/link in the archive, found no such file');
  });
});
