import { spawnSync } from 'node:child_process';
import { chmodSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { flea, temporaryFolder, tinyFile } from '../support/cli.ts';

const folder = temporaryFolder();
const tiny = tinyFile(folder);

describe.runIf(process.platform !== 'win32')('check looks at where a file lies', () => {
  it('and passes a link to a sound file, with a note', () => {
    const link = join(folder, 'link.gguf');
    symlinkSync(tiny, link);
    const { code, stdout } = flea('check', link);
    expect([code, stdout.includes('note file/symbolic-link')]).toEqual([0, true]);
    expect(flea('check', link, '--fail-on', 'note').code).toBe(1);
  });

  it('and fails a file that everybody may write when warnings fail', () => {
    chmodSync(tiny, 0o666);
    expect(flea('check', tiny).code).toBe(0);
    expect(flea('check', tiny, '--fail-on', 'warning').code).toBe(1);
    chmodSync(tiny, 0o644);
  });

  it('and refuses a pipe that nobody writes to at once', () => {
    const pipe = join(folder, 'pipe.gguf');
    spawnSync('mkfifo', [pipe]);
    const { code, stdout } = flea('check', pipe);
    expect([code, stdout.includes('file/not-regular')]).toEqual([1, true]);
  });
});
