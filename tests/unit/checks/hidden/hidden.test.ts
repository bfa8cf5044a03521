import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { afterTheEnd, inBytes, inGap, inPadding, inString } from '../../../../corpus/hiddenCases.ts';
import { ggufBytes, ggufWith, strings, tensor, text } from '../../../../corpus/ggufBytes.ts';
import { PAYLOADS } from '../../../../corpus/payloads.ts';
import { scanRegion } from '../../../../src/checks/hidden/scan.ts';
import { SIGNATURES } from '../../../../src/checks/hidden/signatures.ts';
import { Rng } from '../../../../src/core/rng.ts';
import type { Finding } from '../../../../src/core/finding.ts';
import { bufferSource, openFileSource } from '../../../../src/gguf/source.ts';
import { tensorType } from '../../../../src/gguf/tensorTypes.ts';
import type { Profile } from '../../../../src/gguf/types.ts';
import { cachedModel } from '../../../support/cli.ts';
import { fitExponent } from '../../../support/fitExponent.ts';
import { hiddenIn, hiddenInBytes } from '../../../support/hidden.ts';

const latin1 = (value: string): Uint8Array => new Uint8Array(Buffer.from(value, 'latin1'));

function found(bytes: Uint8Array, profile: Profile = 'strict'): readonly Finding[] {
  return hiddenInBytes(bytes, profile);
}

/** Offsets of every header in `bytes`, taken as one region. */
function hits(bytes: Uint8Array): readonly string[] {
  const all: string[] = [];
  scanRegion(
    bufferSource(bytes),
    { start: 0, end: bytes.length },
    () => false,
    ({ format }, offset) => all.push(`${format} at ${String(offset)}`),
  );
  return all;
}

const PLACES: readonly (readonly [string, (bytes: Uint8Array) => Uint8Array, RegExp])[] = [
  ['after the end', afterTheEnd, /in the bytes after the last tensor/],
  ['in a gap', inGap, /in padding/],
  ['in padding', inPadding, /in padding/],
  ['in an array of u8', (bytes) => inBytes('u8', bytes), /in metadata\["x\.blob"\]/],
  ['in an array of i8', (bytes) => inBytes('i8', bytes), /in metadata\["x\.blob"\]/],
];

describe.each(PAYLOADS)('a $format', ({ rule, bytes, broken }) => {
  it.each(PLACES)('is found %s, with its place', (_where, place, message) => {
    const file = place(bytes);
    const findings = found(file);
    expect(findings.map((f) => f.rule)).toEqual([rule]);
    expect(findings[0]!.message).toMatch(message);
    expect(findings[0]!.offset).toBe(Buffer.from(file).indexOf(bytes, 64));
  });

  it('is nothing with a byte of its magic changed', () => {
    for (const [, place] of PLACES) expect(found(place(broken))).toEqual([]);
  });

  it('is nothing when it ends inside its magic', () => {
    expect(hits(bytes.slice(0, 2))).toEqual([]);
  });

  it('is one step milder in the compat profile', () => {
    const strict = found(inGap(bytes))[0]!.severity;
    expect([strict, found(inGap(bytes), 'compat')[0]!.severity]).toEqual(
      rule === 'hidden/script' ? ['warning', 'note'] : ['error', 'warning'],
    );
  });
});

describe('the scan', () => {
  const ANYWHERE = PAYLOADS.filter((p) => p.rule !== 'hidden/script');

  it.each(ANYWHERE)('finds a $format across the edges of its windows', ({ bytes }) => {
    const alone = hits(bytes)[0]!.split(' at ')[0]!;
    for (const at of [(1 << 20) - bytes.length + 1, (1 << 20) - 2, (1 << 20) - 1, 1 << 20]) {
      const region = new Uint8Array((2 << 20) + 5).fill(0x55);
      region.set(bytes, at);
      const hit = `${alone} at ${String(at)}`;
      expect(hits(region).filter((each) => each === hit)).toEqual([hit]);
    }
  });

  it('finds nothing in 32 MiB of noise, nor in as much text', () => {
    const rng = new Rng(7);
    const noise = rng.bytes(new Uint8Array(32 << 20));
    expect(hits(noise)).toEqual([]);
    for (let i = 0; i < noise.length; i++) noise[i] = 0x20 + (noise[i]! % 0x5f);
    expect(hits(noise)).toEqual([]);
  });

  it('has a payload for every signature', () => {
    const formats = new Set(PAYLOADS.flatMap(({ bytes }) => hits(bytes).map((hit) => hit.split(' at ')[0])));
    expect(SIGNATURES.map((s) => s.format).filter((format) => !formats.has(format))).toEqual([]);
  });

  it('costs time in proportion to its input, whatever is repeated in it', () => {
    const repeated = [
      'MZ',
      'PK\x03\x04',
      '\x80\x02((((((',
      '\x80\x02X\x40\0\0\0',
      '\x80\x04\x95\x04\0\0\0\0\0\0\0',
      '\x80\x02caaaa',
      '#!/',
      'GGUF',
      'us',
    ];
    for (const unit of repeated) {
      const exponent = fitExponent([1 << 19, 1 << 21, 1 << 23], 1.1, (n) => {
        const bytes = latin1(unit.repeat(Math.floor(n / unit.length)));
        return () => void hits(bytes);
      });
      expect([unit, exponent < 1.3]).toEqual([unit, true]);
    }
    // The measure itself: a quadratic is seen.
    const quadratic = fitExponent([200, 400, 800, 1600], 1.1, (n) => () => {
      let sum = 0;
      for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) sum += i ^ j;
      if (sum < 0) throw new Error('no');
    });
    expect(quadratic).toBeGreaterThan(1.5);
  });
});

describe('in metadata', () => {
  const pickle = PAYLOADS.find((p) => p.format === 'pickle of protocol 2')!.bytes;

  it('a payload in the middle of a value is found, and its length is what is left of the value', () => {
    const elf = PAYLOADS.find((p) => p.format === 'ELF')!.bytes;
    const [finding] = found(inBytes('u8', elf, 1000));
    expect(finding).toMatchObject({ rule: 'hidden/executable', length: elf.length, path: 'metadata["x.blob"]' });
  });

  it('an element of an array of strings is named', () => {
    const [finding] = found(ggufWith(['a', strings('x', 'é')], ['b', strings('one', pickle, 'three')]));
    expect(finding).toMatchObject({ path: 'metadata["b"][1]', length: pickle.length });
  });

  it('values of every type stand before it without moving it', () => {
    const nested = { type: 'array', elementType: 'array', elements: [strings('a', 'bc'), strings()] } as const;
    const file = ggufWith(
      ['é', { type: 'u8', value: 1 }],
      ['n', nested],
      ['d', { type: 'f64', value: 1 }],
      ['u', { type: 'array', elementType: 'u32', elements: [1, 2, 3] }],
      ['s', text('x')],
      ['z', text(pickle)],
    );
    expect(found(file)[0]).toMatchObject({ path: 'metadata["z"]', length: pickle.length });
  });

  it('keys that are no UTF-8 stand before it without moving it', () => {
    const file = ggufWith(['keyé', text('x')], ['z', text(pickle)]);
    const bytes = new Uint8Array(file);
    bytes.set([0xff, 0xfe], Buffer.from(file).indexOf('keyé') + 3);
    expect(found(bytes)[0]).toMatchObject({ path: 'metadata["z"]', length: pickle.length });
  });

  it('pairs whose key was there already stand before it without moving it, and are searched', () => {
    const file = ggufWith(['a', text('x')], ['a', text('longer')], ['z', text(pickle)]);
    expect(found(file)[0]).toMatchObject({ path: 'metadata["z"]', length: pickle.length });
    const again = ggufWith(['a', text('x')], ['a', text(pickle)], ['z', text('x')]);
    expect(found(again)[0]).toMatchObject({ path: 'metadata', length: pickle.length });
  });

  it('a thousand payloads of one kind in one value are one finding; in many values they are capped', () => {
    expect(found(ggufWith(['x', strings(...new Array<Uint8Array>(1000).fill(pickle))]))).toHaveLength(1);
    const many = Array.from({ length: 150 }, (_, i) => [`x${String(i)}`, text(pickle)] as const);
    const findings = found(ggufWith(...many));
    expect([findings.length, findings.at(-1)!.rule]).toEqual([101, 'gguf/more-findings']);
  });

  it('what tokenizers hold is none: tokens that begin like a script, a name, a magic number', () => {
    const tokens = ['#!/', '#!/bin/bash', '#!', 'PK', 'MZ', 'Rar!', 'GGUF', 'ustar', '7z', '\x7fELF', 'BEGIN'];
    expect(found(ggufWith(['tokenizer.ggml.tokens', strings(...tokens)]))).toEqual([]);
    expect(found(inString(latin1('Run it:\n#!/bin/sh\nexit\n')))).toEqual([]);
  });

  it('text that ends with the four letters of GGUF is none, whatever number stands behind it', () => {
    const short = ['', 'e', 'en', 'eng'];
    expect(found(ggufWith(['general.tags', strings(...short.flatMap((tag) => ['GGUF', tag]))]))).toEqual([]);
    const types = (['u8', 'i8', 'u16', 'i16', 'u32'] as const).map(
      (type) => [`x.GGUF${type}GGUF`, { type, value: 7 }] as const,
    );
    for (const next of ['a', 'bc', 'def'])
      expect(found(ggufWith(...types, ['general.name', text('A model-GGUF')], [next, text('x')]))).toEqual([]);
    for (const dims of [[32], [32, 1], [32, 1, 8], [32, 1, 2, 3]])
      for (const name of ['Q8_0', 'F32', 'I8', 'MXFP4']) {
        const type = tensorType(name);
        const data = new Uint8Array((dims.reduce((a, b) => a * b) / type.blockSize) * type.blockBytes);
        const file = ggufBytes({
          tensors: [tensor('x.GGUF', { type, dims, data }), tensor('y.GGUF', { type, dims, data })],
        });
        expect(found(file)).toEqual([]);
      }
  });

  it('a name of a tensor is looked at too', () => {
    expect(found(ggufBytes({ tensors: [tensor(pickle)] }))).toMatchObject([{ rule: 'hidden/pickle', path: 'tensors' }]);
    const file = ggufBytes({ tensors: [tensor('GGUF\x03')] });
    expect(found(file)).toEqual([]);
  });
});

describe('between tensors', () => {
  it('the hundred and fiftieth gap is looked at, although the container stops telling at a hundred', () => {
    const gguf = PAYLOADS.find((p) => p.format === '7z')!.bytes;
    const tensors = Array.from({ length: 150 }, (_, i) => {
      const data = new Uint8Array(96).fill(i === 149 ? 0 : 1, 32);
      if (i === 149) data.set(gguf, 40);
      return tensor(`t${String(i)}`, { type: tensorType('I8'), dims: [32], data });
    });
    const file = ggufBytes({ tensors: [...tensors, tensor('end')] });
    expect(found(file)).toMatchObject([
      { rule: 'hidden/archive', message: expect.stringContaining('in padding or a gap') as string },
    ]);
  });
});

describe('pickles', () => {
  const python = spawnSync('python3', ['-c', 'print(1)']).status === 0;
  const SAMPLES = [
    '{"a": [1, 2.5, "x"], "b": (None, True), "c": list(range(50))}',
    'collections.OrderedDict(a=1)',
    'datetime.datetime(2020, 1, 1)',
    '[b"x" * 7000, "y" * 300, -1, 2**70, frozenset([1, 2])]',
  ];

  it.skipIf(!python)('that Python writes are recognised, by every protocol that has a number', () => {
    const script = `import pickle,sys,collections,datetime,json\nprint(json.dumps([[p,s,pickle.dumps(eval(s),p).hex()] for p in (2,3,4,5) for s in ${JSON.stringify(SAMPLES)}]))`;
    const { stdout } = spawnSync('python3', ['-c', script], { encoding: 'utf8' });
    const missed = (JSON.parse(stdout) as [number, string, string][]).filter(
      ([, , hex]) => !hits(new Uint8Array(Buffer.from(hex, 'hex'))).includes('pickle at 0'),
    );
    // Of protocols 2 and 3 a short list of plain data is not told from noise: it runs nothing.
    expect(missed.filter(([protocol, source]) => protocol >= 4 || !source.startsWith('['))).toEqual([]);
  });
});

describe('a real model', () => {
  const path = cachedModel('SmolLM2-135M-Instruct.Q4_1.gguf');

  it.skipIf(path === null)('hides nothing', () => {
    const source = openFileSource(path!);
    expect(hiddenIn(source)).toEqual([]);
    source.close();
  });
});
