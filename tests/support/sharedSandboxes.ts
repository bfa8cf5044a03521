import { afterAll } from 'vitest';
import { SpareSandboxes } from '../../src/text/template/spareSandboxes.ts';

/** For all files of a test file, as in a gate over many: a template that several have is judged once. */
export function sharedSandboxes(): SpareSandboxes {
  const sandboxes = new SpareSandboxes(Infinity);
  afterAll(() => {
    sandboxes.close();
  });
  return sandboxes;
}
