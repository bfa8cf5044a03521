import type { Finding } from '../../core/finding.ts';
import { quoted } from '../../core/printable.ts';
import type { Metadata } from '../../gguf/metadata.ts';
import type { TemplateNode } from './ast.ts';
import { candidateTriggers, flagsIn, numbersIn } from './candidateTriggers.ts';
import { Constants } from './constants.ts';
import { judgedBefore as inThisRelease } from './judged/judgedBefore.ts';
import type { KnownTemplates } from './knownTemplates.ts';
import { fileTokens, NO_TOKENS, type FileTokens } from './fileTokens.ts';
import { tokensSpeak } from './own/tokensSpeak.ts';
import { proofProblems } from './proof.ts';
import { noProgram } from './noProgram.ts';
import type { TemplateProblem } from './problem.ts';
import { CHECK_LIMITS, isExhaustion, TemplateError, TemplateSandbox } from './sandbox.ts';
import { namedTokenProblems } from './namedTokens.ts';
import { nodeCount, sourceProblems, treeProblems } from './staticProblems.ts';
import { reviewOf } from './reviewed.ts';
import { TEMPLATE_COSTS, TemplateBudget } from './templateBudget.ts';
import { areCopies, copiesThatDiffer } from './templateCopies.ts';
import { TEMPLATE_RULES } from './templateRules.ts';
import { readTemplates, TEMPLATE_KEY, type NamedTemplate, type Templates } from './templates.ts';
import { NO_TRIAL, tryTemplate, type Trial } from './trial/tryTemplate.ts';

/** Published models have at most four. */
const MAX_VARIANTS = 16;
/** Findings on where templates stand that are kept; more are counted and told in one note. */
const MOST_OF_PLACES = 40;
/** After these nothing is rendered. */
const ENDLESS: ReadonlySet<string> = new Set(['template/unbounded-loop', 'template/exhausts']);
const SEVERITIES = new Map(TEMPLATE_RULES.map(({ id, severity, cwe }) => [id, { severity, cwe }]));

export interface TemplateOptions {
  /** Asked where there is something to render; what it gives is closed at the end. */
  readonly takeSandbox?: () => TemplateSandbox;
  /** Called before the rules look at a tree. */
  readonly begins?: () => void;
  /** What was found in the files before, in one row of files. */
  readonly known?: KnownTemplates;
  /** What is known of a template that public models have. */
  readonly judgedBefore?: (template: string) => readonly TemplateProblem[] | undefined;
}

/**
 * What is wrong with a file's chat templates: parsed and never executed for the static rules, rendered in a sandbox for the
 * others. A file without a template has no findings.
 */
export async function templateFindings(metadata: Metadata, options: TemplateOptions = {}): Promise<readonly Finding[]> {
  const { known } = options;
  const templates = readTemplates(metadata);
  const tokens = judged(templates).length > 0 ? fileTokens(metadata) : NO_TOKENS;
  const ofTokens = namedTokenProblems(metadata, templates).map((problem) => finding(problem, problem.path));
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
  return judgedBefore(text)?.map((problem) => finding(problem, path));
}

async function judgeEach(
  templates: Templates,
  tokens: FileTokens,
  { takeSandbox = () => new TemplateSandbox(CHECK_LIMITS), begins = () => undefined }: TemplateOptions,
): Promise<readonly Finding[]> {
  const sandbox = takeSandbox();
  const budget = new TemplateBudget();
  try {
    const findings: Finding[] = [];
    const plain = new Map<NamedTemplate, Trial['renderings']>();
    for (const template of judged(templates)) {
      const { problems, renderings } = await judge(template, tokens, sandbox, budget, begins);
      findings.push(...reviewed(problems, template, tokens).map((problem) => finding(problem, template.path)));
      plain.set(template, renderings);
      if (budget.excess !== null) break;
    }
    return [...findings, ...differing(templates, plain)];
  } finally {
    sandbox.close();
  }
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
  const review = text.length > TEMPLATE_COSTS.characters ? undefined : reviewOf(text);
  if (review === undefined || tokensSpeak(byName, (token) => marks.has(token))) return problems;
  return problems.map((problem) => {
    const { rule, severity = SEVERITIES.get(rule)?.severity } = problem;
    const isNoted = severity === 'error' && rule !== 'template/exhausts';
    return isNoted ? { ...problem, message: `${problem.message}. Reviewed: ${review}`, severity: 'note' } : problem;
  });
}

async function judge(
  { text }: NamedTemplate,
  tokens: FileTokens,
  sandbox: TemplateSandbox,
  budget: TemplateBudget,
  begins: () => void,
): Promise<Trial> {
  const empty = noProgram(text);
  if (empty) return { ...NO_TRIAL, problems: [empty] };
  // More is judged of none: a text of megabytes costs no more than to say so.
  const source = text.slice(0, TEMPLATE_COSTS.characters);
  const seen = [...sourceProblems(source), ...(budget.spend('characters', text.length) ? [] : exceeded(budget))];
  if (seen.some(({ rule }) => rule === 'template/exhausts')) return { ...NO_TRIAL, problems: seen };
  const proven = [...seen, ...proofProblems(text, (token) => tokens.marks.has(token), tokens.byName)];
  let root: TemplateNode;
  try {
    root = await sandbox.parse(text);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    const rule = isExhaustion(error) ? 'template/exhausts' : 'template/unparseable';
    return { ...NO_TRIAL, problems: [...proven, { rule, message: error.message }] };
  }
  begins();
  if (!budget.spend('nodes', nodeCount(root))) return { ...NO_TRIAL, problems: [...proven, ...exceeded(budget)] };
  const constants = new Constants(root, budget);
  const fixed = [...withoutRepeats(proven, treeProblems(root, constants)), ...exceeded(budget)];
  // What is known to go on for ever need not be waited for.
  if (fixed.some(({ rule }) => ENDLESS.has(rule))) return { ...NO_TRIAL, problems: fixed };
  const { problems, renderings } = await tryTemplate(sandbox, {
    template: text,
    tokens: tokens.byName,
    triggers: candidateTriggers(root, constants),
    numbers: numbersIn(root, constants),
    flags: flagsIn(text),
    isRefused: fixed.some(isError),
  });
  // A trigger that was read in the template and then seen at work is one finding, and so is one that was reviewed.
  const isKnown = ({ rule }: TemplateProblem): boolean =>
    fixed.some((known) => known.rule === rule) || (rule === 'template/depends-on-text' && reviewOf(text) !== undefined);
  return { problems: [...fixed, ...problems.filter((problem) => !isKnown(problem))], renderings };
}

function isError({ rule, severity = SEVERITIES.get(rule)?.severity }: TemplateProblem): boolean {
  return severity === 'error';
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
    return [finding({ rule: 'template/variants-differ', message }, variant.path)];
  });
}

function listFindings(templates: Templates): readonly Finding[] {
  const { variants, missing } = templates;
  const findings: Finding[] = [...placeFindings(templates)];
  if (variants.length > MAX_VARIANTS) {
    const message = `expected at most ${String(MAX_VARIANTS)} templates beside the main one, found ${String(variants.length)}`;
    findings.push(finding({ rule: 'template/too-many-variants', message }, `metadata["${TEMPLATE_KEY}.*"]`));
  }
  const [first] = missing;
  if (first !== undefined) {
    const message = `expected a template for each name, found none for ${quoted(first)}`;
    findings.push(finding({ rule: 'template/variant-missing', message }, 'metadata["tokenizer.chat_templates"]'));
  }
  return findings;
}

function placeFindings(templates: Templates): readonly Finding[] {
  // What was not read is said first: it must not be among those that are only counted.
  const unread = templates.problems.filter(({ rule }) => rule === 'template/exhausts');
  const all = [...unread, ...templates.problems.filter(({ rule }) => rule !== 'template/exhausts')];
  const found = [...all, ...copiesThatDiffer(judged(templates))].map((problem) => finding(problem, problem.path));
  if (found.length <= MOST_OF_PLACES) return found;
  const message = `${String(found.length - MOST_OF_PLACES)} more findings on places of templates`;
  return [...found.slice(0, MOST_OF_PLACES), { rule: 'gguf/more-findings', severity: 'note', message }];
}

function finding({ rule, message, severity: own }: TemplateProblem, path: string): Finding {
  const { severity: usual = 'error', cwe } = SEVERITIES.get(rule) ?? {};
  const severity = own ?? usual;
  return { rule, severity, message, path, ...(cwe !== undefined && { cwe }) };
}
