/** What the proof of a template found, place by place, for a person who reads the template beside it. */
import { EXPECTED, MOST_OUTPUT, MOST_TIME, OBJECTIONS, prove, type Proof } from '../proof.ts';
import { reviewOf } from '../reviewed.ts';
import { withinSteps } from '../steps.ts';
import type { Degree } from '../cost/growth.ts';
import { oneLine, visible } from '../layout/visible.ts';
import type { OwnText } from '../own/ownText.ts';
import type { Lines } from '../syntax/lines.ts';
import type { Body, Span } from '../syntax/nodes.ts';
import { dependenciesOf, type Dependency } from './dependencies.ts';
import type { DependsOn } from './dependence.ts';
import { excerptAt, type Excerpt } from './excerpt.ts';

export interface CertificateProblem extends Excerpt {
  readonly rule: string;
  readonly message: string;
}

/** Decisions that ask the same are one. */
export interface DecisionLine {
  readonly kind: Dependency['kind'];
  readonly lines: readonly number[];
  /** In the template's own words; safe to print. */
  readonly source: string;
  readonly on: readonly DependsOn[];
}

export interface Certificate {
  /** `reviewed`: the proof refuses it, and somebody has read this very text. */
  readonly verdict: 'proven' | 'reviewed' | 'not-proven';
  readonly review: string | null;
  readonly problems: readonly CertificateProblem[];
  /** Problems that are not among them. */
  readonly more: number;
  readonly decisions: readonly DecisionLine[];
  readonly growth: Proof['growth'];
  readonly texts: readonly OwnText[];
}

const MOST_PROBLEMS = 64;
/** Characters of a decision that are shown. */
const SHOWN = 160;

/** Steps of the proof, and of saying what depends on what, each. Public templates take at most 300,000. */
export const CERTIFICATE_STEPS = 2_000_000;

/** Throws TooManySteps where it takes more. */
export function certify(source: string, body: Body, lines: Lines, isToken: (text: string) => boolean): Certificate {
  const proof = prove(body, isToken, CERTIFICATE_STEPS);
  const { result: dependencies } = withinSteps(CERTIFICATE_STEPS, () => dependenciesOf(body, isToken, proof.flow));
  const problems = problemsOf(proof, lines);
  const review = reviewOf(source) ?? null;
  const refused = review === null ? 'not-proven' : 'reviewed';
  return {
    verdict: problems.length === 0 ? 'proven' : refused,
    review,
    problems: problems.slice(0, MOST_PROBLEMS),
    more: Math.max(0, problems.length - MOST_PROBLEMS),
    decisions: decisionLines(source, dependencies, lines),
    growth: proof.growth,
    texts: proof.texts,
  };
}

/** In the order of the source. */
function problemsOf({ flow, texts, isComplete, growth }: Proof, lines: Lines): readonly CertificateProblem[] {
  const at = (rule: string, message: string, span: Span): CertificateProblem => ({
    rule,
    message,
    ...excerptAt(lines, span),
  });
  return [
    ...flow.map((p) => at(p.rule, `expected ${EXPECTED[p.rule]}, found ${oneLine(p.found, SHOWN)}`, p)),
    ...texts.flatMap((t) => (t.objection ? [at('template/own-text', `expected ${OBJECTIONS[t.objection]}`, t)] : [])),
    ...(isComplete
      ? []
      : [at('template/not-proven', 'expected texts that can be followed, found too many names', START)]),
    ...grows(growth.output, 'a text', MOST_OUTPUT, at),
    ...grows(growth.time, 'work', MOST_TIME, at),
  ].sort((a, b) => a.line - b.line || a.column - b.column);
}

const START: Span = { start: 0, end: 0 };

function grows<T>(
  degree: Degree,
  what: string,
  most: number,
  at: (rule: string, message: string, span: Span) => T,
): T[] {
  if (degree.degree <= most) return [];
  const message = `expected ${what} that grows with the number of messages to the power of ${String(most)} at most, found that it ${growthText(degree)}`;
  return [at('template/exhausts', message, degree)];
}

/** In words, behind “it”. */
export function growthText({ degree }: Degree): string {
  if (degree === Infinity) return 'doubles again and again';
  if (degree === 0) return 'does not grow with the number of messages';
  return degree === 1
    ? 'grows with the number of messages'
    : `grows with power ${String(degree)} of the number of messages`;
}

function decisionLines(source: string, all: readonly Dependency[], lines: Lines): readonly DecisionLine[] {
  const found = new Map<string, DecisionLine & { readonly lines: number[] }>();
  for (const { kind, node, on } of all) {
    const text = oneLine(source.slice(node.start, node.end), SHOWN);
    const key = [kind, text, ...on].join('\n');
    const known = found.get(key) ?? { kind, lines: [], source: text, on: on.map(visibleMark) };
    found.set(key, known);
    const { line } = lines.placeOf(node.start);
    if (known.lines.at(-1) !== line) known.lines.push(line);
  }
  return [...found.values()];
}

/** A mark may be any literal between brackets. */
function visibleMark(on: DependsOn): DependsOn {
  return on.startsWith('mark:') ? `mark:${visible(on.slice('mark:'.length))}` : on;
}
