import type { Finding } from '../../core/finding.ts';
import { quoted } from '../../core/printable.ts';
import type { Metadata } from '../../gguf/metadata.ts';
import type { TemplateNode } from './ast.ts';
import { candidateTriggers } from './candidateTriggers.ts';
import { Constants } from './constants.ts';
import type { KnownTemplates } from './knownTemplates.ts';
import { marksOf } from './marksOf.ts';
import { proofProblems } from './proof.ts';
import type { TemplateProblem } from './problem.ts';
import { CHECK_LIMITS, isExhaustion, TemplateError, TemplateSandbox } from './sandbox.ts';
import { nodeCount, sourceProblems, treeProblems } from './staticProblems.ts';
import { TemplateBudget } from './templateBudget.ts';
import { TEMPLATE_RULES } from './templateRules.ts';
import { readTemplates, TEMPLATE_KEY, type NamedTemplate, type Templates } from './templates.ts';
import { tryTemplate, type Rendering } from './trial.ts';

/** Published models have at most four. */
const MAX_VARIANTS = 16;
/** After these nothing is rendered. */
const ENDLESS: ReadonlySet<string> = new Set(['template/unbounded-loop', 'template/exhausts']);
const SEVERITIES = new Map(TEMPLATE_RULES.map(({ id, severity, cwe }) => [id, { severity, cwe }]));

/**
 * What is wrong with a file's chat templates: parsed and never executed for the static rules, rendered in a sandbox for the
 * others, which is asked for where there is something to render and closed at the end. `begins` is called before the rules look at a
 * tree. A file without a template has no findings. Of templates that are `known` it says what was found before.
 */
export async function templateFindings(
  metadata: Metadata,
  takeSandbox: () => TemplateSandbox = () => new TemplateSandbox(CHECK_LIMITS),
  begins: () => void = () => undefined,
  known?: KnownTemplates,
): Promise<readonly Finding[]> {
  const templates = readTemplates(metadata);
  const marks = templates.main || templates.variants.length > 0 ? marksOf(metadata) : new Set<string>();
  const seen = known?.get(templates, marks);
  if (seen) return seen;
  const findings = await judgeAll(templates, marks, takeSandbox, begins);
  known?.add(templates, marks, findings);
  return findings;
}

async function judgeAll(
  templates: Templates,
  marks: ReadonlySet<string>,
  takeSandbox: () => TemplateSandbox,
  begins: () => void,
): Promise<readonly Finding[]> {
  const all = [...(templates.main ? [templates.main] : []), ...templates.variants.slice(0, MAX_VARIANTS)];
  if (all.length === 0) return listFindings(templates);
  const sandbox = takeSandbox();
  const budget = new TemplateBudget();
  try {
    const findings: Finding[] = [...listFindings(templates)];
    const plain = new Map<NamedTemplate, readonly Rendering[]>();
    for (const template of all) {
      const { problems, renderings } = await judge(template, marks, sandbox, budget, begins);
      findings.push(...problems.map((problem) => finding(problem, template.key)));
      plain.set(template, renderings);
      if (budget.excess !== null) break;
    }
    return [...findings, ...differing(templates, plain)];
  } finally {
    sandbox.close();
  }
}

async function judge(
  { text }: NamedTemplate,
  marks: ReadonlySet<string>,
  sandbox: TemplateSandbox,
  budget: TemplateBudget,
  begins: () => void,
): Promise<{ problems: readonly TemplateProblem[]; renderings: readonly Rendering[] }> {
  const seen = [...sourceProblems(text), ...(budget.spend('characters', text.length) ? [] : exceeded(budget))];
  if (seen.some(({ rule }) => rule === 'template/exhausts')) return { problems: seen, renderings: [] };
  const proven = [...seen, ...proofProblems(text, (token) => marks.has(token))];
  let root: TemplateNode;
  try {
    root = await sandbox.parse(text);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    const rule = isExhaustion(error) ? 'template/exhausts' : 'template/unparseable';
    return { problems: [...proven, { rule, message: error.message }], renderings: [] };
  }
  begins();
  if (!budget.spend('nodes', nodeCount(root))) return { problems: [...proven, ...exceeded(budget)], renderings: [] };
  const constants = new Constants(root, budget);
  const fixed = [...proven, ...treeProblems(root, constants), ...exceeded(budget)];
  // What is known to go on for ever need not be waited for.
  if (fixed.some(({ rule }) => ENDLESS.has(rule))) return { problems: fixed, renderings: [] };
  const { problems, renderings } = await tryTemplate(sandbox, text, candidateTriggers(root, constants));
  // A trigger that was read in the template and then seen at work is one finding.
  return {
    problems: [...fixed, ...problems.filter(({ rule }) => !fixed.some((known) => known.rule === rule))],
    renderings,
  };
}

function exceeded({ excess }: TemplateBudget): readonly TemplateProblem[] {
  return excess === null ? [] : [{ rule: 'template/exhausts', message: excess }];
}

/** Variants that say something else than the main template where both can say something. */
function differing(
  { main, variants }: Templates,
  plain: ReadonlyMap<NamedTemplate, readonly Rendering[]>,
): readonly Finding[] {
  const reference = main ? (plain.get(main) ?? []) : [];
  return variants.slice(0, MAX_VARIANTS).flatMap((variant) => {
    const others = plain.get(variant) ?? [];
    const differs = reference.some((rendering, i) => {
      const other = others[i];
      return 'text' in rendering && other !== undefined && 'text' in other && other.text !== rendering.text;
    });
    if (!differs) return [];
    const message = `expected a plain conversation as ${TEMPLATE_KEY} renders it, found another text`;
    return [finding({ rule: 'template/variants-differ', message }, variant.key)];
  });
}

function listFindings({ variants, missing }: Templates): readonly Finding[] {
  const findings: Finding[] = [];
  if (variants.length > MAX_VARIANTS) {
    const message = `expected at most ${String(MAX_VARIANTS)} named templates, found ${String(variants.length)}`;
    findings.push(finding({ rule: 'template/too-many-variants', message }, `${TEMPLATE_KEY}.*`));
  }
  const [first] = missing;
  if (first !== undefined) {
    const message = `expected a template for each name, found none for ${quoted(first)}`;
    findings.push(finding({ rule: 'template/variant-missing', message }, 'tokenizer.chat_templates'));
  }
  return findings;
}

function finding({ rule, message, severity: own }: TemplateProblem, key: string): Finding {
  const { severity: usual = 'error', cwe } = SEVERITIES.get(rule) ?? {};
  const severity = own ?? usual;
  return { rule, severity, message, path: `metadata[${quoted(key)}]`, ...(cwe !== undefined && { cwe }) };
}
