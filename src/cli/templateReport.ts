/** Templates as text for a person: laid out, then the certificate, the texts and the nearest known template. */
import { formatCount } from '../core/units.ts';
import type { DecisionLine } from '../text/template/certificate/certificate.ts';
import type { DependsOn } from '../text/template/certificate/dependence.ts';
import type { InspectedTemplate, ShownCertificate, ShownText } from '../text/template/inspected.ts';
import { widthOf } from '../text/template/layout/widthOf.ts';
import { indented } from '../text/template/nearest/nearest.ts';
import type { TemplatesDocument } from './templatesDocument.ts';

export function templateReport({ path, templates, more_templates, known_templates }: TemplatesDocument): string {
  if (templates.length === 0) return `${path}: no chat template\n`;
  const more =
    more_templates === 0 ? [] : [`${String(more_templates)} more templates in the file, which are not shown\n`];
  return [...templates.map((template) => printTemplate(template, known_templates)), ...more].join('\n');
}

function printTemplate(template: InspectedTemplate, knownTemplates: number): string {
  const { path, name, characters, lines, sha256, unread, certificate } = template;
  const size = `${formatCount(characters)} characters, ${lines === 1 ? '1 line' : `${formatCount(lines)} lines`}`;
  const head = `${path}${name === null ? '' : ` (${name})`}: ${size}\nSHA-256 ${sha256}\n`;
  if (unread !== null || !certificate) return `${head}\nnot shown: ${unread ?? ''}\n`;
  return [
    head,
    printLayout(template),
    printCertificate(certificate),
    printTexts(template),
    printNearest(template, knownTemplates),
  ]
    .filter((section) => section !== '')
    .join('\n');
}

function section(title: string, lines: readonly string[]): string {
  return `${title}\n${lines.map((line) => `${line.trimEnd()}\n`).join('')}`;
}

function printLayout({ layout }: InspectedTemplate): string {
  if (layout.length === 0) return '';
  const width = Math.max(...layout.slice(-50).map(({ line }) => String(line ?? '').length), 4);
  return section(
    'laid out, by lines of the source',
    layout.map((line) => `${String(line.line ?? '').padStart(width)}  ${indented(line)}`),
  );
}

const VERDICTS: Readonly<Record<ShownCertificate['verdict'], string>> = {
  proven: 'proven: what people say stands where messages stand, and neither it nor the clock decides anything else',
  reviewed: 'not proven, but reviewed: somebody has read this very text',
  'not-proven': 'not proven',
};

function printCertificate({ verdict, review, problems, more_problems, decisions, growth }: ShownCertificate): string {
  const more = more_problems === 0 ? [] : ['', `  ${String(more_problems)} more problems`];
  return section(`certificate: ${VERDICTS[verdict]}`, [
    ...(review === null ? [] : [`  ${review}`]),
    ...problems.flatMap(printProblem),
    ...more,
    ...(growth === null ? [] : printFollowed(decisions, growth)),
  ]);
}

function printFollowed(
  decisions: readonly DecisionLine[],
  { output, work }: NonNullable<ShownCertificate['growth']>,
): readonly string[] {
  const grows = `output ${output.message}${atLine(output.line)}; work ${work.message}${atLine(work.line)}`;
  return ['', '  what depends on what', ...printDecisions(decisions), '', `  ${grows}`];
}

function atLine(line: number | null): string {
  return line === null ? '' : ` (line ${String(line)})`;
}

function printProblem({ rule, message, line, column, source, marker }: ShownCertificate['problems'][number]): string[] {
  const number = String(line);
  const gutter = ' '.repeat(number.length);
  return [
    '',
    `  ${rule}: ${message}`,
    `  line ${number}, column ${String(column)}`,
    `  ${number} | ${source}`,
    `  ${gutter} | ${marker}`,
  ];
}

/** Characters of a decision. */
const WIDEST = 72;
/** Lines that are named of one decision. */
const MOST_LINES = 6;

function printDecisions(decisions: readonly DecisionLine[]): readonly string[] {
  if (decisions.length === 0) return ['    nothing decides'];
  const rows = decisions.map((decision) => [
    linesOf(decision),
    decision.kind,
    shortened(decision.source),
    printOn(decision),
  ]);
  const widths = [0, 1, 2].map((i) => Math.max(...rows.map((row) => widthOf(row[i] ?? ''))));
  return rows.map((row) => `    ${row.map((cell, i) => padded(cell, widths[i] ?? 0)).join('  ')}`);
}

function padded(cell: string, width: number): string {
  return cell + ' '.repeat(Math.max(0, width - widthOf(cell)));
}

function shortened(source: string): string {
  return source.length <= WIDEST ? source : `${source.slice(0, WIDEST - 1)}…`;
}

function linesOf({ lines }: DecisionLine): string {
  const more = lines.length > MOST_LINES ? ', …' : '';
  return `${lines.slice(0, MOST_LINES).join(', ')}${more}`;
}

const ON: Readonly<Record<string, string>> = {
  structure: 'structure',
  mark: 'a mark of the format',
  emptiness: 'emptiness of a text',
  blanks: 'blanks of a text',
  text: 'WHAT A TEXT SAYS',
  clock: 'THE CLOCK',
  unknown: 'WHAT THE PROOF DOES NOT KNOW',
};

/** What must not decide first, marks by name. */
function printOn({ on }: DecisionLine): string {
  if (on.length === 0) return 'nothing: constant';
  const marks = on.filter((one) => one.startsWith('mark:')).map((one) => one.slice('mark:'.length));
  const others = on.filter((one): one is DependsOn => !one.startsWith('mark:')).map((one) => ON[one] ?? one);
  return [...others, ...(marks.length === 0 ? [] : [`a mark of the format (${marks.join(' ')})`])].join('; ');
}

const OBJECTIONS: Readonly<Record<NonNullable<ShownText['objection']>, string>> = {
  address: 'it has an address',
  turn: 'it is said from a turn on, or at one',
  tool: 'it is said with a tool of some name',
  message: 'it stands around what users or the assistant say',
};

function printTexts({ texts, certificate }: InspectedTemplate): string {
  if (certificate?.growth === null) return '';
  if (texts.length === 0) return section('own texts: none of more than a few words', []);
  return section(`own texts: ${String(texts.length)}`, texts.flatMap(printText));
}

function printText({ line, text, conditions, more_conditions, in_messages, known, objection }: ShownText): string[] {
  const whose = known ? 'public templates say it' : 'no public template is known to say it';
  const against = objection === null ? '' : `; OBJECTION: ${OBJECTIONS[objection]}`;
  const more = more_conditions === 0 ? [] : [`    and ${String(more_conditions)} more conditions`];
  const always = conditions.length === 0 && !in_messages ? ['    always'] : [];
  const where = in_messages ? ['    in a loop over messages'] : [];
  return [
    `  line ${String(line)}: ${whose}${against}`,
    ...always,
    ...where,
    ...conditions.map((condition) => `    if ${condition}`),
    ...more,
    ...text.split('\n').map((one) => `      | ${one}`),
  ];
}

function printNearest({ nearest }: InspectedTemplate, known: number): string {
  if (nearest?.relation === 'same-text') return section(`known template: the same text as ${nearest.name}`, []);
  if (known === 0) return section('known template: none to compare with; `npm run models -- --all` fetches them', []);
  if (!nearest) return section(`known template: none of ${String(known)} has a line of it`, []);
  const { name, relation, share, diff } = nearest;
  if (relation === 'same-layout')
    return section(`known template: the same statements as ${name}, whose source is set out otherwise`, []);
  const head = `known template: nearest to ${name}, ${percent(share)} of the lines are equal`;
  return section(
    head,
    diff === null
      ? ['  too much differs to show how']
      : diff
          .trimEnd()
          .split('\n')
          .map((line) => `  ${line}`),
  );
}

/** Of what is not all never 100. */
function percent(share: number): string {
  return `${String(Math.min(share === 1 ? 100 : 99, Math.round(100 * share)))}%`;
}
