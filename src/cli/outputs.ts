/** `--format NAME[=FILE]`, repeatable: where each rendering of a report goes. */
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import pc from 'picocolors';
import { IoError, UsageError } from '../core/errors.ts';
import { FORMATS } from '../report/formats.ts';
import { renderText } from '../report/text.ts';
import { renderStepSummary } from '../report/github.ts';
import type { Report } from '../report/report.ts';
import type { Host } from './host.ts';

interface Output {
  readonly format: string;
  readonly file: string | null;
}

export function parseOutputs(texts: readonly string[], json: boolean): readonly Output[] {
  const outputs = texts.map((text): Output => {
    const at = text.indexOf('=');
    const format = at < 0 ? text : text.slice(0, at);
    if (!FORMATS.has(format)) {
      throw new UsageError(
        'usage/format',
        `--format: expected one of ${[...FORMATS.keys()].join(', ')}, found "${format}"`,
      );
    }
    return { format, file: at < 0 ? null : text.slice(at + 1) };
  });
  if (json) return [...outputs, { format: 'json', file: null }];
  // With files alone, a person still wants to read something.
  return outputs.some((o) => o.file === null) ? outputs : [...outputs, { format: 'text', file: null }];
}

/** Throws IoError `io/write` when a file cannot be written. */
export function writeOutputs(report: Report, outputs: readonly Output[], host: Host): void {
  for (const { format, file } of outputs) {
    if (file !== null) writeText(file, render(format, report));
    else host.out(format === 'text' ? renderText(report, pc.isColorSupported) : render(format, report));
  }
  const summary = host.env['GITHUB_STEP_SUMMARY'];
  if (summary && outputs.some((o) => o.format === 'github'))
    written(summary, () => {
      appendFileSync(summary, renderStepSummary(report));
    });
}

function render(format: string, report: Report): string {
  return FORMATS.get(format)?.(report) ?? '';
}

export function writeText(file: string, text: string | Uint8Array): void {
  written(file, () => {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  });
}

function written(file: string, write: () => void): void {
  try {
    write();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new IoError('io/write', `${file}: expected to write a report there, found that ${reason}`, {
      path: file,
      cause,
    });
  }
}
