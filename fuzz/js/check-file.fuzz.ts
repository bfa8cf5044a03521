/**
 * Any bytes through every rule of the gate: hidden data, numbers, what the file is for, templates by their syntax tree, and then
 * through every report. What is left out runs in processes and threads of its own: rendering, and reading large files.
 *
 * Of a file that the parser refuses, what could be read is judged all the same.
 */
import { aboutWhatWasRead } from '../../src/checks/aboutWhatWasRead.ts';
import { hiddenInMetadata, hiddenInUnused } from '../../src/checks/hidden/hiddenFindings.ts';
import { kindFindings } from '../../src/checks/kinds/kindFindings.ts';
import { eachValueFindings } from '../../src/checks/numbers/eachValue.ts';
import { numberFindings } from '../../src/checks/numbers/numberFindings.ts';
import { extentsOf, TensorScan } from '../../src/checks/numbers/tensorScan.ts';
import { scannable } from '../../src/checks/pass/passPlan.ts';
import type { Finding } from '../../src/core/finding.ts';
import { parseGguf } from '../../src/gguf/parse.ts';
import { bufferSource } from '../../src/gguf/source.ts';
import type { GgufContent, GgufFile, Profile } from '../../src/gguf/types.ts';
import { Constants } from '../../src/text/template/constants.ts';
import type { TemplateProblem } from '../../src/text/template/problem.ts';
import { problemFinding } from '../../src/text/template/problemFinding.ts';
import { proofProblems } from '../../src/text/template/proof.ts';
import { isRead, readTemplate } from '../../src/text/template/readTemplate.ts';
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
  const unused = hiddenInUnused(source, parsed, profile);
  const { content } = parsed;
  if (!content) return [...parsed.findings, ...unused];
  return [
    ...parsed.findings,
    ...unused,
    ...hiddenInMetadata(source, content, profile),
    ...numbers(content, data, profile),
    ...aboutWhatWasRead([...kindFindings(content, NAME, { profile, limits: {} }), ...templates(content)], content),
  ];
}

function numbers(content: GgufContent, data: Uint8Array, profile: Profile): readonly Finding[] {
  const tensors = scannable(content);
  const scan = new TensorScan(extentsOf(tensors), content.littleEndian);
  scan.piece(data, 0, 0, data.length);
  const values = eachValueFindings(bufferSource(data, NAME), { ...content, tensors }, profile);
  return [...numberFindings(content, scan.tallies(), profile), ...values];
}

function templates({ metadata }: GgufFile): readonly Finding[] {
  const { main, variants } = readTemplates(metadata);
  return [...(main ? [main] : []), ...variants].flatMap(({ text, path }) =>
    problems(text).map((problem) => problemFinding(problem, path)),
  );
}

function problems(text: string): readonly TemplateProblem[] {
  const read = readTemplate(text);
  if (!isRead(read)) return [...sourceProblems(text), read];
  return [...sourceProblems(text), ...proofProblems(read, () => false), ...treeProblems(read, new Constants(read))];
}
