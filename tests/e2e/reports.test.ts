import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { BIN, flea, temporaryFolder, tinyFile } from '../support/cli.ts';
import { schemaProblems } from '../support/schemas.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const folder = temporaryFolder();
const tiny = tinyFile(folder);
const old = join(folder, 'old.gguf');
const baseline = join(folder, 'baseline.json');
/** Version 2: a warning in strict, so that a threshold decides. */
writeFileSync(old, Buffer.from(readFileSync(tiny)).fill(2, 4, 5));

const STRICT = ['--fail-on', 'warning'];

describe('check for GitHub', () => {
  it('writes annotations, and a summary where the environment names a file', () => {
    const summary = join(folder, 'summary.md');
    const env = { ...process.env, NO_COLOR: '1', GITHUB_STEP_SUMMARY: summary };
    const run = (...args: readonly string[]): string =>
      spawnSync(process.execPath, [BIN, 'check', old, ...args], { env, encoding: 'utf8' }).stdout;
    expect(run()).not.toContain('::warning');
    expect(existsSync(summary)).toBe(false);
    expect(run('--format', 'github')).toMatch(/^::warning file=.*,title=gguf\/version-2::/);
    expect(readFileSync(summary, 'utf8')).toContain('## flea-flicker: pass');
    // Other steps' summaries stay.
    run('--format', 'github');
    expect(readFileSync(summary, 'utf8').match(/## flea-flicker/g)).toHaveLength(2);
  });
});

describe('a baseline', () => {
  it('is written, accepts what was found, and nothing new', () => {
    expect(flea('check', old, ...STRICT).code).toBe(1);
    const written = flea('check', old, ...STRICT, '--write-baseline', baseline);
    expect([written.code, written.stderr]).toEqual([0, expect.stringContaining('1 findings accepted') as string]);
    expect(schemaProblems('baseline', JSON.parse(readFileSync(baseline, 'utf8')))).toBeNull();
    expect(flea('check', old, ...STRICT, '--baseline', baseline).code).toBe(0);
    const copy = join(folder, 'copy.gguf');
    writeFileSync(copy, readFileSync(old));
    expect(flea('check', copy, ...STRICT, '--baseline', baseline).code).toBe(1);
  });

  it('fails when an entry has expired, whatever the file is like now', () => {
    const expired = join(folder, 'expired.json');
    writeFileSync(expired, readFileSync(baseline, 'utf8').replace(/"expires": "[^"]*"/, '"expires": "2020-01-01"'));
    const { code, stdout } = flea('check', tiny, '--baseline', expired, '--json');
    expect([code, stdout.includes('check/baseline-expired')]).toEqual([1, true]);
    expect(schemaProblems('check', JSON.parse(stdout))).toBeNull();
  });

  it.each([
    ['is missing', ['--baseline', join(folder, 'none.json')], /io\/missing/],
    ['is none', ['--baseline', tiny], /io\/baseline/],
  ])('that %s is one line and exit 2', (_what, flags, message) => {
    const { code, stderr, stdout } = flea('check', old, ...flags);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
  });
});

describe('a baseline that cannot be written', () => {
  it('is one line and exit 2, and the report is written all the same', () => {
    const { code, stderr, stdout } = flea('check', old, '--write-baseline', folder);
    expect(code).toBe(2);
    expect(stderr).toMatch(/io\/write/);
    expect(stdout).toContain('gguf/version-2');
  });
});

describe('a baseline for other bytes', () => {
  it('accepts nothing, although the name is the same', () => {
    const [path, accepted] = [join(folder, 'swapped.gguf'), join(folder, 'swapped.json')];
    writeFileSync(path, readFileSync(old));
    expect(flea('check', path, ...STRICT, '--write-baseline', accepted).code).toBe(0);
    const { stdout } = flea('check', path, ...STRICT, '--baseline', accepted);
    expect(stdout).toMatch(/suppressed {2}1 finding: gguf\/version-2 \(not reviewed/);
    const other = Buffer.from(readFileSync(old));
    other[other.length - 1]! ^= 1;
    writeFileSync(path, other);
    expect(flea('check', path, ...STRICT, '--baseline', accepted).code).toBe(1);
  });

  it('of the version without bytes is refused, with what to do', () => {
    const path = join(folder, 'v1.json');
    writeFileSync(path, JSON.stringify({ schema: 'flea-flicker/baseline@1', entries: [] }));
    const { code, stderr } = flea('check', old, '--baseline', path);
    expect([code, stderr]).toEqual([2, expect.stringContaining('--write-baseline') as string]);
  });
});

describe('a configuration', () => {
  const path = join(folder, 'gate.json');
  const digest = createHash('sha256').update(readFileSync(old)).digest('hex');
  const checked = (config: object, ...args: readonly string[]): ReturnType<typeof flea> => {
    writeFileSync(path, JSON.stringify({ schema: 'flea-flicker/config@1', ...config }));
    return flea('check', old, '--config', path, ...args);
  };

  it('may raise a severity, and lowers one only where it is trusted', () => {
    expect(checked({ severities: { 'gguf/version-2': 'error' } }).code).toBe(1);
    const lower = { severities: { 'gguf/version-2': 'note' }, fail_on: 'warning' };
    const refused = checked(lower);
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('--trust-config') as string]);
    expect(checked(lower, '--trust-config').code).toBe(0);
  });

  it('suppresses with a reason, for known bytes, where it is trusted', () => {
    const entry = { rule: 'gguf/version-2', reason: 'made before version 3', sha256: digest };
    const config = { suppress: [entry], fail_on: 'warning' };
    expect(checked(config).code).toBe(2);
    const trusted = checked(config, '--trust-config', '--json');
    expect(trusted.code).toBe(0);
    expect(JSON.parse(trusted.stdout)).toMatchObject({
      files: [{ suppressed: [{ rule: 'gguf/version-2', by: 'made before version 3' }] }],
      summary: { suppressed: 1 },
    });
    const other = { ...config, suppress: [{ ...entry, sha256: '0'.repeat(64) }] };
    expect(checked(other, '--trust-config').code).toBe(1);
    const expired = { ...config, suppress: [{ ...entry, expires: '2020-01-01' }] };
    expect(checked(expired, '--trust-config').stdout).toContain('check/baseline-expired');
  });

  it('of a rule that does not exist is refused', () => {
    const { code, stderr } = checked({ severities: { 'gguf/version-1': 'error' } });
    expect([code, stderr]).toEqual([2, expect.stringMatching(/severities: .*did you mean/) as string]);
  });
});

describe.skipIf(spawnSync('bash', ['--version']).status !== 0)('the line that reproduces a finding', () => {
  it.each(['-rf.gguf', "it's $(odd).gguf", 'a\u001b[31mb\n::error::x.gguf', '##[error]x.gguf'])(
    'finds it again when it is pasted: %j',
    (name) => {
      writeFileSync(join(folder, name), readFileSync(old));
      const flags = ['--fail-on', 'warning', '--limit', 'n_kv=70000', '--no-numbers', '--suppress', 'hidden/*'];
      const run = (...args: readonly string[]): ReturnType<typeof spawnSync> =>
        spawnSync(process.execPath, [BIN, 'check', ...args], { cwd: folder, encoding: 'utf8' });
      const first = run(...flags, '--', name);
      expect(first.status).toBe(1);
      const line = /reproduce {2}flea-flicker (.*)/.exec(String(first.stdout))?.[1] ?? '';
      for (const flag of flags.filter((word) => word.startsWith('--'))) expect(line).toContain(flag);
      const script = `'${process.execPath}' '${BIN}' ${line}`;
      const again = spawnSync('bash', ['-c', script], { cwd: folder, encoding: 'utf8' });
      expect([again.status, again.stdout.includes('gguf/version-2')]).toEqual([1, true]);
    },
  );
});

describe('--suppress RULE@GLOB', () => {
  it('drops the rule in files that match, and only there', () => {
    expect(flea('check', old, ...STRICT, '--suppress', 'gguf/version-2@old.*').code).toBe(0);
    expect(flea('check', old, ...STRICT, '--suppress', 'gguf/version-2@new.*').code).toBe(1);
    expect(flea('check', old, '--suppress', '@x').code).toBe(2);
  });
});

describe('explain', () => {
  it('shows an example that there is, and where to read on', () => {
    const { stdout } = flea('explain', 'gguf/truncated');
    const example = /Example: (corpus\/\S+\.gguf)/.exec(stdout)?.[1] ?? '';
    expect(existsSync(join(ROOT, example))).toBe(true);
    expect(stdout).toContain('See: CVE-2024-39720 https://nvd.nist.gov/vuln/detail/CVE-2024-39720');
    expect(flea('explain', 'hidden/pickle').stdout).toMatch(/See: OWASP ML06:2023 .* https:\/\/owasp\.org/);
  });
});

const bash = spawnSync('bash', ['--version']).status === 0;
describe.skipIf(!bash)('the action', () => {
  const yaml = readFileSync(join(ROOT, 'action.yml'), 'utf8');
  const script = (/run: \|\n((?: {8}.*\n|\n)+)/.exec(yaml)?.[1] ?? '').replaceAll(/^ {8}/gm, '');

  function act(files: string, inputs: Readonly<Record<string, string>> = {}): { code: number | null; text: string } {
    const env = { FILES: files, FAIL_ON: 'error', PROFILE: 'strict', FORMAT: 'text', SARIF: '', ...inputs };
    const { status, stdout, stderr } = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] ?? '', NO_COLOR: '1', ACTION_PATH: ROOT, ...env },
    });
    return { code: status, text: stdout + stderr };
  }

  it('checks the files and globs it is given, and fails when a file does', () => {
    writeFileSync(join(folder, 'with space.gguf'), readFileSync(tiny));
    expect(act('tiny.gguf\n\nwith space.gguf\n')).toMatchObject({
      code: 0,
      text: expect.stringMatching(/2 files/) as string,
    });
    expect(act('**/*.gguf', { FAIL_ON: 'warning' }).code).toBe(1);
    expect(act('none-*.gguf').code).toBe(2);
    expect(act('').code).toBe(2);
  });

  it('writes SARIF where it is told, and runs nothing that an input says', () => {
    expect(act('tiny.gguf', { SARIF: 'out dir/x.sarif' }).code).toBe(0);
    expect(readFileSync(join(folder, 'out dir/x.sarif'), 'utf8')).toContain('"version": "2.1.0"');
    const marker = join(folder, 'pwned');
    expect(act(`$(touch ${marker})\n\`touch ${marker}\`; touch ${marker}\n--json`).code).toBe(2);
    expect(existsSync(marker)).toBe(false);
    expect(yaml.slice(yaml.indexOf('run: |'))).not.toContain('${{');
  });
});
