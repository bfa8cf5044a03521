import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { minimise } from '../../../src/campaign/minimise.ts';

function fails(test: (bytes: Uint8Array) => boolean): (bytes: Uint8Array) => Promise<boolean> {
  return (bytes) => Promise.resolve(test(bytes));
}

describe('minimise', () => {
  it('keeps exactly the bytes that matter', async () => {
    const bytes = Uint8Array.from({ length: 500 }, (_, i) => (i * 7) & 0xff);
    bytes[333] = 0xfe;
    const stillFails = fails((candidate) => candidate.includes(0xfe));
    expect([...(await minimise(bytes, { stillFails, maxAttempts: 5000 }))]).toEqual([0xfe]);
  });

  it('zeroes what must stay but need not be what it is', async () => {
    const bytes = new Uint8Array(64).fill(9);
    const stillFails = fails((candidate) => candidate.length >= 20);
    expect([...(await minimise(bytes, { stillFails, maxAttempts: 5000 }))]).toEqual(new Array(20).fill(0));
  });

  it('gives an input that still fails, never a longer one', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 1, maxLength: 80 }),
        fc.integer({ min: 0, max: 255 }),
        async (bytes, needle) => {
          const test = (candidate: Uint8Array): boolean => candidate.some((byte) => byte >= needle);
          fc.pre(test(bytes));
          const smaller = await minimise(bytes, { stillFails: fails(test), maxAttempts: 1000 });
          expect(test(smaller)).toBe(true);
          expect(smaller.length).toBe(1);
        },
      ),
    );
  });

  it('stops after as many attempts as it may make', async () => {
    let attempts = 0;
    const stillFails = (): Promise<boolean> => {
      attempts++;
      return Promise.resolve(false);
    };
    const bytes = new Uint8Array(100).fill(1);
    expect(await minimise(bytes, { stillFails, maxAttempts: 7 })).toEqual(bytes);
    expect(attempts).toBe(7);
  });

  it('stops when it is told to', async () => {
    const bytes = new Uint8Array(100).fill(1);
    const stillFails = fails(() => true);
    expect(await minimise(bytes, { stillFails, maxAttempts: 1000, signal: AbortSignal.abort() })).toEqual(bytes);
  });
});
