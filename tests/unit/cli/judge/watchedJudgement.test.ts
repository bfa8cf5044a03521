import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { JudgeProcess } from '../../../../src/cli/judge/judgeProcess.ts';
import type { JudgeRequest } from '../../../../src/cli/judge/judgeMessages.ts';
import { watchedJudgement, type Watched } from '../../../../src/cli/judge/watchedJudgement.ts';
import { temporaryFolder } from '../../../support/cli.ts';

const MIB = 1 << 20;
const BUDGET = { seconds: 0.5, secondsPerMiB: 0, bytes: 200 * MIB, bytesPerByte: 0 };
const REQUEST: JudgeRequest = {
  path: 'm.gguf',
  options: { profile: 'strict', failOn: 'error', suppress: new Set(), limits: {} },
};
const FOUND = { rule: 'gguf/version-2', severity: 'warning', message: 'found before' };

/** A judge that opens a file of 7 bytes, reads its container, and then does as `plan` says in the tokenizer. */
const judge = (plan: string): string => `
  const say = (message) => process.send(message);
  process.on('disconnect', () => process.exit());
  process.on('message', () => {
    say({ kind: 'opened', bytes: 7 });
    say({ kind: 'parsed', findings: [${JSON.stringify(FOUND)}], metadataBytes: 7 });
    say({ kind: 'surface', surface: 'tokenizer' });
    ${plan}
  });
`;

describe('a judge that is watched', () => {
  const folder = temporaryFolder();
  const started: JudgeProcess[] = [];
  afterEach(() => {
    for (const process of started.splice(0)) process.kill();
  });

  let count = 0;
  function start(plan: string): JudgeProcess {
    const file = join(folder, `judge${String(count++)}.mjs`);
    writeFileSync(file, judge(plan));
    const process = new JudgeProcess(file);
    started.push(process);
    return process;
  }

  function watch(plan: string, request = REQUEST, signal = new AbortController().signal): Promise<Watched> {
    return watchedJudgement(start(plan), request, 512 * MIB, signal, () => undefined, BUDGET);
  }

  it('is heard when it ends, and may judge the next file', async () => {
    const report = { path: 'm.gguf', bytes: 7, verdict: 'pass', findings: [], suppressed: [], coverage: [] };
    const told = `say({ kind: 'done', judgement: { report: ${JSON.stringify(report)} } });`;
    expect(await watch(told)).toEqual({ judgement: { report }, isOver: false });
  });

  it.each([
    ['goes round for ever', 'for (;;);', 'at most 0.5 s, found'],
    [
      'fills memory',
      'const all = []; setInterval(() => all.push(new Uint8Array(32 << 20).fill(1)), 1);',
      'at most 200 MiB of memory, found',
    ],
    ['is out of memory', 'process.abort();', 'at most what there is of memory'],
  ])('refuses a file whose judge %s', async (_, plan, message) => {
    const { judgement, isOver } = await watch(plan);
    const { verdict, findings, coverage, bytes } = judgement.report;
    expect([verdict, isOver, bytes]).toEqual(['fail', true, 7]);
    expect(findings).toEqual([FOUND, expect.objectContaining({ rule: 'check/budget', severity: 'error' })]);
    expect(findings[1]!.message).toContain(message);
    expect(findings[1]!.message).toContain('tokenizer');
    expect(coverage.filter(({ unread }) => unread).map(({ surface }) => surface)).toContain('template');
    expect(coverage[0]).toEqual({ surface: 'container', state: 'examined' });
  });

  it('passes nothing whose budget is suppressed', async () => {
    const options = { ...REQUEST.options, suppress: new Set(['check/budget', 'gguf/version-2']) };
    const { judgement } = await watch('for (;;);', { ...REQUEST, options });
    expect([judgement.report.verdict, judgement.report.suppressed.length]).toEqual(['undecided', 2]);
  });

  it.each([
    ['ends', 'process.exit(3);', 'exit code 3'],
    ['is killed', "process.kill(process.pid, 'SIGKILL');", 'SIGKILL'],
    ['fails', "say({ kind: 'crash', message: 'TypeError: x' }); process.exit(1);", 'TypeError: x'],
  ])('leaves a file undecided whose judge %s', async (_, plan, reason) => {
    const { judgement, isOver } = await watch(plan);
    expect([judgement.report.verdict, isOver]).toEqual(['undecided', true]);
    expect(judgement.report.reason).toContain(reason);
    expect(judgement.report.findings).toEqual([FOUND]);
  });

  it('is stopped at once, in the middle of a loop, and gone', async () => {
    const controller = new AbortController();
    const process = start('for (;;);');
    const watched = watchedJudgement(process, REQUEST, 0, controller.signal, () => undefined);
    setTimeout(() => {
      controller.abort();
    }, 300);
    const { judgement } = await watched;
    expect([judgement.report.verdict, judgement.report.reason]).toEqual([
      'undecided',
      'not finished: the user stopped the run',
    ]);
    await expect.poll(() => isRunning(process.pid)).toBe(false);
  });

  it('takes the processes with it that it started', async () => {
    const started = `
      const { spawn } = require('node:child_process');
      say({ kind: 'surface', surface: 'template' });
      say({ kind: 'progress', bytes: spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }).pid });
      for (;;);
    `;
    let pid = 0;
    const judge = start(withRequire(started));
    await watchedJudgement(judge, REQUEST, 0, new AbortController().signal, (bytes) => (pid = bytes), BUDGET);
    expect(pid).toBeGreaterThan(0);
    await expect.poll(() => isRunning(pid)).toBe(false);
  });

  it('has nothing of the environment and of open descriptors', async () => {
    process.env['FLEA_TEST_SECRET'] = 'x';
    const plan = withRequire(`
      const { readdirSync, readlinkSync } = require('node:fs');
      const open = readdirSync('/proc/self/fd').flatMap((fd) => { try { return [readlinkSync('/proc/self/fd/' + fd)]; } catch { return []; } });
      say({ kind: 'crash', message: JSON.stringify({ env: Object.keys(process.env), files: open.filter((to) => to.startsWith('/') && !to.startsWith('/dev/null') && !to.startsWith('/proc')) }) });
      process.exit(1);
    `);
    const { judgement } = await watch(plan);
    delete process.env['FLEA_TEST_SECRET'];
    if (process.platform !== 'linux') return;
    const told = /\{.*\}/.exec(judgement.report.reason ?? '')?.[0].replaceAll('\\"', '"') ?? '';
    expect(JSON.parse(told)).toEqual({ env: [], files: [] });
  });
});

function withRequire(plan: string): string {
  return `import('node:module').then(({ createRequire }) => { const require = createRequire(import.meta.url); ${plan} });`;
}

/** A zombie has been ended, and nobody has asked yet. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !/\) Z /.test(readFileSync(`/proc/${String(pid)}/stat`, 'latin1'));
  } catch {
    return false;
  }
}
