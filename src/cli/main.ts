/** The command line. Each command's code is loaded when it is asked for, so that `--version` costs no more than Node. */
import { endEarlyJudge, startEarlyJudge } from './judge/earlyJudge.ts';
import { toolVersion } from './version.ts';

const VERSION_FLAGS = new Set(['--version', '-V']);

if (process.argv.length === 3 && VERSION_FLAGS.has(process.argv[2] ?? '')) {
  // Nobody needs to hear that nobody listens.
  process.stdout.on('error', () => undefined);
  process.stdout.write(`${toolVersion()}\n`);
} else {
  startEarlyJudge(process.argv.slice(2));
  const { runCommandLine } = await import('./commandLine.ts');
  process.exitCode = await runCommandLine(process.argv);
  endEarlyJudge();
}
