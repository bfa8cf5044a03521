import { Command, CommanderError, Option } from 'commander';
import { FleaError } from '../core/errors.ts';
import { addCheckFlags, type CheckFlags } from './checkFlags.ts';
import type { InspectFlags } from './commands/inspect.ts';
import type { RunFlags } from './commands/run.ts';
import type { TokenizeFlags } from './commands/tokenize.ts';
import type { LogitsFlags } from './commands/logits.ts';
import type { DiffFlags } from './commands/diff.ts';
import type { FuzzFlags } from './commands/fuzz.ts';
import type { GateFlags } from './commands/gate.ts';
import type { ManifestCreateFlags, ManifestVerifyFlags } from './commands/manifest.ts';
import type { DoctorFlags } from './commands/doctor.ts';
import { addConfigFlag } from './configFlag.ts';
import { errorLine, internalError, printableLines } from './errorLine.ts';
import { EXIT, type ExitCode } from './exitCodes.ts';
import { DEFAULT_CASES, DEFAULT_FUZZ } from './gateDefaults.ts';
import { addGenerationFlags } from './generationFlags.ts';
import { createHost, type Host } from './host.ts';
import { addIdentityFlags } from './identityFlags.ts';
import { collect } from './options.ts';
import { RefusedModel } from './refusedModel.ts';
import { toolVersion } from './version.ts';

/** Holds what the chosen command returned, since commander hands nothing back. */
interface Outcome {
  code: ExitCode;
}

/** Parses `argv`, runs one command and gives the process's exit code. Writes one line on stderr for every error it knows. */
export async function runCommandLine(argv: readonly string[]): Promise<ExitCode> {
  const host = createHost();
  process.on('uncaughtException', (error) => {
    host.err(internalError(error));
    process.exit(EXIT.undecided);
  });
  const outcome: Outcome = { code: EXIT.clean };
  try {
    await commandLine(host, outcome).parseAsync([...argv]);
  } catch (error) {
    host.progress.clear();
    outcome.code = await exitCodeOf(error, host);
  }
  return host.stopCode() ?? outcome.code;
}

async function exitCodeOf(error: unknown, host: Host): Promise<ExitCode> {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.clean : EXIT.undecided;
  if (error instanceof RefusedModel) {
    const { printRefusal } = await import('./printRefusal.ts');
    printRefusal(error, host);
    return EXIT.findings;
  }
  if (host.signal.aborted) return EXIT.interrupted;
  host.err(error instanceof FleaError ? errorLine(error) : internalError(error));
  return EXIT.undecided;
}

function commandLine(host: Host, outcome: Outcome): Command {
  const program = new Command('flea-flicker')
    .description('Stands between an untrusted GGUF file, a fast kernel and your machine.')
    .version(toolVersion())
    .showSuggestionAfterError()
    .configureOutput({
      writeOut: (text) => {
        host.out(text);
      },
      writeErr: (text) => {
        host.err(text);
      },
      // Arguments are quoted in messages, and a file's name may be one.
      outputError: (text, write) => {
        write(printableLines(text));
      },
    })
    .exitOverride();
  const done = (code: ExitCode): void => {
    outcome.code = code;
  };
  addModelCommands(program, host, done);
  addJudgeCommands(program, host, done);
  addGateCommand(program, host, done);
  addHelpCommands(program, host, done);
  program.addHelpText(
    'after',
    '\nExit codes: 0 clean, 1 findings, 2 could not decide or a report was not written, 130 stopped by Ctrl-C, 143 by SIGTERM.',
  );
  return program;
}

type Done = (code: ExitCode) => void;

/** Commands that read one model. */
function addModelCommands(program: Command, host: Host, done: Done): void {
  addCheckFlags(
    program
      .command('check [file...]')
      .description('the gate for model files: every rule, several report formats at once'),
  )
    .option('--write-baseline <file>', 'accept all that is found for 90 days, in a file for --baseline, and pass')
    .action(async (files: string[], flags: CheckFlags) => {
      const { check } = await import('./commands/check.ts');
      done(await check(files, flags, host));
    });
  addIdentityFlags(
    program
      .command('inspect [file]')
      .usage('[options] <file>')
      .description('architecture, parameters, types, memory, tokenizer, template: one screen'),
  )
    .option('--program', 'the Program as text, one op a line')
    .option('--metadata', 'every key with its type')
    .option('--tensors', 'every tensor with its type, dimensions and place')
    .option(
      '--template [name]',
      'each chat template, or those of a name: laid out, what decides in it, its own texts, the nearest known one',
    )
    .option('--json', 'with --template: one JSON document on stdout and nothing else')
    .option('--tensor <name>', 'write one tensor dequantised, float64 little-endian, to --out')
    .option('--out <file>', 'where --tensor writes')
    .action(async (file: string | undefined, flags: InspectFlags) => {
      const { inspect } = await import('./commands/inspect.ts');
      done(await inspect(file, flags, host));
    });
  addManifestCommands(program, host, done);
  addRunCommands(program, host, done);
}

/** Commands that pin files and verify them later. */
function addManifestCommands(program: Command, host: Host, done: Done): void {
  const manifest = program
    .command('manifest')
    .description('digests of files, of each tensor and of each 1 MiB chunk; what `sha256sum -c` reads, and a JSON twin')
    .addHelpText('after', '\nPaths in a manifest are relative to its folder; one that leaves it is a finding.');
  manifest
    .command('create <file...>')
    .description('refuses a file that does not parse; prints the list, or writes it to --out with the JSON beside it')
    .option('--out <file>', 'NAME.sha256: written there, and NAME.json beside it')
    .option('--profile <name>', 'strict or compat: how the files are read', 'strict')
    .option('--json', 'without --out: the JSON document on stdout instead of the list')
    .action(async (files: string[], flags: ManifestCreateFlags) => {
      const { createManifest } = await import('./commands/manifest.ts');
      done(await createManifest(files, flags, host));
    });
  manifest
    .command('verify <file>')
    .description('NAME.sha256 or NAME.json: says which tensor, chunk and bytes changed')
    .option('--format <name[=file]>', 'as for check (repeatable)', collect, [])
    .option('--json', 'the JSON document on stdout and nothing else')
    .action(async (file: string, flags: ManifestVerifyFlags) => {
      const { verifyManifest } = await import('./commands/manifest.ts');
      done(await verifyManifest(file, flags, host));
    });
}

/** Commands that compute with a model. */
function addRunCommands(program: Command, host: Host, done: Done): void {
  const run = program
    .command('run <file>')
    .description('generate text')
    .option('-p, --prompt <text>', 'continue this text')
    .option('--chat <text>', 'answer this message, through the file’s chat template')
    .option('--tokens <ids>', 'continue these token ids, such as 1,2,3, taken as they are');
  addIdentityFlags(addConfigFlag(addGenerationFlags(run)))
    .option('--engine <name>', 'reference, cpu or cpu-scalar; the fastest that is built when left out')
    .option('--ctx <positions>', 'positions in the cache; as many as needed when left out')
    .option('--threads <count>', 'threads; one for each core when left out')
    .option('--json', 'one JSON document on stdout and nothing else')
    .action(async (file: string, flags: RunFlags) => {
      const { run: generate } = await import('./commands/run.ts');
      done(await generate(file, flags, host));
    });
  addIdentityFlags(program.command('tokenize <file>').description('token ids of texts'))
    .option('--text <text>', 'one text')
    .option('--texts <file>', 'a JSON array of strings')
    .option('--no-special', 'neither add nor parse special tokens')
    .option('--json', 'one JSON document on stdout and nothing else')
    .action(async (file: string, flags: TokenizeFlags) => {
      const { tokenize } = await import('./commands/tokenize.ts');
      done(await tokenize(file, flags, host));
    });
  addIdentityFlags(program.command('logits <file>').description('teacher-forced logits of every position'))
    .requiredOption('--tokens <ids>', 'token ids such as 1,2,3, taken as they are')
    .option('--engine <name>', 'reference, cpu or cpu-scalar', 'reference')
    .option('--out <file>', 'write float32 little-endian, positions × n_vocab')
    .option('--top <k>', 'the k best of each position', '5')
    .option('--threads <count>', 'threads; one for each core when left out')
    .option('--json', 'one JSON document on stdout and nothing else')
    .action(async (file: string, flags: LogitsFlags) => {
      const { logits } = await import('./commands/logits.ts');
      done(await logits(file, flags, host));
    });
}

/** Commands that judge kernels and hunt for crashes. */
function addJudgeCommands(program: Command, host: Host, done: Done): void {
  program
    .command('diff [what] [file]')
    .description(
      'one engine against the reference: `diff ops`, `diff model FILE`, `diff mutants`, `diff --replay CASE.json`',
    )
    .option(
      '--engine <name>',
      'cpu, cpu-scalar, cuda-sim or cuda-sim-naive; ops: all that are built (repeatable)',
      collect,
      [],
    )
    .option('--op <kind>', 'only this op kind (repeatable)', collect, [])
    .option('--cases <count>', 'cases of each layer for each op and type', '16')
    .option('--seed <n>', 'the same seed gives the same cases', '1')
    .option('-n, --n-tokens <count>', 'diff model: tokens to run', '4')
    .option('--tokens <ids>', 'diff model: these token ids')
    .option('--threads <count>', 'diff model: threads; one for each core when left out')
    .option('--replay <file>', 'judge a stored case again')
    .option('--repros <folder>', 'where failing cases are stored', 'repros')
    .option('--native-dir <folder>', 'take engine libraries from here: a build with sanitizers')
    .option('--json', 'one JSON document on stdout and nothing else')
    .action(async (what: string | undefined, file: string | undefined, flags: DiffFlags) => {
      const { diff } = await import('./commands/diff.ts');
      done(await diff(what, file, flags, host));
    });
  program
    .command('fuzz [target]')
    .description('a fuzz campaign: live status, deduplicated findings, coverage; without a target, the list')
    .option('--time <duration>', 'how long, such as 30s or 5m', '60s')
    .option('--seed <n>', 'the fuzzer’s seed', '1')
    .option('--out <folder>', 'where findings and the grown corpus go', 'build/fuzz')
    .option('--planted', 'run the target’s controls instead: each planted defect must be found in its time')
    .option('--replay <file>', 'run one input outside the fuzzer')
    .option('--json', 'one JSON document on stdout and nothing else')
    .action(async (target: string | undefined, flags: FuzzFlags) => {
      const { fuzz } = await import('./commands/fuzz.ts');
      done(await fuzz(target, flags, host));
    });
}

function addGateCommand(program: Command, host: Host, done: Done): void {
  addCheckFlags(
    program
      .command('gate [file...]')
      .description('one verdict over files and every op of those that pass; without a file, over all that is bundled'),
  )
    .option('--corpus', 'beside the files: every file of the bundled corpus')
    .option('--kernels', 'beside the files: every kernel that is built, against the reference')
    .addOption(
      new Option(
        '--fuzz [time]',
        `beside the files: a campaign of each fuzz target for so long, ${DEFAULT_FUZZ} when left out; 0s leaves them out`,
      ).preset(DEFAULT_FUZZ),
    )
    .option('--all', 'beside the files: all of these, as without a file')
    .option('--cases <count>', 'differential cases of each layer for each op and type', DEFAULT_CASES)
    .option('--seed <n>', 'the same seed gives the same cases', '1')
    .option('--repros <folder>', 'where failing cases are stored', 'repros')
    .option('--fuzz-out <folder>', 'where campaigns store findings and corpora', 'build/fuzz')
    .action(async (files: string[], flags: GateFlags) => {
      const { gate } = await import('./commands/gate.ts');
      done(await gate(files, flags, host));
    });
}

function addHelpCommands(program: Command, host: Host, done: Done): void {
  program
    .command('explain [rule]')
    .description('what a rule means and why it matters; without a rule, the list')
    .action(async (rule: string | undefined) => {
      const { explain } = await import('./commands/explain.ts');
      done(explain(rule, host));
    });
  program
    .command('doctor')
    .description('what this machine has and lacks, and which command installs it')
    .option('--json', 'one JSON document on stdout and nothing else')
    .action(async (flags: DoctorFlags) => {
      const { doctor } = await import('./commands/doctor.ts');
      done(doctor(flags, host));
    });
}
