/** What makes two crashes the same defect: how it failed and the innermost of our own functions, without lines or addresses. */

export type CrashKind = 'crash' | 'timeout' | 'out-of-memory' | 'leak';

export interface Crash {
  readonly kind: CrashKind;
  readonly signature: string;
  /** For people: the error and the stack, as the replay printed them. */
  readonly stack: string;
}

/** Frames that tell one defect from another. More would split a defect by the way that leads to it. */
const FRAMES = 3;

/** `    at readName (file:///…/src/gguf/names.ts:10:5)`, or without a name. */
const JS_FRAME = /^\s+at (?:(?:async |new )?([^\s(]+) \()?.*?\/((?:src|fuzz)\/[^:)]+):\d+:\d+\)?$/;
/** `    #0 0x55… in ff::cpu::run_add(ff::cpu::Env const&) /…/native/cpu/ops/add.cc:15:98` */
const NATIVE_FRAME = /^\s+#\d+ 0x[0-9a-f]+ in (.+?) [^\s]*?\/((?:native|fuzz)\/[^\s:]+):\d+/;

/** Of the `stack` of an Error that a JavaScript target threw. */
export function jsSignature(stack: string): string {
  const [head = ''] = stack.split('\n', 1);
  const frames = framesOf(stack, JS_FRAME, (name, file) => `${name || 'anonymous'}@${file}`);
  return [withoutNumbers(head), ...frames].join(' < ');
}

/** Of what a native target printed: a sanitizer's report, an expectation of the harness, or the last line there is. */
export function nativeSignature(stderr: string): string {
  const frames = framesOf(stderr, NATIVE_FRAME, (name, file) => `${functionName(name)}@${file}`);
  return [nativeReason(stderr), ...frames].join(' < ');
}

/** What a native run died of, by what it printed. */
export function nativeKind(stderr: string): CrashKind {
  if (/ERROR: libFuzzer: timeout/.test(stderr)) return 'timeout';
  if (/ERROR: libFuzzer: out-of-memory/.test(stderr)) return 'out-of-memory';
  return /ERROR: LeakSanitizer/.test(stderr) ? 'leak' : 'crash';
}

const REASONS: readonly RegExp[] = [
  /^EXPECTED (.*?)(?:; last error|$)/m,
  /runtime error: (.*)$/m,
  /ERROR: (?:AddressSanitizer|LeakSanitizer|libFuzzer): (.*?)(?: on (?:unknown )?address| \(|:|$)/m,
];

function nativeReason(stderr: string): string {
  for (const reason of REASONS) {
    const match = reason.exec(stderr);
    if (match) return withoutNumbers(match[1] ?? '');
  }
  return withoutNumbers(stderr.trimEnd().split('\n').at(-1) ?? '');
}

function framesOf(text: string, pattern: RegExp, format: (name: string, file: string) => string): readonly string[] {
  const frames: string[] = [];
  for (const line of text.split('\n')) {
    const match = pattern.exec(line);
    if (match) frames.push(format(match[1] ?? '', match[2] ?? ''));
    if (frames.length === FRAMES) break;
  }
  return frames;
}

/** `ff::cpu::(anonymous namespace)::matmul<…>(…)` as `ff::cpu::matmul`. */
function functionName(demangled: string): string {
  return demangled.replaceAll('(anonymous namespace)::', '').replace(/[<(].*$/s, '');
}

function withoutNumbers(text: string): string {
  return text.replace(/0x[0-9a-f]+|\d+/gi, '#');
}
