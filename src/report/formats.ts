import { renderGithub } from './github.ts';
import { renderJson } from './json.ts';
import { renderJUnit } from './junit.ts';
import type { Report } from './report.ts';
import { renderSarif } from './sarif.ts';
import { renderText } from './text.ts';

/** Every format by the name that `--format` takes. */
export const FORMATS: ReadonlyMap<string, (report: Report) => string> = new Map([
  ['text', (report) => renderText(report)],
  ['json', renderJson],
  ['sarif', renderSarif],
  ['junit', renderJUnit],
  ['github', renderGithub],
]);
