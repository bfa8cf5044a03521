import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isBuilt } from '../../src/cli/engines.ts';
import { flea, interrupted, temporaryFolder, tinyFile } from '../support/cli.ts';
import { storedCase } from '../support/storedCase.ts';
import { schemaProblems } from '../support/schemas.ts';

const folder = temporaryFolder();
const tiny = tinyFile(folder);
const broken = join(folder, 'broken.gguf');
writeFileSync(broken, readFileSync(tiny).subarray(0, 1000));

const json = (text: string): never => JSON.parse(text) as never;

describe('check', () => {
  it('passes a sound file with exit 0 and a document that meets its schema', () => {
    const { code, stdout, stderr } = flea('check', tiny, '--json');
    expect([code, stderr]).toEqual([0, '']);
    expect(schemaProblems('check', json(stdout))).toBeNull();
    expect(json(stdout)).toMatchObject({ files: [{ verdict: 'pass', findings: [] }] });
  });

  it('fails a malformed file with findings and exit 1, several formats at once', () => {
    const [sarif, junit] = ['r.sarif', 'deep/r.xml'].map((name) => join(folder, name));
    const { code, stdout } = flea('check', tiny, broken, '--format', `sarif=${sarif!}`, '--format', `junit=${junit!}`);
    expect(code).toBe(1);
    expect(stdout).toMatch(/FAIL .*2 files, 1 failed/);
    expect(readFileSync(sarif!, 'utf8')).toContain('"version": "2.1.0"');
    expect(readFileSync(junit!, 'utf8')).toContain('<testsuites');
  });

  it('lets flags decide: a limit, a suppressed rule, a digest, a size', () => {
    expect(flea('check', tiny, '--limit', 'n_kv=3').code).toBe(1);
    expect(flea('check', broken, '--suppress', 'gguf/length-beyond-file').stdout).toMatch(
      /suppressed {2}1 finding: gguf\/length-beyond-file \(--suppress gguf\/length-beyond-file\)\n/,
    );
    expect(flea('check', tiny, '--sha256', '0'.repeat(64)).stdout).toContain('check/digest-mismatch');
    expect(flea('check', tiny, '--max-model-size', '1KB').stdout).toContain('check/too-large');
  });

  it('follows a symbolic link and says nothing of the target’s name that a terminal would obey', () => {
    const link = join(folder, 'a\u001b[31mb.gguf');
    symlinkSync(tiny, link);
    const { code, stdout } = flea('check', link);
    expect([code, stdout.includes('\u001b')]).toEqual([0, false]);
  });
});

describe('bad input is one line on stderr and exit 2', () => {
  const directory = join(folder, 'directory');
  mkdirSync(directory);
  const notJson = join(folder, 'not.json');
  writeFileSync(notJson, '{');
  const cases: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['a missing file', ['check', join(folder, 'none.gguf')], /io\/missing/],
    ['a directory', ['check', directory], /io\/not-a-file/],
    ['an unknown flag', ['check', tiny, '--nope'], /unknown option/],
    ['an unknown command', ['chek', tiny], /Did you mean check/],
    [
      'a size that does not parse',
      ['check', tiny, '--max-model-size', '8XB'],
      /expected a size such as 8GB or 512MiB, found "8XB"/,
    ],
    ['a limit nobody knows', ['check', tiny, '--limit', 'nonesuch=1'], /expected a limit of/],
    ['a rule that does not exist', ['check', tiny, '--suppress', 'gguf/version-1'], /did you mean "gguf\//],
    ['a digest of several files', ['check', tiny, tiny, '--sha256', '0'.repeat(64)], /expected one file.*found 2/],
    ['a limit without a value', ['check', tiny, '--limit', 'n_kv'], /expected NAME=VALUE/],
    ['an unknown format', ['check', tiny, '--format', 'xml'], /expected one of text, json, sarif, junit/],
    ['a report over the model', ['check', tiny, '--format', `json=${tiny}`], /which is to be judged/],
    ['a report that cannot be written', ['check', tiny, '--format', `json=${directory}`], /io\/write/],
    ['an unknown engine', ['run', tiny, '-p', 'x', '--engine', 'gpu'], /expected one of reference, cpu/],
    ['an engine that is not built', ['run', tiny, '-p', 'x', '--engine', 'cuda'], /engine\/not-built/],
    ['no prompt', ['run', tiny], /expected one of -p, --chat and --tokens/],
    ['a negative temperature', ['run', tiny, '-p', 'x', '--temperature', '-1'], /temperature/],
    ['token ids that do not parse', ['logits', tiny, '--tokens', '1,x'], /expected a whole number/],
    ['token ids out of range', ['logits', tiny, '--tokens', '1,9999'], /step\/token-range/],
    ['texts that are no JSON', ['tokenize', tiny, '--texts', notJson], /expected a JSON array of strings/],
    ['neither text nor texts', ['tokenize', tiny], /expected one of --text and --texts/],
    [
      'an unknown tensor',
      ['inspect', tiny, '--tensor', 'token_embd.weigh', '--out', join(folder, 'x')],
      /did you mean "token_embd.weight"/,
    ],
    ['an unknown template', ['inspect', tiny, '--template', 'defaul'], /it has default; did you mean "default"/],
    ['a program as a document', ['inspect', tiny, '--program', '--json'], /--json: expected no --program beside it/],
    [
      'an op that nobody knows',
      ['diff', 'ops', '--op', 'nrm'],
      /expected a kind of op, found "nrm"; did you mean "norm"\?/,
    ],
    ['no file to inspect', ['inspect'], /expected a file, found none/],
    ['an unknown rule', ['explain', 'gguf/truncate'], /did you mean "gguf\/truncated"/],
    ['a reproducer that is none', ['diff', '--replay', notJson], /expected a stored case as JSON/],
    [
      'a context too small for the prompt',
      ['run', tiny, '--tokens', '1,2,3', '--ctx', '2', '-n', '1', '--engine', 'reference'],
      /step\/context-full/,
    ],
  ];

  it.each(cases)('%s', (_what, args, message) => {
    const { code, stderr, stdout } = flea(...args);
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
    expect(stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(2);
    expect(stdout).not.toMatch(/at .*\.js:\d+/);
  });

  it('an unreadable file', () => {
    const secret = join(folder, 'secret.gguf');
    writeFileSync(secret, 'GGUF');
    chmodSync(secret, 0);
    // The superuser may read anything: there the file is malformed instead.
    expect(flea('check', secret).code).toBe(process.getuid?.() === 0 ? 1 : 2);
  });

  it('an empty file is malformed, not unreadable', () => {
    const empty = join(folder, 'empty.gguf');
    writeFileSync(empty, '');
    const { code, stdout } = flea('check', empty);
    expect([code, stdout.includes('gguf/bad-magic')]).toEqual([1, true]);
  });
});

describe('a malformed model', () => {
  it.each([['run', '-p', 'x'], ['logits', '--tokens', '1'], ['tokenize', '--text', 'x'], ['inspect']])(
    'is refused by %s with its findings and exit 1',
    (command, ...flags) => {
      const { code, stderr, stdout } = flea(command, broken, ...flags);
      expect(code).toBe(1);
      expect(stderr).toContain('gguf/length-beyond-file');
      expect(stdout).toBe('');
    },
  );
});

describe('tokenize, logits and run', () => {
  it('give documents that meet their schemas', () => {
    const tokens = flea('tokenize', tiny, '--text', 'hello', '--json');
    expect(schemaProblems('tokenize', json(tokens.stdout))).toBeNull();
    const logits = flea('logits', tiny, '--tokens', '1,2,3', '--top', '2', '--json');
    expect(schemaProblems('logits', json(logits.stdout))).toBeNull();
    const run = flea(
      'run',
      tiny,
      '--tokens',
      '1,2,3',
      '-n',
      '4',
      '--temperature',
      '0',
      '--top',
      '5',
      '--json',
      '--engine',
      'reference',
    );
    expect(schemaProblems('run', json(run.stdout))).toBeNull();
    expect(run.stderr).toMatch(/reference: 3 prompt tokens at .*\/s, \d generated at/);
  });

  it('write logits as float32, positions × n_vocab', () => {
    const out = join(folder, 'l.f32');
    expect(flea('logits', tiny, '--tokens', '1,2,3', '--out', out).code).toBe(0);
    expect(readFileSync(out)).toHaveLength(3 * 258 * 4);
  });

  it('keep the order of --texts, and leave special tokens alone with --no-special', () => {
    const texts = join(folder, 'texts.json');
    writeFileSync(texts, JSON.stringify(['b', 'a', '<s>']));
    const { results } = json(flea('tokenize', tiny, '--texts', texts, '--json').stdout) as {
      results: { tokens: number[] }[];
    };
    expect(results.map((r) => r.tokens)).toEqual([[100], [99], [0]]);
    const plain = json(
      flea('tokenize', tiny, '--text', '<s>', '--no-special', '--json').stdout,
    ) as typeof results extends never ? never : { results: { tokens: number[] }[] };
    expect(plain.results[0]?.tokens).toHaveLength(3);
  });

  it('give the same tokens for a seed, and others for another', () => {
    const run = (seed: string): string =>
      flea('run', tiny, '--tokens', '5', '-n', '8', '--seed', seed, '--engine', 'reference').stdout;
    expect(run('1')).toBe(run('1'));
    expect(run('1')).not.toBe(run('2'));
  });

  it('answer a message through the file’s own template', () => {
    const { code, stderr } = flea('run', tiny, '--chat', 'hi', '-n', '2', '--engine', 'reference');
    expect([code, /\d+ prompt tokens/.test(stderr)]).toEqual([0, true]);
  });

  it('show a chat template, its certificate and a document that meets its schema', () => {
    const text = flea('inspect', tiny, '--template');
    expect([text.code, text.stderr]).toEqual([0, '']);
    expect(text.stdout).toContain('   1  {% for message in messages %}\n');
    expect(text.stdout).toContain('certificate: proven');
    expect(flea('inspect', '--template', tiny).stdout).toBe(text.stdout);
    const { code, stdout } = flea('inspect', tiny, '--template', '--json');
    expect([code, schemaProblems('inspect-template', json(stdout))]).toEqual([0, null]);
    expect(json(stdout)).toMatchObject({ templates: [{ certificate: { verdict: 'proven' } }] });
  });

  it('show what a file is as a document that meets its schema, with lists where they are asked for', () => {
    const { code, stdout } = flea('inspect', tiny, '--json');
    expect([code, schemaProblems('inspect', json(stdout))]).toEqual([0, null]);
    expect(json(stdout)).toMatchObject({ architecture: 'llama', findings: 0, program: { n_embd: 32 } });
    const listed = json(flea('inspect', tiny, '--json', '--metadata', '--tensors').stdout);
    expect(schemaProblems('inspect', listed)).toBeNull();
    expect(listed).toMatchObject({
      metadata: expect.arrayContaining([{ key: 'general.architecture', type: 'string', value: 'llama' }]) as unknown,
      tensors: expect.arrayContaining([
        expect.objectContaining({ name: 'output_norm.weight', type: 'F32', dims: [32] }),
      ]) as unknown,
    });
  });

  it('write one tensor dequantised', () => {
    const out = join(folder, 't.f64');
    expect(flea('inspect', tiny, '--tensor', 'output_norm.weight', '--out', out).code).toBe(0);
    expect(readFileSync(out)).toHaveLength(32 * 8);
  });
});

describe('diff and gate', () => {
  it.runIf(isBuilt('cpu'))('judge every kernel of the cpu engine and meet their schemas', () => {
    const ops = flea('diff', 'ops', '--engine', 'cpu', '--cases', '2', '--json');
    expect(schemaProblems('diff-ops', json(ops.stdout))).toBeNull();
    expect(ops.code).toBe(0);
    const model = flea('diff', 'model', tiny, '--engine', 'cpu', '-n', '3', '--json');
    expect(schemaProblems('diff-model', json(model.stdout))).toBeNull();
    expect(model.code).toBe(0);
  });

  it.runIf(isBuilt('cpu'))('judge a stored case again, in a line or a document', async () => {
    const stored = join(folder, 'case.json');
    writeFileSync(stored, JSON.stringify(await storedCase()));
    const text = flea('diff', '--replay', stored, '--engine', 'cpu');
    expect([text.code, text.stdout]).toEqual([0, 'cpu linear bound: PASS\n']);
    const { code, stdout } = flea('diff', '--replay', stored, '--engine', 'cpu', '--json');
    expect([code, schemaProblems('diff-replay', json(stdout))]).toEqual([0, null]);
    expect(json(stdout)).toMatchObject({ judgement: 'PASS', stored: 'FAIL', verdict: 'pass' });
  });

  it.runIf(isBuilt('cpu'))(
    'give one verdict over a file, the corpus and the kernels',
    () => {
      const gate = flea('gate', tiny, '--cases', '1', '--fuzz', '0s', '--json');
      expect(schemaProblems('gate', json(gate.stdout))).toBeNull();
      expect([gate.code, (json(gate.stdout) as { verdict: string }).verdict]).toEqual([0, 'pass']);
      expect(flea('gate', broken, '--cases', '1', '--fuzz', '0s').code).toBe(1);
    },
    300_000,
  );

  it.runIf(isBuilt('cpu'))(
    'judge what is named: flags about a model are about that model alone',
    () => {
      const digest = createHash('sha256').update(readFileSync(tiny)).digest('hex');
      const flags = ['--sha256', digest, '--max-model-size', '1MB', '--json'];
      const gate = flea('gate', tiny, ...flags);
      const report = json(gate.stdout) as { cases: { suite: string; status: string }[] };
      expect([gate.code, schemaProblems('gate', report)]).toEqual([0, null]);
      expect(new Set(report.cases.map((c) => c.suite))).toEqual(new Set([`model ${tiny}`]));
      expect(report.cases.filter((c) => c.status === 'passed').length).toBeGreaterThan(0);
      const beside = flea('gate', tiny, ...flags, '--corpus');
      expect(beside.code).toBe(0);
      expect(beside.stdout).toContain('"suite": "corpus"');
      expect(flea('gate', '--sha256', digest).code).toBe(2);
    },
    300_000,
  );

  it('name every file, and go on after one that cannot be read', () => {
    const none = join(folder, 'none.gguf');
    const { code, stdout } = flea('gate', none, broken, '--json');
    const { files } = json(stdout) as { files: { path: string; verdict: string }[] };
    expect([code, files.map(({ path, verdict }) => [path, verdict])]).toEqual([
      1,
      [
        [none, 'undecided'],
        [broken, 'fail'],
      ],
    ]);
  });

  it('fail when nothing could run', () => {
    expect(flea('diff', 'ops', '--native-dir', folder).code).toBe(2);
  });
});

describe('Ctrl-C', () => {
  it('reports what was found so far and exits 130', async () => {
    const { code, stderr } = await interrupted(
      ['run', tiny, '--tokens', '5', '-n', '60', '--engine', 'reference', '--ctx', '64', '--temperature', '2'],
      /./,
    );
    expect(code).toBe(130);
    expect(stderr).toMatch(/stopped: interrupted/);
  });
});

describe('help', () => {
  it('lists every command and the exit codes', () => {
    const { code, stdout } = flea('--help');
    expect(code).toBe(0);
    for (const command of [
      'check',
      'inspect',
      'run',
      'tokenize',
      'logits',
      'diff',
      'fuzz',
      'gate',
      'explain',
      'doctor',
    ])
      expect(stdout).toContain(command);
    expect(stdout).toContain('Exit codes: 0 clean, 1 findings, 2 could not decide');
  });

  it('has a doctor whose document meets its schema', () => {
    const { code, stdout } = flea('doctor', '--json');
    expect([code, schemaProblems('doctor', json(stdout))]).toEqual([0, null]);
  });

  it('explains every rule that it lists', () => {
    const ids = flea('explain')
      .stdout.trim()
      .split('\n')
      .map((line) => line.split(' ')[0]!);
    expect(ids.length).toBeGreaterThan(40);
    expect(flea('explain', ids[0]!).stdout).toContain('Why it matters');
  });
});
