/**
 * The proof of a template (docs/templates.md): that nothing that people say, nor the clock, decides what it prints; what it says of its own;
 * how its output grows. Nothing of it is run.
 */
import { printable, quoted } from '../../core/printable.ts';
import { growthOf, type Degree, type Growth } from './cost/growth.ts';
import type { FlowProblem } from './flow/flowProblem.ts';
import { flowProblems } from './flow/flow.ts';
import { lookAlikeProblem, lookAlikesIn, type Alike } from './lookAlikeText.ts';
import type { Objection, OwnText } from './own/ownText.ts';
import { ownTexts, type OwnTexts } from './own/ownTexts.ts';
import type { TokensByName } from './own/tokensByName.ts';
import { tokensSpeak } from './own/tokensSpeak.ts';
import type { TemplateProblem } from './problem.ts';
import type { ReadTemplate } from './readTemplate.ts';
import { reviewOf } from './reviewed.ts';
import { Lines } from './syntax/lines.ts';
import type { Body, Span } from './syntax/nodes.ts';
import { TooManySteps, withinSteps } from './steps.ts';
import { TEMPLATE_COSTS, TemplateBudget } from './templateBudget.ts';

/** What was found out about a template. */
export interface Proof extends OwnTexts {
  readonly flow: readonly FlowProblem[];
  readonly growth: Growth;
}

/** Of what is printed, and of what is gone through, in the number of messages. */
export const MOST_OUTPUT = 2;
export const MOST_TIME = 3;
/** Of one rule, in one template. */
const MOST_SAID = 8;
/** Characters of the source that a message shows. */
const SHOWN = 100;

/** Throws TooManySteps where following it takes more than `mostSteps`. `isToken` knows the marks of the file's vocabulary. */
export function prove(
  body: Body,
  isToken: (text: string) => boolean,
  mostSteps = MOST_STEPS,
  tokens: TokensByName = {},
): Proof {
  return countedProof(body, isToken, mostSteps, tokens).result;
}

/** Of all templates of a file together. */
const MOST_STEPS = TEMPLATE_COSTS.steps;

/** As {@link prove}, with how many steps it took. */
export function countedProof(
  body: Body,
  isToken: (text: string) => boolean,
  mostSteps = MOST_STEPS,
  tokens: TokensByName = {},
): { readonly result: Proof; readonly steps: number } {
  return withinSteps(mostSteps, () => ({
    flow: flowProblems(body, isToken),
    ...ownTexts(body, { isToken, tokens }),
    growth: growthOf(body),
  }));
}

/**
 * What is wrong with a template, in the words of a report; its steps are spent of `budget`. `tokens` are the file's special tokens by name. A
 * template that was reviewed has the same said as notes.
 */
export function proofProblems(
  { source, body }: ReadTemplate,
  isToken: (text: string) => boolean,
  budget = new TemplateBudget(),
  tokens: TokensByName = {},
): readonly TemplateProblem[] {
  const left = budget.left('steps');
  try {
    const { result, steps } = countedProof(body, isToken, left, tokens);
    budget.spend('steps', steps);
    const review = reviewOf(source);
    const problems = problemsOf(source, result);
    return review === undefined || tokensSpeak(tokens, isToken) ? problems : reviewed(problems, review);
  } catch (error) {
    budget.spend('steps', left);
    return [notProven(whyNot(error))];
  }
}

function notProven(message: string): TemplateProblem {
  return { rule: 'template/not-proven', message };
}

/** Throws what says nothing about a template. */
function whyNot(error: unknown): string {
  if (error instanceof TooManySteps)
    return `expected a template that can be followed in ${String(MOST_STEPS)} steps, found one that takes more`;
  // The stack: what is deeper than anybody writes is not proven.
  if (!(error instanceof RangeError)) throw error;
  return 'expected a template that can be followed, found one that is too deep';
}

/** What the proof refuses is one note, with what the review says. */
function reviewed(problems: readonly TemplateProblem[], review: string): readonly TemplateProblem[] {
  const [first, ...more] = problems.filter(({ rule }) => rule !== 'template/says-own');
  if (!first) return problems;
  const others = more.length === 0 ? '' : ` (and ${String(more.length)} more)`;
  const note = { ...first, message: `${first.message}${others}. Reviewed: ${review}`, severity: 'note' as const };
  return [note, ...problems.filter(({ rule }) => rule === 'template/says-own')];
}

function problemsOf(source: string, { flow, texts, joined, isComplete, growth }: Proof): readonly TemplateProblem[] {
  const lines = new Lines(source);
  const at = (span: Span): string => shownAt(source, lines, span);
  return [
    ...firstOfEach(flow).map((problem) => flowProblem(problem, at)),
    ...objectionProblems(texts, at),
    ...(isComplete
      ? []
      : [notProven('expected texts that can be followed, found too many names, or too many ways to print a word')]),
    ...unknownTexts(texts, at),
    ...growthProblems(growth, at),
    ...joinedProblems(joined),
  ];
}

/** Line, column, and what stands there. */
type At = (span: Span) => string;

/** Characters of what was found: a name that a template gives may be anything, and as long as it likes. */
const LONGEST_FOUND = 200;

/** The first of each rule. */
function firstOfEach(problems: readonly FlowProblem[]): readonly FlowProblem[] {
  const counts = new Map<string, number>();
  return problems.filter(({ rule }) => {
    const count = (counts.get(rule) ?? 0) + 1;
    counts.set(rule, count);
    return count <= MOST_SAID;
  });
}

export const EXPECTED: Readonly<Record<FlowProblem['rule'], string>> = {
  'template/depends-on-text': 'the same text around every message, whatever it says',
  'template/depends-on-clock': 'the date to be printed at most',
  'template/not-proven': 'what the proof knows',
};

function flowProblem({ rule, found, ...span }: FlowProblem, at: At): TemplateProblem {
  return { rule, message: `expected ${EXPECTED[rule]}, found ${printable(found, LONGEST_FOUND)} ${at(span)}` };
}

export const OBJECTIONS: Readonly<Record<Objection, string>> = {
  address: 'no address among its own texts, found one',
  turn: 'the same texts at every turn, found one that is said from a turn on, or at one',
  tool: 'the same texts with every tool, found one that is said with a tool of some name',
  message: 'nothing but the frame around what users and the assistant say, found a text',
};

function objectionProblems(texts: readonly OwnText[], at: At): readonly TemplateProblem[] {
  const refused = texts.filter(({ objection }) => objection !== null).slice(0, MOST_SAID);
  return refused.map((text) => {
    const expected = OBJECTIONS[text.objection as Objection];
    const message = `expected ${expected} ${at(text)}: ${quoted(text.text.trim(), SHOWN)}`;
    return { rule: 'template/own-text', message };
  });
}

function unknownTexts(texts: readonly OwnText[], at: At): readonly TemplateProblem[] {
  const unknown = texts.filter(({ isKnown, objection }) => !isKnown && objection === null);
  const [first] = unknown;
  if (!first) return [];
  const count = unknown.length === 1 ? 'one' : String(unknown.length);
  const message = `expected texts that public templates say, found ${count} of its own, the first ${at(first)}: ${quoted(first.text.trim(), SHOWN)}`;
  return [{ rule: 'template/says-own', message }];
}

function growthProblems({ output, time }: Growth, at: At): readonly TemplateProblem[] {
  const grows = (degree: Degree, what: string, most: number): TemplateProblem => {
    const found = degree.degree === Infinity ? 'doubles again and again' : `grows with power ${String(degree.degree)}`;
    const message = `expected ${what} that grows with the number of messages to the power of ${String(most)} at most, found that it ${found} ${at(degree)}`;
    return { rule: 'template/exhausts', message };
  };
  if (output.degree > MOST_OUTPUT) return [grows(output, 'a text', MOST_OUTPUT)];
  return time.degree > MOST_TIME ? [grows(time, 'work', MOST_TIME)] : [];
}

/** A word that is another only where its parts are put together: of what stands in a part whole, it is said where that is written. */
function joinedProblems(joined: Proof['joined']): readonly TemplateProblem[] {
  for (const { text, parts, start } of joined)
    for (const found of lookAlikesIn(text))
      if (parts.length === 1 || crosses(found, parts))
        return [lookAlikeProblem({ text, at: start, isDecoded: true }, found)];
  return [];
}

/** Whether it begins in one part and ends in another. */
function crosses({ text, index }: Alike, parts: readonly string[]): boolean {
  let end = 0;
  for (const part of parts) {
    end += part.length;
    if (index < end) return index + text.length > end;
  }
  return false;
}

function shownAt(source: string, lines: Lines, { start, end }: Span): string {
  const { line, column } = lines.placeOf(start);
  return `at line ${String(line)}, column ${String(column)}: ${quoted(source.slice(start, end), SHOWN)}`;
}
