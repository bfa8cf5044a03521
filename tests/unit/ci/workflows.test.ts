import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const FOLDER = new URL('../../../.github/workflows/', import.meta.url);
const workflows = readdirSync(fileURLToPath(FOLDER)).map((name) => ({
  name,
  text: readFileSync(new URL(name, FOLDER), 'utf8'),
}));

/** Everything that a workflow must not do, or must say and does not. */
function problems(text: string): string[] {
  const uses = [...text.matchAll(/^\s*(?:- )?uses: (.*)$/gm)].map(([, action]) => action ?? '');
  const jobs = [...text.slice(text.indexOf('\njobs:')).matchAll(/^ {2}[\w-]+:\n {4}/gm)].length;
  const limits = [...text.matchAll(/^ {4}timeout-minutes: \d+$/gm)].length;
  return [
    ...uses.filter((action) => !/^[\w-]+(?:\/[\w-]+)+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action)),
    ...(/^permissions:\n {2}contents: read$/m.test(text) ? [] : ['no least permissions']),
    ...[...text.matchAll(/^\s+([\w-]+): write(.*)$/gm)]
      .filter(([, scope, reason]) => scope !== 'security-events' || !reason?.includes('#'))
      .map(([line]) => line.trim()),
    ...(text.includes('pull_request_target') ? ['runs with secrets on foreign code'] : []),
    ...(jobs === limits ? [] : ['a job without a time limit']),
    // Text of a pull request must not become a part of a script.
    ...[...text.matchAll(/run: .*\$\{\{.*/g)].map(([line]) => line),
    ...(uses.filter((action) => action.startsWith('actions/checkout@')).length > 0 &&
    !text.includes('persist-credentials: false')
      ? ['the token stays in the checkout']
      : []),
  ];
}

describe('workflows', () => {
  it('are there', () => {
    expect(workflows.map(({ name }) => name).sort()).toEqual([
      'ci.yml',
      'codeql.yml',
      'fuzz.yml',
      'mutation.yml',
      'semgrep.yml',
    ]);
  });

  it.each(workflows)('$name pins every action, asks for least permissions and ends', ({ text }) => {
    expect(problems(text)).toEqual([]);
  });

  it('would be caught with a tag, a write permission, no limit, an expression in a script', () => {
    const bad = [
      'permissions:',
      '  contents: write',
      'jobs:',
      '  all:',
      '    runs-on: ubuntu-24.04',
      '    steps:',
      '      - uses: actions/checkout@v4',
      '      - run: echo ${{ github.event.pull_request.title }}',
    ].join('\n');
    expect(problems(bad)).toHaveLength(6);
  });

  it('run the same script on every Node that is supported', () => {
    const ci = workflows.find(({ name }) => name === 'ci.yml')?.text ?? '';
    expect(ci).toContain("node: ['20', '22', '24']");
    expect(ci).toContain('- run: bash .ci/run');
  });
});
