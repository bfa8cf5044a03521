/** The example of docs/library.md, as a program of somebody else runs it: by the name of the package. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { temporaryFolder, tinyFile } from '../support/cli.ts';

const EXAMPLE = fileURLToPath(new URL('../../examples/library.mjs', import.meta.url));

describe('examples/library.mjs', () => {
  it('judges a file by the package’s name, and runs it', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [EXAMPLE, tinyFile(temporaryFolder())], {
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^pass [0-9a-f]{64}$/m);
    expect(stdout).toMatch(/^after \d+ tokens comes token \d+$/m);
  });
});
