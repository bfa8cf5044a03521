/** Whether the trial's interpreter renders what jinja2 renders: templates of folders, about the conversations of the trial, byte for byte. */
import { parseArgs } from 'node:util';
import { flagsIn } from '../../src/text/template/candidateTriggers.ts';
import { isRead, readTemplate } from '../../src/text/template/readTemplate.ts';
import { DEFAULT_TEMPLATE_LIMITS, isExhaustion, TemplateError } from '../../src/text/template/sandbox.ts';
import {
  flaggedConversations,
  MANNERS,
  oddConversations,
  ordinaryConversations,
  variablesOf,
} from '../../src/text/template/trial/conversation.ts';
import { InterpretedTemplates } from '../../src/text/template/trial/interpreted.ts';
import { MOMENTS } from '../../src/text/template/trial/moments.ts';
import type { Scene, SceneOutcome } from '../../src/text/template/trial/trialRenderer.ts';
import { startPython, type PythonProcess } from './pythonProcess.ts';
import { subjectsBelow, type Subject } from './subjects.ts';

const USAGE = `npm run templates:interpreter -- FOLDER… [--verbose]

Renders each template of the folders (.jinja, or .gguf with templates in them; folders in a folder are looked through too) about the
trial's conversations, with our interpreter and with jinja2, and prints how many outputs differ.

  --verbose   prints the first output of each template that differs, and what is not tried

Exit 1: an output differs, or nothing was rendered. Exit 2: bad usage, Python or jinja2 is missing.
`;

const SCRIPT = 'bench/templates/render.py';
const LIMITS = { ...DEFAULT_TEMPLATE_LIMITS, stepsInAll: Number.MAX_SAFE_INTEGER };
const TOKENS = { bos_token: '<s>', eos_token: '</s>', pad_token: '<pad>', unk_token: '<unk>' };

/** What jinja2 makes of a scene. A limit says nothing of the template. */
type Answer = { readonly text: string } | { readonly error: string } | { readonly limit: string };

interface Counts {
  templates: number;
  scenes: number;
  /** By both, the same. */
  rendered: number;
  refused: number;
  differing: number;
  notTried: number;
}

async function main(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: { verbose: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
  });
  if (values.help || positionals.length === 0) {
    process.stdout.write(USAGE);
    return values.help ? 0 : 2;
  }
  const jinja2 = await startPython(SCRIPT);
  const counts: Counts = { templates: 0, scenes: 0, rendered: 0, refused: 0, differing: 0, notTried: 0 };
  for (const subject of positionals.flatMap(subjectsBelow)) await compare(subject, jinja2, counts, values.verbose);
  jinja2.close();
  say(
    `${String(counts.templates)} templates, ${String(counts.scenes)} scenes: ${String(counts.rendered)} rendered alike, ` +
      `${String(counts.refused)} refused alike, ${String(counts.notTried)} not tried, ${String(counts.differing)} differ`,
  );
  return counts.differing > 0 || counts.rendered === 0 ? 1 : 0;
}

async function compare(
  { name, source }: Subject,
  jinja2: PythonProcess,
  counts: Counts,
  isVerbose: boolean,
): Promise<void> {
  const scenes = scenesFor(source);
  const theirs = (await jinja2.ask({ source, scenes })) as readonly Answer[];
  const ours = scenes.map((scene) => outcomeOf(source, scene));
  counts.templates++;
  let isSaid = !isVerbose;
  for (const [i, outcome] of ours.entries()) {
    const found = verdict(outcome, theirs[i]!);
    counts.scenes++;
    counts[found]++;
    if (isSaid || found === 'rendered' || found === 'refused') continue;
    isSaid = true;
    say(`${found}: ${name}\n  ours   ${shown(outcome)}\n  jinja2 ${JSON.stringify(theirs[i]).slice(0, 2000)}`);
  }
}

type Verdict = 'rendered' | 'refused' | 'differing' | 'notTried';

function verdict(ours: SceneOutcome, theirs: Answer): Verdict {
  if ('limit' in theirs) return 'notTried';
  if ('text' in ours) return 'text' in theirs && theirs.text === ours.text ? 'rendered' : 'differing';
  if (ours.error.code === 'template/not-tried' || isExhaustion(ours.error)) return 'notTried';
  return 'error' in theirs ? 'refused' : 'differing';
}

function shown(outcome: SceneOutcome): string {
  return 'text' in outcome ? JSON.stringify(outcome.text).slice(0, 2000) : outcome.error.message;
}

function flagsOf(source: string): readonly string[] {
  const template = readTemplate(source);
  return isRead(template) ? flagsIn(template) : [];
}

function scenesFor(source: string): readonly Scene[] {
  const conversations = [...ordinaryConversations(), ...flaggedConversations(flagsOf(source)), ...oddConversations()];
  return MANNERS.flatMap((manner) =>
    conversations.map((one) => ({ variables: variablesOf(one, manner, TOKENS), now: MOMENTS[0] })),
  );
}

/** One after the other: a scene that exhausts something is the last of a question. */
function outcomeOf(source: string, scene: Scene): SceneOutcome {
  try {
    return templates.renderEach(source, [scene])[0]!;
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return { error, isRaised: false };
  }
}

const templates = new InterpretedTemplates(LIMITS);

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
