import { FleaError } from '../../core/errors.ts';
import { checkFile, type CheckOptions } from '../../checks/checkFile.ts';
import { irregularFile } from '../../checks/fileHygiene.ts';
import { fileReport } from '../../checks/fileReport.ts';
import { openFileSource } from '../../gguf/source.ts';
import { unjudged, type FileReport } from '../../report/report.ts';
import { errorLine } from '../errorLine.ts';
import type { Judgement } from './judgeMessages.ts';

/** One path's report, in this process; one that cannot be read has one as well. `opened` hears of the file's size. */
export async function judgePath(
  path: string,
  options: CheckOptions,
  opened: (bytes: number) => void = () => undefined,
): Promise<Judgement> {
  const irregular = irregularReport(path, options);
  if (irregular) return { report: irregular };
  try {
    const source = openFileSource(path);
    try {
      opened(source.size);
      return { report: await checkFile(source, options) };
    } finally {
      source.close();
    }
  } catch (error) {
    if (!(error instanceof FleaError)) throw error;
    return { report: unjudged(path, error.message), line: errorLine(error) };
  }
}

/** A pipe or a device has a report without being opened: a reader that waits on it hangs, and opening some devices acts. */
function irregularReport(path: string, options: CheckOptions): FileReport | null {
  const finding = irregularFile(path);
  if (!finding) return null;
  return fileReport({ ...unjudged(path, 'it is no regular file, and was not opened'), findings: [finding] }, options);
}
