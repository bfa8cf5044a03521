/** One template: read once, looked into by every rule, and then tried, which can only add to what was found. */
import { candidateTriggers, flagsIn, numbersIn } from './candidateTriggers.ts';
import { Constants } from './constants.ts';
import type { FileTokens } from './fileTokens.ts';
import { noProgram } from './noProgram.ts';
import type { TemplateProblem } from './problem.ts';
import { proofProblems } from './proof.ts';
import { isRead, readTemplate, type ReadTemplate } from './readTemplate.ts';
import { reviewOf } from './reviewed.ts';
import { severityOf } from './severityOf.ts';
import { sourceProblems, treeProblems } from './staticProblems.ts';
import { TEMPLATE_COSTS, type TemplateBudget } from './templateBudget.ts';
import { tooLargeToTry } from './trial/trialProblems.ts';
import type { TrialRenderer } from './trial/trialRenderer.ts';
import { NO_TRIAL, tryTemplate, type Subject, type Trial } from './trial/tryTemplate.ts';

/** What a file gives to each of its templates. */
export interface Surroundings {
  readonly tokens: FileTokens;
  readonly renderer: TrialRenderer;
  readonly budget: TemplateBudget;
}

/** After these nothing is rendered: what is known to go on for ever need not be waited for. */
const ENDLESS: ReadonlySet<string> = new Set(['template/unbounded-loop', 'template/exhausts']);
/** Nodes of a template that is tried: twenty times what any public one has. No reader would wait for more. */
const MOST_TRIED = 32 << 10;

export async function judgeTemplate(text: string, around: Surroundings): Promise<Trial> {
  const empty = noProgram(text);
  if (empty) return { ...NO_TRIAL, problems: [empty] };
  const { budget, tokens } = around;
  // More is judged of none: a text of a gigabyte costs no more than to say so.
  const seen = sourceProblems(text.slice(0, TEMPLATE_COSTS.characters));
  if (!budget.spend('characters', text.length) || isEndless(seen))
    return { ...NO_TRIAL, problems: [...seen, ...exceeded(budget)] };
  const template = readTemplate(text, budget);
  if (!isRead(template)) return { ...NO_TRIAL, problems: [...seen, template, ...unparseable(template)] };
  const proven = [...seen, ...proofProblems(template, (token) => tokens.marks.has(token), budget, tokens.byName)];
  const constants = new Constants(template, budget);
  const fixed = [...withoutRepeats(proven, treeProblems(template, constants)), ...exceeded(budget)];
  if (isEndless(fixed)) return { ...NO_TRIAL, problems: fixed };
  if (template.nodes.length > MOST_TRIED)
    return { ...NO_TRIAL, problems: [...fixed, tooLargeToTry(template.nodes.length, MOST_TRIED)] };
  return tried(text, fixed, wordsOf(template, constants), around);
}

/** What cannot be read has no reader: that is said beside what the proof says of it. */
function unparseable({ rule, message }: TemplateProblem): readonly TemplateProblem[] {
  if (rule === 'template/exhausts') return [];
  return [
    { rule: 'template/unparseable', message: message.replace(/^.*?, found: /s, 'the chat template does not parse: ') },
  ];
}

/** What a template's own text gives to its trial. */
type Words = Pick<Subject, 'triggers' | 'numbers' | 'flags'>;

function wordsOf(template: ReadTemplate, constants: Constants): Words {
  return {
    triggers: candidateTriggers(template, constants),
    numbers: numbersIn(template, constants),
    flags: flagsIn(template),
  };
}

async function tried(
  template: string,
  fixed: readonly TemplateProblem[],
  words: Words,
  { renderer, tokens }: Surroundings,
): Promise<Trial> {
  if (isEndless(fixed)) return { ...NO_TRIAL, problems: fixed };
  const isRefused = fixed.some((problem) => severityOf(problem) === 'error');
  const { problems, renderings } = await tryTemplate(renderer, {
    template,
    tokens: tokens.byName,
    ...words,
    isRefused,
  });
  // A trigger that was read in the template and then seen at work is one finding, and so is one that was reviewed.
  const isKnown = ({ rule }: TemplateProblem): boolean =>
    fixed.some((known) => known.rule === rule) ||
    (rule === 'template/depends-on-text' && reviewOf(template) !== undefined);
  return { problems: [...fixed, ...problems.filter((problem) => !isKnown(problem))], renderings };
}

function isEndless(problems: readonly TemplateProblem[]): boolean {
  return problems.some(({ rule }) => ENDLESS.has(rule));
}

/** Rules that say what the proof says, and more. */
const SAYS_MORE: ReadonlySet<string> = new Set(['template/attribute-walk', 'template/built-name']);

/** One cause is one finding. */
function withoutRepeats(
  proven: readonly TemplateProblem[],
  others: readonly TemplateProblem[],
): readonly TemplateProblem[] {
  const isSaid = others.some(({ rule }) => SAYS_MORE.has(rule));
  return [...proven.filter(({ rule }) => !isSaid || rule !== 'template/not-proven'), ...others];
}

function exceeded({ excess }: TemplateBudget): readonly TemplateProblem[] {
  return excess === null ? [] : [{ rule: 'template/exhausts', message: excess }];
}
