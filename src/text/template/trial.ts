/** Templates tried out: plain conversations, rendered in the sandbox, and what they show. */
import { quoted } from '../../core/printable.ts';
import { templateVariables, type ChatMessage, type TemplateVariables } from './chatTemplate.ts';
import type { TemplateProblem } from './problem.ts';
import { isExhaustion, TemplateError, type TemplateSandbox } from './sandbox.ts';

/** What the user says in a trial: letters that no template has, so that they are found again in the output. */
const QUESTION = 'Zqwhat is a fleaqz';
const PLACE = '\u0000';
/** Characters of a question that is looked for word by word: an expression of a megabyte takes longer than a trial. */
const MOST_MATCHED = 1 << 14;

type Conversation = (question: string) => TemplateVariables;

function conversation(messages: readonly ChatMessage[]): TemplateVariables {
  return templateVariables({ messages, addGenerationPrompt: true, bosToken: '<s>', eosToken: '</s>' });
}

/** Some templates take no system message, some want the roles to alternate. */
const CONVERSATIONS: readonly Conversation[] = [
  (content) => conversation([{ role: 'user', content }]),
  (content) =>
    conversation([
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content },
    ]),
  (content) =>
    conversation([
      { role: 'user', content: 'Hello' },
      { role: 'assistant', content: 'Hello there' },
      { role: 'user', content },
    ]),
];

/** The text of each conversation with the question cut out, or why there is none. */
export type Rendering = { readonly text: string } | { readonly error: TemplateError };

export interface Trial {
  readonly problems: readonly TemplateProblem[];
  /** One for each conversation that was tried. */
  readonly renderings: readonly Rendering[];
}

/** What some templates take for granted. */
const EXTRAS = { tools: [], functions: [], documents: [], datetime: '1 January 2026' };

/** Each is tried where nothing renders as those before it. */
const FORMS: readonly ((variables: TemplateVariables) => object)[] = [
  (variables) => variables,
  (variables) => ({ ...variables, ...EXTRAS }),
  inParts,
  (variables) => ({ ...inParts(variables), ...EXTRAS }),
];

/** Templates for images take a list of parts and no string. LLaVA-NeXT, SmolVLM */
function inParts(variables: TemplateVariables): object {
  const messages = variables.messages.map((message) => ({
    ...message,
    content: [{ type: 'text', text: message.content }],
  }));
  return { ...variables, messages };
}

/** Renders every conversation, then the first that works once more about every one of `triggers`. */
export async function tryTemplate(
  sandbox: TemplateSandbox,
  template: string,
  triggers: readonly string[],
): Promise<Trial> {
  let renderings: readonly Rendering[] = [];
  for (const form of FORMS) {
    const render = (conversation: Conversation) => (question: string) =>
      rendered(sandbox, template, form(conversation(question)), question);
    const tried = await tryConversations(CONVERSATIONS.map(render));
    renderings = renderings.length === 0 ? tried.renderings : renderings;
    if (tried.exhausted) return { problems: [exhausts(tried.exhausted)], renderings };
    if (!tried.plain) continue;
    const problems = tried.plain.text.includes(PLACE) ? [] : [dropped()];
    return { problems: [...problems, ...(await tryTriggers(tried.plain, triggers))], renderings: tried.renderings };
  }
  return { problems: [failure(renderings)], renderings };
}

interface Tried {
  readonly renderings: readonly Rendering[];
  readonly plain: Plain | null;
  readonly exhausted: TemplateError | null;
}

async function tryConversations(renders: readonly Plain['render'][]): Promise<Tried> {
  const renderings: Rendering[] = [];
  let plain: Plain | null = null;
  for (const render of renders) {
    const rendering = await render(QUESTION);
    renderings.push(rendering);
    if ('text' in rendering) plain ??= { render, text: rendering.text };
    else if (isExhaustion(rendering.error)) return { renderings, plain, exhausted: rendering.error };
  }
  return { renderings, plain, exhausted: null };
}

async function rendered(
  sandbox: TemplateSandbox,
  template: string,
  variables: object,
  question: string,
): Promise<Rendering> {
  try {
    return { text: withoutQuestion(await sandbox.render(template, variables), question) };
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return { error };
  }
}

/** Templates may trim and join the white space of what is said: that says nothing of anything else in it. */
function withoutQuestion(text: string, question: string): string {
  if (text.includes(question) || question.length > MOST_MATCHED) return text.replaceAll(question, PLACE);
  const words = question.split(/\s+/).map((word) => word.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
  return text.replaceAll(new RegExp(words.join('\\s*'), 'gu'), PLACE);
}

/**
 * The same conversation about something else must be the same text around it: first about every word at once, and where that
 * makes a difference, about ever fewer of them.
 */
async function tryTriggers(plain: Plain, triggers: readonly string[]): Promise<readonly TemplateProblem[]> {
  if (triggers.length === 0 || (await isSame(plain, triggers))) return [];
  let suspects = triggers;
  while (suspects.length > 1) {
    const half = suspects.slice(0, suspects.length >> 1);
    suspects = (await isSame(plain, half)) ? suspects.slice(half.length) : half;
  }
  const message = `expected the same text around every message, found another when the user says ${quoted(suspects[0] ?? '', 60)}`;
  return [{ rule: 'template/depends-on-text', message }];
}

/** A conversation that renders, and as what. */
interface Plain {
  readonly render: (question: string) => Promise<Rendering>;
  readonly text: string;
}

async function isSame({ render, text }: Plain, triggers: readonly string[]): Promise<boolean> {
  const rendering = await render(`Zq ${triggers.join(' ')} qz`);
  return 'text' in rendering && rendering.text === text;
}

function failure(renderings: readonly Rendering[]): TemplateProblem {
  const first = renderings.find((rendering) => 'error' in rendering);
  return {
    rule: 'template/fails',
    message: `expected one plain conversation to render: ${first ? first.error.message : 'none did'}`,
  };
}

function exhausts({ message }: TemplateError): TemplateProblem {
  return { rule: 'template/exhausts', message };
}

function dropped(): TemplateProblem {
  return { rule: 'template/drops-content', message: 'expected what the user says in the text, found it missing' };
}
