/**
 * The control of check-file: the same rules beside one that prints a name of the file as it stands. Only a file that the parser
 * accepts gets there, and only with a control character in a key.
 */
import { parseGguf } from '../../src/gguf/parse.ts';
import { bufferSource } from '../../src/gguf/source.ts';
import { everyFinding } from './check-file.fuzz.ts';
import { expectReportable } from './reportOracle.ts';

export function fuzz(data: Buffer): void {
  expectReportable('model.gguf', data.length, everyFinding(data, 'compat'));
  printAsItStands(data);
}

/** The planted defect: keys reach a message without being escaped. */
function printAsItStands(data: Buffer): void {
  const { file } = parseGguf(bufferSource(data), { profile: 'compat' });
  if (file === null) return;
  const message = `no such keys: ${[...file.metadata.keys()].join(', ').slice(0, 1000)}`;
  expectReportable('model.gguf', data.length, [{ rule: 'gguf/architecture-missing', severity: 'error', message }]);
}
