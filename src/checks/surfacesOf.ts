/** What can be said of each surface before any finding: whether the file has it, and whether it was read. */
import type { Coverage, Surface } from '../core/coverage.ts';
import { resolveLimits } from '../gguf/limits.ts';
import type { ParseResult } from '../gguf/parse.ts';
import type { GgufContent } from '../gguf/types.ts';
import { readTemplates, TEMPLATE_KEY } from '../text/template/templates.ts';
import { kindOf } from './kinds/kindOf.ts';
import { isShard } from './kinds/shardRules.ts';
import type { PassPlan } from './pass/filePass.ts';
import { scannable, type PlanOptions } from './pass/passPlan.ts';

export function surfacesOf(parsed: ParseResult, plan: PassPlan | null, options: PlanOptions): readonly Coverage[] {
  const { content } = parsed;
  if (!content) return [...LATER.map((surface) => unread(surface, 'not', 'the reading stopped before it'))];
  return [
    numbersOf(content, plan, options),
    tokenizerOf(content),
    templateOf(content),
    hiddenOf(parsed, content, plan, options),
    shardsOf(content),
  ];
}

const LATER: readonly Surface[] = ['numbers', 'tokenizer', 'template', 'hidden', 'shards'];

function unread(surface: Surface, state: 'partly' | 'not', why: string): Coverage {
  return { surface, state, why, unread: true };
}

const AMONG_KEYS = 'the reading stopped among the keys';
const REFUSED = 'the head of the file is refused, and the rest was not read';

function numbersOf(content: GgufContent, plan: PassPlan | null, { numbers }: PlanOptions): Coverage {
  const surface = 'numbers';
  const { tensors, omitted, places } = content.unread;
  if (!plan) return unread(surface, 'not', REFUSED);
  if (tensors || places) return unread(surface, 'not', 'where the data of tensors lies is not known');
  const known = scannable(content).length;
  const left = content.tensors.length - known + omitted.size;
  if (left > 0) return unread(surface, 'partly', `the data of ${String(left)} tensors lies nowhere that could be read`);
  if (known === 0) return { surface, state: 'absent' };
  return numbers === false
    ? { surface, state: 'not', why: 'left out by --no-numbers' }
    : { surface, state: 'examined' };
}

/** A surface that is made of the keys that begin with `prefix`. */
function ofKeys({ metadata, unread: { keys } }: GgufContent, surface: Surface, prefix: string): Coverage {
  if (keys) return unread(surface, 'partly', AMONG_KEYS);
  for (const key of metadata.keys()) if (key.startsWith(prefix)) return { surface, state: 'examined' };
  return { surface, state: 'absent' };
}

/** Other keys may hold templates too. */
function templateOf(content: GgufContent): Coverage {
  const row = ofKeys(content, 'template', TEMPLATE_KEY);
  const isElsewhere = row.state === 'absent' && readTemplates(content.metadata).variants.length > 0;
  return isElsewhere ? { surface: 'template', state: 'examined' } : row;
}

/** Vocabularies are judged where llama.cpp reads them. */
function tokenizerOf(content: GgufContent): Coverage {
  const row = ofKeys(content, 'tokenizer', 'tokenizer.ggml.');
  if (row.state !== 'examined' || kindOf(content) === 'model') return row;
  return { surface: 'tokenizer', state: 'not', why: 'rules on vocabularies run for language models' };
}

function shardsOf(content: GgufContent): Coverage {
  const surface = 'shards';
  if (isShard(content)) return { surface, state: 'examined' };
  return content.unread.keys ? unread(surface, 'not', AMONG_KEYS) : { surface, state: 'absent' };
}

function hiddenOf(
  { trailing }: ParseResult,
  { unread: { keys, tensors, places, omitted } }: GgufContent,
  plan: PassPlan | null,
  { limits }: PlanOptions,
): Coverage {
  const surface = 'hidden';
  if (!plan) return unread(surface, 'partly', REFUSED);
  if (keys || tensors || places || omitted.size > 0)
    return unread(surface, 'partly', 'which bytes belong to nothing is not known');
  const { paddingScanBytes } = resolveLimits(limits);
  if (trailing && trailing.end - trailing.start > paddingScanBytes)
    return unread(
      surface,
      'partly',
      `of the bytes after the last tensor only ${String(paddingScanBytes)} were looked at`,
    );
  return { surface, state: 'examined' };
}
