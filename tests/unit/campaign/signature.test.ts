import { describe, expect, it } from 'vitest';
import { jsSignature, nativeKind, nativeSignature } from '../../../src/campaign/signature.ts';

const JS = `RangeError: The value of "offset" is out of range. It must be >= 0 and <= 54. Received 62
    at boundsError (node:internal/buffer:88:9)
    at Buffer.readBigUInt64LE (node:internal/buffer:100:5)
    at readTensors (/a/b/fuzz/js/gguf-parse-planted.fuzz.ts:35:42)
    at fuzz (file:///a/b/fuzz/js/gguf-parse-planted.fuzz.ts:20:3)
    at stackOf (/a/b/fuzz/js/replay.ts:26:5)
    at process.<anonymous> (/a/b/fuzz/js/replay.ts:19:20)`;

const ASAN = `INFO: Seed: 1
=================================================================
==20910==ERROR: AddressSanitizer: heap-buffer-overflow on address 0x502000005f54 at pc 0x558b86e4a113 bp 0x7ffc1f8aabe0 sp 0x7ffc1f8aabd8
READ of size 4 at 0x502000005f54 thread T0
    #0 0x558b86e4a112 in __asan_memcpy (/a/b/load_boundary+0x1)
    #1 0x558b86e4a112 in ff::cpu::run_add(ff::cpu::Env const&, ff::cpu::OpArgs const&) /a/b/native/cpu/ops/add.cc:15:98
    #2 0x558b86e4a200 in ff::cpu::(anonymous namespace)::matmul<ff::cpu::F32>(float const*) /a/b/native/cpu/ops/linear.cc:9:1
    #3 0x558b86e4a300 in ff_run_op /a/b/native/cpu/engine.cc:104:10
    #4 0x558b86e4a400 in ff::fuzz::run_chosen_op(ff::fuzz::Choices) /a/b/fuzz/native/op_case.cc:200:3
SUMMARY: AddressSanitizer: heap-buffer-overflow /a/b/native/cpu/ops/add.cc:15:98`;

describe('jsSignature', () => {
  it('names the error and the innermost functions of ours, without numbers', () => {
    expect(jsSignature(JS)).toBe(
      'RangeError: The value of "offset" is out of range. It must be >= # and <= #. Received # < ' +
        'readTensors@fuzz/js/gguf-parse-planted.fuzz.ts < fuzz@fuzz/js/gguf-parse-planted.fuzz.ts < stackOf@fuzz/js/replay.ts',
    );
  });

  it('is the same for another line, offset and folder', () => {
    const moved = JS.replaceAll('/a/b/', '/elsewhere/').replaceAll(':35:42', ':99:1').replace('62', '7');
    expect(jsSignature(moved)).toBe(jsSignature(JS));
  });

  it('is another for another function or another error', () => {
    expect(jsSignature(JS.replace('readTensors', 'readHeader'))).not.toBe(jsSignature(JS));
    expect(jsSignature(JS.replace('RangeError', 'TypeError'))).not.toBe(jsSignature(JS));
  });

  it('does without a stack', () => {
    expect(jsSignature('threw 42')).toBe('threw #');
  });
});

describe('nativeSignature', () => {
  it('names what the sanitizer saw and the innermost functions of ours', () => {
    expect(nativeSignature(ASAN)).toBe(
      'heap-buffer-overflow < ff::cpu::run_add@native/cpu/ops/add.cc < ff::cpu::matmul@native/cpu/ops/linear.cc < ff_run_op@native/cpu/engine.cc',
    );
  });

  it('is the same at another address', () => {
    expect(nativeSignature(ASAN.replaceAll('0x5', '0x6').replace('==20910==', '==1=='))).toBe(nativeSignature(ASAN));
  });

  it('reads what the harness expected, and what UBSan saw', () => {
    expect(nativeSignature('EXPECTED a step of good tokens to run; last error: x 1\n')).toBe(
      'a step of good tokens to run',
    );
    expect(nativeSignature('/a/op.cc:3:1: runtime error: shift exponent 40 is too large')).toBe(
      'shift exponent # is too large',
    );
  });

  it('takes the last line where there is no report', () => {
    expect(nativeSignature('one\nKilled 9\n')).toBe('Killed #');
  });
});

describe('nativeKind', () => {
  it.each([
    [ASAN, 'crash'],
    ['==1== ERROR: libFuzzer: timeout after 10 seconds', 'timeout'],
    ['==1== ERROR: libFuzzer: out-of-memory (used: 2049Mb; limit: 2048Mb)', 'out-of-memory'],
    ['==1==ERROR: LeakSanitizer: detected memory leaks', 'leak'],
  ])('of a report', (stderr, kind) => {
    expect(nativeKind(stderr)).toBe(kind);
  });
});
