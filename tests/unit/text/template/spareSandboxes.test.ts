import { afterEach, describe, expect, it } from 'vitest';
import { SpareSandboxes } from '../../../../src/text/template/spareSandboxes.ts';

describe('SpareSandboxes', () => {
  let spares: SpareSandboxes | null = null;
  afterEach(() => {
    spares?.close();
  });

  it('gives every file a process of its own, more of them than were announced too', async () => {
    spares = new SpareSandboxes(2);
    const taken = [spares.take(), spares.take(), spares.take()];
    const processes = new Set(taken.map((sandbox) => sandbox.pid ?? sandbox));
    const texts = await Promise.all(taken.map((sandbox) => sandbox.render('{{ x }}', { x: 'said' })));
    for (const sandbox of taken) sandbox.close();
    expect([processes.size, ...texts]).toEqual([3, 'said', 'said', 'said']);
  });

  it('has the next one running before it is asked for, but for the first, and none after the last', () => {
    spares = new SpareSandboxes(2);
    const running = [spares.take(), spares.take(), spares.take()].map((sandbox) => {
      const { pid } = sandbox;
      sandbox.close();
      return pid !== null;
    });
    expect(running).toEqual([false, true, false]);
  });
});
