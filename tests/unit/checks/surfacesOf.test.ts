import { describe, expect, it } from 'vitest';
import { ggufBytes, ggufWith, patched, strings, tensor, text, valueOffset } from '../../../corpus/ggufBytes.ts';
import { passPlan, type PlanOptions } from '../../../src/checks/pass/passPlan.ts';
import { surfacesOf } from '../../../src/checks/surfacesOf.ts';
import type { Coverage, Surface } from '../../../src/core/coverage.ts';
import { parseHead } from '../../../src/gguf/parse.ts';
import { bufferSource } from '../../../src/gguf/source.ts';

/** Each surface as `state`, with `!` where it is unread. `isPlanned`: false where the rest of the file is not read. */
function surfaces(
  bytes: Uint8Array,
  options: PlanOptions = { limits: {} },
  isPlanned = true,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    rowsOf(bytes, options, isPlanned).map(({ surface, state, unread }) => [surface, unread ? `${state}!` : state]),
  );
}

function rowsOf(bytes: Uint8Array, options: PlanOptions = { limits: {} }, isPlanned = true): readonly Coverage[] {
  const parsed = parseHead(bufferSource(bytes), options);
  return surfacesOf(parsed, isPlanned ? passPlan(parsed, bytes.length, options) : null, options);
}

const whyOf = (surface: Surface, rows: readonly Coverage[]): string | undefined =>
  rows.find((row) => row.surface === surface)?.why;

const EXAMINED = {
  numbers: 'examined',
  tokenizer: 'absent',
  template: 'absent',
  hidden: 'examined',
  shards: 'absent',
};

describe('the surfaces of a file', () => {
  it('are examined where it has them, and absent where not', () => {
    expect(surfaces(ggufBytes())).toEqual(EXAMINED);
    const pairs = [
      ['tokenizer.ggml.tokens', strings('a')],
      ['tokenizer.chat_template', text('x')],
      ['split.count', { type: 'u16', value: 2 }],
    ] as const;
    expect(surfaces(ggufWith(...pairs))).toEqual({
      ...EXAMINED,
      tokenizer: 'examined',
      template: 'examined',
      shards: 'examined',
    });
    expect(surfaces(ggufBytes({ tensors: [] }))).toEqual({ ...EXAMINED, numbers: 'absent' });
  });

  it('count no vocabulary that a file brings along which is no language model', () => {
    const bytes = ggufBytes({
      metadata: [
        ['general.architecture', text('flux')],
        ['tokenizer.ggml.tokens', strings('a')],
      ],
    });
    expect(surfaces(bytes)).toEqual({ ...EXAMINED, tokenizer: 'not' });
    expect(whyOf('tokenizer', rowsOf(bytes))).toBe('rules on vocabularies run for language models');
  });

  it('are none of them read where there is not even a header', () => {
    const none = { numbers: 'not!', tokenizer: 'not!', template: 'not!', hidden: 'not!', shards: 'not!' };
    expect(surfaces(patched(ggufBytes(), 0, [0]))).toEqual(none);
    expect(surfaces(new Uint8Array(0))).toEqual(none);
  });

  it('that are made of keys are read partly where the reading stopped among them', () => {
    const bytes = ggufWith(['tokenizer.ggml.tokens', strings('a')], ['x', { type: 'u8', value: 1 }]);
    const stopped = surfaces(patched(bytes, valueOffset(bytes, 'x') - 4, [13]));
    expect(stopped).toEqual({
      numbers: 'not!',
      tokenizer: 'partly!',
      template: 'partly!',
      hidden: 'partly!',
      shards: 'not!',
    });
  });

  it('of tensors are read partly where rows were left out or lie outside', () => {
    const omitted = ggufBytes({ tensors: [tensor('a'), tensor('b', { type: 43 })] });
    expect(surfaces(omitted)).toEqual({ ...EXAMINED, numbers: 'partly!', hidden: 'partly!' });
    expect(whyOf('numbers', rowsOf(omitted))).toBe('the data of 1 tensors lies nowhere that could be read');
    const cut = ggufBytes({ tensors: [tensor('a'), tensor('b'), tensor('c')] }).slice(0, -40);
    expect(surfaces(cut)).toMatchObject({ numbers: 'partly!' });
    expect(whyOf('numbers', rowsOf(cut))).toBe('the data of 2 tensors lies nowhere that could be read');
  });

  it('of tensors are not read where nobody knows where the data lies', () => {
    const bytes = ggufWith(['general.alignment', { type: 'u32', value: 3 }]);
    expect(surfaces(bytes)).toMatchObject({ numbers: 'not!', hidden: 'partly!' });
  });

  it('are left out by who asks for that, which is not unread', () => {
    expect(surfaces(ggufBytes(), { limits: {}, numbers: false })).toEqual({ ...EXAMINED, numbers: 'not' });
    expect(whyOf('numbers', rowsOf(ggufBytes(), { limits: {}, numbers: false }))).toBe('left out by --no-numbers');
  });

  it('behind the head are not read where the file is not read on', () => {
    expect(surfaces(ggufBytes(), { limits: {} }, false)).toEqual({ ...EXAMINED, numbers: 'not!', hidden: 'partly!' });
  });

  it('after the last tensor are read up to the limit, and beyond it they are not', () => {
    const trailing = (length: number): Readonly<Record<string, string>> =>
      surfaces(Uint8Array.of(...ggufBytes(), ...new Uint8Array(length)), { limits: { paddingScanBytes: 50 } });
    expect([trailing(50)['hidden'], trailing(51)['hidden']]).toEqual(['examined', 'partly!']);
  });
});
