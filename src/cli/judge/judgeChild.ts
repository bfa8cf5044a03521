/** The process that judges files, one after the other, for a command that may stop it at any moment. */
import { KnownTemplates } from '../../text/template/knownTemplates.ts';
import type { JudgeMessage, JudgeRequest } from './judgeMessages.ts';

/** Between two looks at its own memory, where nobody else can look: whenever this process waits. */
const MEMORY_MS = 50;

const say = (message: JudgeMessage, sent?: () => void): void => {
  process.send?.(message, undefined, undefined, sent);
};

// Whoever asked is gone.
process.on('disconnect', () => process.exit());
process.on('uncaughtException', crash);

const knownTemplates = new KnownTemplates();
const modules = import('./judgePath.ts');
if (process.platform !== 'linux')
  setInterval(() => {
    say({ kind: 'memory', bytes: process.memoryUsage.rss() });
  }, MEMORY_MS).unref();

process.on('message', (request: JudgeRequest) => void judge(request).catch(crash));

async function judge({ path, options }: JudgeRequest): Promise<void> {
  const { judgePath } = await modules;
  const watched = {
    ...options,
    knownTemplates,
    onProgress: (bytes: number) => {
      say({ kind: 'progress', bytes });
    },
    onSurface: (surface: Extract<JudgeMessage, { kind: 'surface' }>['surface']) => {
      say({ kind: 'surface', surface });
    },
    onParsed: (found: Omit<Extract<JudgeMessage, { kind: 'parsed' }>, 'kind'>) => {
      say({ kind: 'parsed', ...found });
    },
  };
  const judgement = await judgePath(path, watched, (bytes) => {
    say({ kind: 'opened', bytes });
  });
  say({ kind: 'done', judgement });
}

function crash(error: unknown): void {
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  say({ kind: 'crash', message }, () => process.exit(1));
}
