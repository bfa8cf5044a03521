import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { charsmapBytes, charsmapParts } from '../../../corpus/charsmapBytes.ts';
import { REPLACEMENTS, UGM_PARTS } from '../../../corpus/vocabularies.ts';
import { longestPrefix, openCharsmap, replacementEnd, type Charsmap } from '../../../src/text/charsmap.ts';
import { TextFindings } from '../../../src/text/textFindings.ts';

function open(bytes: Uint8Array): { readonly map: Charsmap | null; readonly rules: readonly string[] } {
  const findings = new TextFindings();
  const map = openCharsmap(bytes, findings, 'map');
  return { map, rules: findings.findings().map((f) => f.rule) };
}

/** Throws where the map is read past its end, as a native reader would be caught to. */
function guarded(map: Charsmap): Charsmap {
  const guard = <T extends Uint8Array | Uint32Array>(array: T): T =>
    new Proxy(array, {
      get: (target, key) => {
        if (typeof key === 'string' && /^-?\d+$/.test(key) && !(key in target)) throw new RangeError(`read of ${key}`);
        const value: unknown = Reflect.get(target, key, target);
        return typeof value === 'function' ? (value as () => unknown).bind(target) : value;
      },
    });
  return { units: guard(map.units), replacements: guard(map.replacements) };
}

describe('a character map', () => {
  it('has the longest of its keys that a text begins with', () => {
    const { map } = open(charsmapBytes(UGM_PARTS));
    const keys = Object.keys(REPLACEMENTS);
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...keys, 'a', 'b', 'é'), maxLength: 5 }), (text) => {
        const key = keys.filter((k) => text.startsWith(k)).sort((a, b) => b.length - a.length)[0];
        const { length, value } = longestPrefix(map!, Buffer.from(text), 0);
        expect(length).toBe(key === undefined ? 0 : Buffer.byteLength(key));
        if (key === undefined) return;
        const found = map!.replacements.subarray(value, replacementEnd(map!, value));
        expect(Buffer.from(found).toString()).toBe(REPLACEMENTS[key]);
      }),
    );
  });

  it('may share the ends of its ways, as those in use do', () => {
    const { units, replacements } = charsmapParts({ ax: '1', bx: '1' });
    // The way behind `b` becomes the one behind `a`.
    const a = 256 ^ 0x61;
    const b = 256 ^ 0x62;
    const stateOfA = a ^ ((units[a] as number) >>> 10);
    units[b] = ((b ^ stateOfA) << 10) | 0x62;
    const { map, rules } = open(charsmapBytes({ units, replacements }));
    expect(rules).toEqual([]);
    expect(longestPrefix(map!, Buffer.from('bx'), 0).length).toBe(2);
  });

  it('that is accepted is never read past its end, whatever it says and whatever the text', () => {
    let accepted = 0;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(1535), fc.nat(0xffff_ffff)), { maxLength: 6 }),
        fc.uint8Array({ maxLength: 8 }),
        (changes, text) => {
          const changed = UGM_PARTS.units.slice();
          for (const [at, value] of changes) if (at < changed.length) changed[at] = value;
          const { map } = open(charsmapBytes({ ...UGM_PARTS, units: changed }));
          if (!map) return;
          accepted++;
          const { length, value } = longestPrefix(guarded(map), Buffer.concat([Buffer.from('Ａ'), text]), 0);
          if (length > 0) expect(replacementEnd(map, value)).toBeGreaterThanOrEqual(0);
        },
      ),
      { numRuns: 300 },
    );
    expect(accepted).toBeGreaterThan(50);
  });
});
