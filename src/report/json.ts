import { jsonText } from '../core/jsonText.ts';
import { overallVerdict, summarise, type Report } from './report.ts';

/** The published documents: `flea-flicker/check@1` and `flea-flicker/gate@1`. Schemas stand under schemas/. */
export function renderJson(report: Report): string {
  const { command, tool, files, cases, interrupted } = report;
  const { cases: caseCounts, ...fileCounts } = summarise(report);
  const document =
    command === 'check'
      ? { schema: 'flea-flicker/check@1', tool, files, summary: fileCounts, interrupted }
      : {
          schema: 'flea-flicker/gate@1',
          tool,
          verdict: overallVerdict(report),
          files,
          cases,
          summary: { ...fileCounts, cases: caseCounts },
          interrupted,
        };
  return `${jsonText(document, 2)}\n`;
}
