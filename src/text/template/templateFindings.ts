import type { Finding } from '../../core/finding.ts';
import { quoted } from '../../core/printable.ts';
import type { Metadata } from '../../gguf/metadata.ts';
import { judgedBefore as inThisRelease } from './judged/judgedBefore.ts';
import type { KnownTemplates } from './knownTemplates.ts';
import { fileTokens, NO_TOKENS, type FileTokens } from './fileTokens.ts';
import { judgeTemplate } from './judgeTemplate.ts';
import { tokensSpeak } from './own/tokensSpeak.ts';
import type { TemplateProblem } from './problem.ts';
import { problemFinding } from './problemFinding.ts';
import { namedTokenProblems } from './namedTokens.ts';
import { reviewOf } from './reviewed.ts';
import { severityOf } from './severityOf.ts';
import { TemplateBudget } from './templateBudget.ts';
import { areCopies, copiesThatDiffer } from './templateCopies.ts';
import { readTemplates, TEMPLATE_KEY, type NamedTemplate, type Templates } from './templates.ts';
import { CHECK_LIMITS, InterpretedTemplates } from './trial/interpreted.ts';
import type { Trial } from './trial/tryTemplate.ts';

/** Published models have at most four. */
const MAX_VARIANTS = 16;
/** Findings on where templates stand that are kept; more are counted and told in one note. */
const MOST_OF_PLACES = 40;

export interface TemplateOptions {
  /** Called before a template is looked into. */
  readonly begins?: () => void;
  /** What was found in the files before, in one row of files. */
  readonly known?: KnownTemplates;
  /** What is known of a template that public models have. */
  readonly judgedBefore?: (template: string) => readonly TemplateProblem[] | undefined;
}

/**
 * What is wrong with a file's chat templates: parsed and never executed for the static rules, rendered by an interpreter of our own for
 * the others. A file without a template has no findings.
 */
export async function templateFindings(metadata: Metadata, options: TemplateOptions = {}): Promise<readonly Finding[]> {
  const { known } = options;
  const templates = readTemplates(metadata);
  const tokens = judged(templates).length > 0 ? fileTokens(metadata) : NO_TOKENS;
  const ofTokens = namedTokenProblems(metadata, templates).map((problem) => problemFinding(problem, problem.path));
  const seen = known?.get(templates, tokens);
  if (seen) return [...seen, ...ofTokens];
  const findings = await judgeAll(templates, tokens, options);
  known?.add(templates, tokens, findings);
  return [...findings, ...ofTokens];
}

async function judgeAll(
  templates: Templates,
  tokens: FileTokens,
  options: TemplateOptions,
): Promise<readonly Finding[]> {
  const places = listFindings(templates);
  const [first, ...others] = judged(templates);
  if (!first) return places;
  const before = others.length === 0 ? foundBefore(first, tokens, options) : undefined;
  return [...places, ...(before ?? (await judgeEach(templates, tokens, options)))];
}

/** Characters of special tokens beside which it does not matter what they are. */
const MOST_OF_TOKENS = 1024;

/** What it says of a template that was judged before holds beside any vocabulary; a token of megabytes is another matter. */
function foundBefore(
  { text, path }: NamedTemplate,
  { byName, marks }: FileTokens,
  { judgedBefore = inThisRelease }: TemplateOptions,
): readonly Finding[] | undefined {
  if (Object.values(byName).join('').length > MOST_OF_TOKENS) return undefined;
  if (tokensSpeak(byName, (token) => marks.has(token))) return undefined;
  return judgedBefore(text)?.map((problem) => problemFinding(problem, path));
}

async function judgeEach(
  templates: Templates,
  tokens: FileTokens,
  { begins = () => undefined }: TemplateOptions,
): Promise<readonly Finding[]> {
  const budget = new TemplateBudget();
  const renderer = new InterpretedTemplates(CHECK_LIMITS);
  const findings: Finding[] = [];
  const plain = new Map<NamedTemplate, Trial['renderings']>();
  for (const template of judged(templates)) {
    begins();
    const { problems, renderings } = await judgeTemplate(template.text, { tokens, renderer, budget });
    findings.push(...reviewed(problems, template, tokens).map((problem) => problemFinding(problem, template.path)));
    plain.set(template, renderings);
    if (budget.excess !== null) break;
  }
  return [...findings, ...differing(templates, plain)];
}

function judged({ main, variants }: Templates): readonly NamedTemplate[] {
  return [...(main ? [main] : []), ...variants.slice(0, MAX_VARIANTS)];
}

/** Of a template that was read, what else is an error is a note too, but for what it costs. */
function reviewed(
  problems: readonly TemplateProblem[],
  { text }: NamedTemplate,
  { byName, marks }: FileTokens,
): readonly TemplateProblem[] {
  const review = reviewOf(text);
  if (review === undefined || tokensSpeak(byName, (token) => marks.has(token))) return problems;
  return problems.map((problem) => {
    const isNoted = severityOf(problem) === 'error' && problem.rule !== 'template/exhausts';
    return isNoted ? { ...problem, message: `${problem.message}. Reviewed: ${review}`, severity: 'note' } : problem;
  });
}

/** Templates that say something else than the first where both can say something. */
function differing(templates: Templates, plain: ReadonlyMap<NamedTemplate, Trial['renderings']>): readonly Finding[] {
  const [first, ...others] = judged(templates);
  if (!first) return [];
  const reference = plain.get(first) ?? [];
  return others.flatMap((variant) => {
    const renderings = plain.get(variant) ?? [];
    const differs = reference.some((rendering, i) => {
      const other = renderings[i] ?? null;
      return rendering !== null && other !== null && other !== rendering;
    });
    // Of a copy under the same name it is said that its text differs.
    if (!differs || areCopies(first, variant)) return [];
    const message = `expected a plain conversation as ${first.path} renders it, found another text`;
    return [problemFinding({ rule: 'template/variants-differ', message }, variant.path)];
  });
}

function listFindings(templates: Templates): readonly Finding[] {
  const { variants, missing } = templates;
  const findings: Finding[] = [...placeFindings(templates)];
  if (variants.length > MAX_VARIANTS) {
    const message = `expected at most ${String(MAX_VARIANTS)} templates beside the main one, found ${String(variants.length)}`;
    findings.push(problemFinding({ rule: 'template/too-many-variants', message }, `metadata["${TEMPLATE_KEY}.*"]`));
  }
  const [first] = missing;
  if (first !== undefined) {
    const message = `expected a template for each name, found none for ${quoted(first)}`;
    findings.push(
      problemFinding({ rule: 'template/variant-missing', message }, 'metadata["tokenizer.chat_templates"]'),
    );
  }
  return findings;
}

function placeFindings(templates: Templates): readonly Finding[] {
  // What was not read is said first: it must not be among those that are only counted.
  const unread = templates.problems.filter(({ rule }) => rule === 'template/exhausts');
  const all = [...unread, ...templates.problems.filter(({ rule }) => rule !== 'template/exhausts')];
  const found = [...all, ...copiesThatDiffer(judged(templates))].map((problem) =>
    problemFinding(problem, problem.path),
  );
  if (found.length <= MOST_OF_PLACES) return found;
  const message = `${String(found.length - MOST_OF_PLACES)} more findings on places of templates`;
  return [...found.slice(0, MOST_OF_PLACES), { rule: 'gguf/more-findings', severity: 'note', message }];
}
