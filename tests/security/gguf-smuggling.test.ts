import { describe, expect, it } from 'vitest';
import { getString, getUint } from '../../src/gguf/metadata.ts';
import type { ModelValue, Text } from '../../src/gguf/model.ts';
import { parseGguf } from '../../src/gguf/parse.ts';
import { bufferSource } from '../../src/gguf/source.ts';
import type { GgufFile, Profile } from '../../src/gguf/types.ts';
import { ggufBytes, ggufWith, tensor, text } from '../../corpus/ggufBytes.ts';

function rulesOf(bytes: Uint8Array, profile: Profile = 'strict'): string[] {
  return parseGguf(bufferSource(bytes), { profile }).findings.map(({ rule }) => rule);
}

function fileOf(bytes: Uint8Array): GgufFile {
  const { file, findings } = parseGguf(bufferSource(bytes), { profile: 'compat' });
  if (!file) throw new Error(`expected a file, found ${JSON.stringify(findings)}`);
  return file;
}

const PROFILES = ['strict', 'compat'] as const;

describe('a name that other readers see differently', () => {
  it.each(PROFILES)('is refused in %s: a template behind a NUL, before the benign one', (profile) => {
    const template = 'tokenizer.chat_template';
    const bytes = ggufWith([`${template}\0x`, text('hostile')], [template, text('benign')]);
    expect(rulesOf(bytes, profile)).toEqual(['gguf/nul-in-key']);
  });

  it.each(PROFILES)('is refused in %s: two tensors that are one in C', (profile) => {
    expect(rulesOf(ggufBytes({ tensors: [tensor('a\0b'), tensor('a')] }), profile)).toEqual([
      'gguf/nul-in-tensor-name',
    ]);
  });

  it('is not taken for a duplicate where its bad bytes differ', () => {
    const key = (byte: number): [Text, ModelValue] => [Uint8Array.of(0x61, byte), text('')];
    expect(rulesOf(ggufWith(key(0xfe), key(0xff)))).toEqual(['gguf/key-not-utf8', 'gguf/key-not-utf8']);
    expect(rulesOf(ggufWith(key(0xff), key(0xff)))).toContain('gguf/duplicate-key');
  });

  it('is told from its look-alike', () => {
    const bytes = ggufWith(['x.block_count', text('1')], ['x.bl\u043eck_count', text('2')]);
    expect(rulesOf(bytes)).toEqual(['gguf/deceptive-name']);
    expect(getString(fileOf(bytes).metadata, 'x.block_count')).toBe('1');
  });

  it('is told from its normal form: keys are compared byte by byte', () => {
    const bytes = ggufWith(['caf\u00e9', text('1')], ['cafe\u0301', text('2')]);
    expect(rulesOf(bytes)).toEqual(['gguf/key-charset', 'gguf/deceptive-name']);
  });
});

describe('a name that JavaScript objects inherit', () => {
  const NAMES = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '__proto__.polluted'];

  it.each(NAMES)('%s is a key like any other', (name) => {
    const file = fileOf(ggufWith([name, { type: 'u32', value: 7 }]));
    expect(getUint(file.metadata, name)).toBe(7);
    expect(file.metadata.size).toBe(2);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it.each(NAMES)('%s is absent where the file does not have it', (name) => {
    const file = fileOf(ggufBytes());
    expect(file.metadata.get(name)).toBeUndefined();
    expect(file.tensorsByName.get(name)).toBeUndefined();
  });

  it('is a tensor like any other', () => {
    expect(fileOf(ggufBytes({ tensors: [tensor('__proto__')] })).tensorsByName.get('__proto__')?.bytes).toBe(32);
  });
});

describe('a key with the name of a header field', () => {
  it('is reported and changes nothing of the header', () => {
    const bytes = ggufWith(
      ['version', { type: 'u32', value: 9 }],
      ['tensor_count', { type: 'u64', value: 0n }],
      ['kv_count', { type: 'u64', value: 0n }],
    );
    expect(rulesOf(bytes)).toEqual(['gguf/shadowed-header', 'gguf/shadowed-header', 'gguf/shadowed-header']);
    const file = fileOf(bytes);
    expect([file.version, file.tensors.length, file.metadata.size]).toEqual([3, 1, 4]);
  });
});

describe('text from the file in a message', () => {
  it('cannot steer a terminal', () => {
    const { findings } = parseGguf(bufferSource(ggufWith(['\u001b[2J\u202ekey', text('')])));
    expect(findings.map(({ rule }) => rule)).toEqual(['gguf/control-in-name']);
    expect(findings[0]?.message).toContain('\\u{1b}[2J\\u{202e}key');
  });
});
