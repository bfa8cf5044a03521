/**
 * Any bytes through every rule of the gate: hidden data, numbers, what the file is for, templates by their syntax tree, and then
 * through every report. What is left out runs in processes and threads of its own: rendering, and reading large files.
 *
 * A file that the parser refuses has findings all the same, and they are reported too.
 */
import { Template } from '@huggingface/jinja';
import { hiddenFindings } from '../../src/checks/hidden/hiddenFindings.ts';
import { kindFindings } from '../../src/checks/kinds/kindFindings.ts';
import { numberFindings } from '../../src/checks/numbers/numberFindings.ts';
import { extentsOf, TensorScan } from '../../src/checks/numbers/tensorScan.ts';
import { RULES } from '../../src/checks/rules.ts';
import type { Finding } from '../../src/core/finding.ts';
import { parseGguf } from '../../src/gguf/parse.ts';
import { bufferSource } from '../../src/gguf/source.ts';
import type { GgufFile, Profile } from '../../src/gguf/types.ts';
import { isNode, type TemplateNode } from '../../src/text/template/ast.ts';
import { Constants } from '../../src/text/template/constants.ts';
import type { TemplateProblem } from '../../src/text/template/problem.ts';
import { sourceProblems, treeProblems } from '../../src/text/template/staticProblems.ts';
import { readTemplates } from '../../src/text/template/templates.ts';
import { expectReportable } from './reportOracle.ts';

Error.stackTraceLimit = 0;
Buffer.poolSize = 0;

/** The name chooses nothing: a shard looks for the others only by a name that has numbers. */
const NAME = 'model.gguf';

export function fuzz(data: Buffer): void {
  const profile: Profile = data.length % 2 === 0 ? 'strict' : 'compat';
  expectReportable(NAME, data.length, everyFinding(data, profile));
}

export function everyFinding(data: Uint8Array, profile: Profile): readonly Finding[] {
  const source = bufferSource(data, NAME);
  const parsed = parseGguf(source, { profile });
  const hidden = hiddenFindings(source, parsed, profile);
  const { file } = parsed;
  if (!file) return [...parsed.findings, ...hidden];
  return [
    ...parsed.findings,
    ...hidden,
    ...numbers(file, data, profile),
    ...kindFindings(file, NAME, { profile, limits: {} }),
    ...templates(file),
  ];
}

function numbers(file: GgufFile, data: Uint8Array, profile: Profile): readonly Finding[] {
  const scan = new TensorScan(extentsOf(file.tensors), file.littleEndian);
  scan.piece(data, 0, 0, data.length);
  return numberFindings(file, scan.tallies(), profile);
}

function templates({ metadata }: GgufFile): readonly Finding[] {
  const { main, variants } = readTemplates(metadata);
  return [...(main ? [main] : []), ...variants].flatMap(({ text }) =>
    problems(text).map(({ rule, message }) => ({ rule, message, severity: RULES.get(rule)?.severity ?? 'error' })),
  );
}

function problems(text: string): readonly TemplateProblem[] {
  const root = treeOf(text);
  return [...sourceProblems(text), ...(root ? treeProblems(root, new Constants(root)) : [])];
}

/** The library's parser is not under test here: it may refuse, and may run out of stack. */
function treeOf(text: string): TemplateNode | null {
  try {
    const template: { readonly parsed: unknown } = new Template(text);
    return isNode(template.parsed) ? template.parsed : null;
  } catch {
    return null;
  }
}
