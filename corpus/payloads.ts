/** The smallest sound file of each format that may be hidden in a model. None does anything: programs have no code, archives no members. */
import { ggufBytes } from './ggufBytes.ts';

export interface Payload {
  readonly format: string;
  readonly rule: string;
  readonly bytes: Uint8Array;
  /** The same with one byte of each magic number changed: nothing at all. */
  readonly broken: Uint8Array;
}

function payload(format: string, rule: string, bytes: Uint8Array, magicAt: readonly number[] = [1]): Payload {
  const broken = bytes.map((byte, i) => (magicAt.includes(i) ? byte ^ 0x20 : byte));
  return { format, rule, bytes, broken };
}

function hex(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'));
}

function latin1(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'latin1'));
}

/** `length` zeros with `parts` written over them. */
function filled(length: number, ...parts: readonly (readonly [at: number, bytes: Uint8Array])[]): Uint8Array {
  const bytes = new Uint8Array(length);
  for (const [at, part] of parts) bytes.set(part, at);
  return bytes;
}

/** One empty member, `a`. */
function zip(): Uint8Array {
  const common = '0a 00 00 00 00 00 00 00 21 00 00 00 00 00 00 00 00 00 00 00 00 00 01 00 00 00';
  const local = hex(`504b0304 ${common} 61`);
  const central = hex(`504b0102 1e03 ${common} 00 00 00 00 00 00 00 00 a4 81 00 00 00 00 61`);
  const end = hex('504b0506 0000 0000 0100 0100 2f000000 1f000000 0000');
  return Uint8Array.of(...local, ...central, ...end);
}

/** One empty member, `a`, and the two blocks of zeros that end an archive. */
function tar(): Uint8Array {
  const text = (at: number, value: string): readonly [number, Uint8Array] => [at, latin1(value)];
  const header = filled(1536, text(0, 'a'), text(100, '0000644'), text(124, '00000000000'), text(136, '00000000000'), text(148, '        0'), text(257, 'ustar\0' + '00'));
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.set(latin1(`${sum.toString(8).padStart(6, '0')}\0 `), 148);
  return header;
}

function portableExecutable(): Uint8Array {
  return filled(128, [0, latin1('MZ')], [0x3c, hex('40000000')], [0x40, hex('50450000 6486 0000')]);
}

/** `posix.system('id')`, without a NUL and with one opcode a line; by protocol 4 in a frame. */
const PICKLE_2 = latin1('\x80\x02cposix\nsystem\n(Vid\ntR.');
const PICKLE_4 = latin1('\x80\x04\x95\x1d\0\0\0\0\0\0\0\x8c\x05posix\x94\x8c\x06system\x94\x93\x94\x8c\x02id\x94\x85\x94R\x94.');

export const PAYLOADS: readonly Payload[] = [
  payload('zip', 'hidden/archive', zip(), [1, 32, 79]),
  payload('empty zip', 'hidden/archive', hex(`504b0506 ${'00'.repeat(18)}`)),
  payload('gzip', 'hidden/archive', hex('1f8b0800000000000003 0300 00000000 00000000')),
  payload('xz', 'hidden/archive', hex('fd377a585a000004e6d6b446 00000000 1cdf4421 1fb6f37d 01000000 0004 595a')),
  payload('7z', 'hidden/archive', hex(`377abcaf271c0004 8d9bd50f ${'00'.repeat(20)}`)),
  payload('rar 4', 'hidden/archive', hex('526172211a0700 cf907300000d00000000000000')),
  payload('rar 5', 'hidden/archive', hex('526172211a070100 3392b5e5 0a01 0506000501 0180 80')),
  payload('tar', 'hidden/archive', tar(), [258]),
  payload('ELF', 'hidden/executable', filled(64, [0, hex('7f454c46 02010100 0000000000000000 0200 3e00 01000000')])),
  payload('ELF, big-endian', 'hidden/executable', filled(64, [0, hex('7f454c46 01020100 0000000000000000 0003 0008 00000001')])),
  payload('PE', 'hidden/executable', portableExecutable()),
  payload('Mach-O', 'hidden/executable', filled(32, [0, hex('cffaedfe 0c000001 00000000 02000000')])),
  payload('Mach-O, big-endian', 'hidden/executable', filled(28, [0, hex('feedface 00000012 00000000 00000002')])),
  payload('Mach-O, universal', 'hidden/executable', filled(28, [0, hex('cafebabe 00000001 01000007 00000003')])),
  payload('pickle', 'hidden/pickle', PICKLE_4),
  payload('pickle of protocol 2', 'hidden/pickle', PICKLE_2),
  payload('pickle of torch', 'hidden/pickle', hex('8002 8a0a6cfc9c46f9206aa85019 2e')),
  payload('GGUF', 'hidden/model', ggufBytes()),
  payload('script', 'hidden/script', latin1('#!/bin/sh\nexit 0\n')),
];
