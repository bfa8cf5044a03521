/** A template as `inspect --template` shows it: laid out, what the proof found, what it says of its own, and what it is nearest to. */
import {
  CERTIFICATE_STEPS,
  certify,
  growthText,
  type Certificate,
  type CertificateProblem,
} from './certificate/certificate.ts';
import { excerptAt } from './certificate/excerpt.ts';
import { layOut, type LaidOutLine } from './layout/layOut.ts';
import { oneLine, visible } from './layout/visible.ts';
import { digestOf, nearestOf, type KnownTemplate, type Nearest } from './nearest/nearest.ts';
import { noProgram } from './noProgram.ts';
import type { Objection, OwnText } from './own/ownText.ts';
import { reviewOf } from './reviewed.ts';
import { Lines } from './syntax/lines.ts';
import { nodesIn } from './syntax/nodesIn.ts';
import type { Body } from './syntax/nodes.ts';
import { parseTemplate } from './syntax/parseTemplate.ts';
import { TemplateSyntaxError } from './syntax/syntaxError.ts';
import { TooManySteps } from './steps.ts';
import { TEMPLATE_COSTS, type TemplateBudget, type TemplateCosts } from './templateBudget.ts';
import type { NamedTemplate } from './templates.ts';

/** Every string in it is safe to print. */
export interface InspectedTemplate {
  readonly path: string;
  readonly name: string | null;
  readonly characters: number;
  readonly lines: number;
  readonly sha256: string;
  /** Why there is nothing to show of it; null where there is. */
  readonly unread: string | null;
  readonly layout: readonly LaidOutLine[];
  readonly certificate: ShownCertificate | null;
  readonly texts: readonly ShownText[];
  readonly nearest: Nearest | null;
}

export interface ShownCertificate extends Pick<Certificate, 'verdict' | 'review' | 'problems' | 'decisions'> {
  readonly more_problems: number;
  /** Null where it is not known. */
  readonly growth: { readonly output: ShownGrowth; readonly work: ShownGrowth } | null;
}

interface ShownGrowth {
  /** Null where there is no bound. */
  readonly degree: number | null;
  readonly message: string;
  /** Of the deepest place; null where nothing is looped over. */
  readonly line: number | null;
}

export interface ShownText {
  readonly line: number;
  /** Line feeds stand in it as they are. */
  readonly text: string;
  /** What holds where it is said, in the template's own words, outermost first. */
  readonly conditions: readonly string[];
  readonly more_conditions: number;
  /** Once for every message. */
  readonly in_messages: boolean;
  /** Whether public templates say it. */
  readonly known: boolean;
  readonly objection: Objection | null;
}

export function inspectTemplate(
  { path, name, text }: NamedTemplate,
  isToken: (text: string) => boolean,
  known: readonly KnownTemplate[],
  budget: TemplateBudget,
): InspectedTemplate {
  const lines = new Lines(text);
  const identity = {
    path,
    name: name === null ? null : oneLine(name, SHOWN),
    characters: text.length,
    lines: lines.count,
    sha256: digestOf(text),
  };
  const unread = budget.spend('characters', text.length) ? noProgram(text)?.message : budget.excess;
  if (unread) return { ...identity, unread, layout: [], certificate: null, texts: [], nearest: null };
  const nearest = reviewed(text) ?? nearestOf({ name: path, text }, known);
  return { ...identity, unread: null, ...read(text, lines, isToken, budget), nearest };
}

/** What is shown, all templates of a file together: a person does not read more. */
export const INSPECTED_COSTS: TemplateCosts = { ...TEMPLATE_COSTS, characters: 256 << 10, nodes: 32 << 10 };

const TOO_LARGE = `expected at most ${String(INSPECTED_COSTS.nodes)} nodes in all trees of a file, found more: not followed here; \`check\` judges them`;
const TOO_COSTLY = `expected a template that can be followed in ${String(CERTIFICATE_STEPS)} steps, found one that takes more: not followed here; \`check\` follows it further`;

/** Characters of a condition, or of a name, that are shown. */
const SHOWN = 160;
/** Conditions of a text; more are counted. */
const MOST_CONDITIONS = 16;

function reviewed(text: string): Nearest | null {
  const name = reviewOf(text);
  return name === undefined ? null : { name, relation: 'same-layout', share: 1, diff: '' };
}

type Read = Pick<InspectedTemplate, 'layout' | 'certificate' | 'texts'>;

function read(text: string, lines: Lines, isToken: (text: string) => boolean, budget: TemplateBudget): Read {
  let body: Body;
  try {
    body = parseTemplate(text);
  } catch (error) {
    if (!(error instanceof TemplateSyntaxError)) throw error;
    const message = `expected a template that parses, found: ${oneLine(error.message, SHOWN)}`;
    return { layout: [], certificate: refused('template/not-proven', message, lines, error.offset), texts: [] };
  }
  const layout = layOut(body, text, lines);
  if (!budget.spend('nodes', nodesIn(body)))
    return { layout, certificate: refused('template/exhausts', TOO_LARGE, lines), texts: [] };
  const certificate = certified(text, body, lines, isToken);
  if (typeof certificate === 'string')
    return { layout, certificate: refused('template/exhausts', certificate, lines), texts: [] };
  return {
    layout,
    certificate: shownCertificate(certificate, lines),
    texts: certificate.texts.map((own) => shownText(own, text, lines)),
  };
}

/** Or why there is none. */
function certified(text: string, body: Body, lines: Lines, isToken: (text: string) => boolean): Certificate | string {
  try {
    return certify(text, body, lines, isToken);
  } catch (error) {
    if (error instanceof TooManySteps) return TOO_COSTLY;
    // Constants that double, again and again, are longer than a string can be.
    if (error instanceof RangeError) return TOO_LONG;
    throw error;
  }
}

const TOO_LONG = 'expected constants that fit in memory, found longer ones: not followed here';

/** Nothing of it was followed. */
function refused(rule: string, message: string, lines: Lines, offset = 0): ShownCertificate {
  const problem: CertificateProblem = { rule, message, ...excerptAt(lines, { start: offset, end: offset }) };
  return { verdict: 'not-proven', review: null, problems: [problem], more_problems: 0, decisions: [], growth: null };
}

function shownCertificate(certificate: Certificate, lines: Lines): ShownCertificate {
  const { verdict, review, problems, more, decisions, growth } = certificate;
  const shown = (degree: Certificate['growth']['output']): ShownGrowth => ({
    degree: degree.degree === Infinity ? null : degree.degree,
    message: growthText(degree),
    line: degree.end === 0 ? null : lines.placeOf(degree.start).line,
  });
  return {
    verdict,
    review,
    problems,
    more_problems: more,
    decisions,
    growth: { output: shown(growth.output), work: shown(growth.time) },
  };
}

function shownText(own: OwnText, source: string, lines: Lines): ShownText {
  const { text, start, end, conditions, inMessages, isKnown, objection } = own;
  return {
    line: lines.placeOf(lines.pastBlanks(start, end)).line,
    text: text.split('\n').map(visible).join('\n'),
    conditions: conditions.slice(0, MOST_CONDITIONS).map(({ test, holds }) => {
      const said = oneLine(source.slice(test.start, test.end), SHOWN);
      return holds ? said : `not (${said})`;
    }),
    more_conditions: Math.max(0, conditions.length - MOST_CONDITIONS),
    in_messages: inMessages,
    known: isKnown,
    objection,
  };
}
