/** Payloads in every place of a file that has room for one, each beside the same file with one byte of the payload's magic changed. */
import type { ModelValue } from '../src/gguf/model.ts';
import { tensorType } from '../src/gguf/tensorTypes.ts';
import { ggufBytes, ggufWith, strings, tensor, text } from './ggufBytes.ts';
import type { PairCase } from './pairCase.ts';
import { PAYLOADS, type Payload } from './payloads.ts';

/** Bytes between two tensors that belong to neither. */
export function inGap(payload: Uint8Array): Uint8Array {
  const data = new Uint8Array(32 + Math.ceil(payload.length / 32) * 32);
  data.set(payload, 32);
  return ggufBytes({ tensors: [tensor('a', { data }), tensor('b')] });
}

/** Padding of 4 KiB, which a file may ask for. */
export function inPadding(payload: Uint8Array): Uint8Array {
  const data = new Uint8Array(4096);
  data.set(payload, 8);
  const metadata = [
    ['general.architecture', text('blank')],
    ['general.alignment', { type: 'u32', value: 4096 }],
  ] as const;
  return ggufBytes({ metadata, tensors: [tensor('a', { type: tensorType('I8'), dims: [8], data }), tensor('b', { type: tensorType('I8'), dims: [4096], data: new Uint8Array(4096) })] });
}

export function afterTheEnd(payload: Uint8Array): Uint8Array {
  return Uint8Array.of(...ggufBytes(), ...payload);
}

export function inBytes(elementType: 'u8' | 'i8', payload: Uint8Array, before = 0): Uint8Array {
  const elements = [...new Array<number>(before).fill(1), ...payload];
  return ggufWith(['x.blob', { type: 'array', elementType, elements } satisfies ModelValue]);
}

export function inString(payload: Uint8Array): Uint8Array {
  return ggufWith(['x.note', text(payload)]);
}

type Placement = readonly [name: string, place: (payload: Uint8Array) => Uint8Array];

const PLACEMENTS: readonly Placement[] = [
  ['after the end', afterTheEnd],
  ['in a gap', inGap],
  ['in padding', inPadding],
  ['in an array of u8', (bytes) => inBytes('u8', bytes)],
  ['in an array of i8', (bytes) => inBytes('i8', bytes)],
];

function hiddenCase({ format, rule, bytes, broken }: Payload, [where, place]: Placement): PairCase {
  return {
    rule,
    severity: rule === 'hidden/script' ? 'warning' : 'error',
    name: `${format} ${where}`,
    comment: `${format} ${where}`,
    bad: place(bytes),
    // What lies after the end is refused whatever it is.
    good: where === 'after the end' ? ggufBytes() : place(broken),
  };
}

/** Every format after the end; each rule in every other place; what is text in a string. */
const PLACED: readonly PairCase[] = PAYLOADS.flatMap((payload) => {
  const isFirst = PAYLOADS.find(({ rule }) => rule === payload.rule) === payload;
  const inText: readonly Placement[] = payload.bytes.includes(0) ? [] : [['in a string', inString]];
  return [...PLACEMENTS.slice(0, isFirst ? undefined : 1), ...inText].map((placement) => hiddenCase(payload, placement));
});

/** What is not hidden: a tag of the four letters, behind which stands a number as small as a version, the length of the next one. */
const TAGS = ['general.tags', strings('GGUF', 'en')] as const;

function besideTags(elements: Uint8Array): Uint8Array {
  return ggufWith(TAGS, ['x.blob', { type: 'array', elementType: 'u8', elements } satisfies ModelValue]);
}

export const HIDDEN_CASES: readonly PairCase[] = [
  ...PLACED,
  ...PAYLOADS.filter(({ rule }) => rule === 'hidden/model').map((payload) => hiddenCase(payload, ['beside tags', besideTags])),
];
