import { didYouMean } from '../../core/didYouMean.ts';
import { UsageError } from '../../core/errors.ts';
import { printable } from '../../core/printable.ts';
import { INSPECTED_COSTS, inspectTemplate } from '../../text/template/inspected.ts';
import { marksOf } from '../../text/template/marksOf.ts';
import { TemplateBudget } from '../../text/template/templateBudget.ts';
import { readTemplates, type NamedTemplate } from '../../text/template/templates.ts';
import type { Host } from '../host.ts';
import { knownTemplateFiles } from '../knownTemplateFiles.ts';
import type { OpenModel } from '../openModel.ts';
import { templateReport } from '../templateReport.ts';
import type { TemplatesDocument } from '../templatesDocument.ts';

/** As many as `check` judges. */
const MOST_TEMPLATES = 17;

/** `flea-flicker inspect FILE --template [NAME] [--json]` */
export function inspectTemplates(model: OpenModel, name: string | true, json: boolean, host: Host): void {
  const document = documentOf(model, name, host);
  model.source.verifyUnchanged();
  host.out(json ? `${JSON.stringify(document)}\n` : templateReport(document));
}

function documentOf({ source, file }: OpenModel, name: string | true, host: Host): TemplatesDocument {
  const { main, variants } = readTemplates(file.metadata);
  const chosen = choose([...(main ? [main] : []), ...variants], name);
  const known = chosen.length > 0 ? knownTemplateFiles(host) : [];
  const marks = chosen.length > 0 ? marksOf(file.metadata) : new Set<string>();
  const budget = new TemplateBudget(INSPECTED_COSTS);
  return {
    schema: 'flea-flicker/inspect-template@1',
    path: printable(source.name, 1000),
    bytes: file.size,
    templates: chosen
      .slice(0, MOST_TEMPLATES)
      .map((template) => inspectTemplate(template, (text) => marks.has(text), known, budget)),
    more_templates: Math.max(0, chosen.length - MOST_TEMPLATES),
    known_templates: known.length,
  };
}

/** By name, by key or by path. Throws UsageError where none is called so. */
function choose(all: readonly NamedTemplate[], name: string | true): readonly NamedTemplate[] {
  if (name === true) return all;
  const chosen = all.filter((template) => [template.name, template.key, template.path].includes(name));
  if (chosen.length > 0) return chosen;
  const names = all.slice(0, MOST_TEMPLATES).map((template) => printable(template.name ?? template.path));
  const known = names.length === 0 ? 'the file has none' : `it has ${names.join(', ')}`;
  throw new UsageError(
    'usage/template',
    `--template: expected a template of the file, found "${printable(name)}": ${known}${didYouMean(name.slice(0, 80), names)}`,
  );
}
