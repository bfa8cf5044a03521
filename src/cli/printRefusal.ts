import pc from 'picocolors';
import { RULES } from '../checks/rules.ts';
import { reportOf } from '../report/report.ts';
import { renderText } from '../report/text.ts';
import type { Host } from './host.ts';
import type { RefusedModel } from './refusedModel.ts';
import { TOOL_NAME, toolVersion } from './version.ts';

/** What is wrong with a model that a command refused to use, on stderr: stdout belongs to the command's own output. */
export function printRefusal({ path, bytes, findings }: RefusedModel, host: Host): void {
  host.err(
    renderText(
      {
        command: 'check',
        tool: { name: TOOL_NAME, version: toolVersion() },
        files: [reportOf(path, bytes, findings)],
        cases: [],
        rules: [...RULES.values()],
        failOn: 'error',
        interrupted: false,
        suppressible: false,
      },
      pc.isColorSupported,
    ),
  );
}
