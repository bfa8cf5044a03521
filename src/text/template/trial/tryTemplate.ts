/**
 * Templates tried out: conversations of every kind, rendered, and what they show. A second witness beside the proof, which
 * can only add findings: what could not be tried is said.
 */
import { quoted } from '../../../core/printable.ts';
import type { TemplateProblem } from '../problem.ts';
import { isExhaustion, TemplateError } from '../sandbox.ts';
import { Allowance } from './allowance.ts';
import { askedOf, type Asked } from './asked.ts';
import {
  countedConversations,
  flaggedConversations,
  LONG,
  LONGER,
  MANNERS,
  oddConversations,
  ordinaryConversations,
  SHORT,
  variablesOf,
  type Conversation,
  type Manner,
} from './conversation.ts';
import { givenConversations } from './givenConversations.ts';
import { marker, saysLittle, type Say } from './marker.ts';
import { MOMENTS, OTHER_MOMENTS } from './moments.ts';
import { partsConversations, shapedConversations } from './shapedConversations.ts';
import { spokenOf } from './spoken.ts';
import type { Scene, SceneOutcome, TrialRenderer } from './trialRenderer.ts';
import { clockProblems, fails, leftOut, notTried, untried } from './trialProblems.ts';
import { isHeard, isRendered, isShort, textOf, tried, type Tried } from './tried.ts';

/** What the file and the template's own text give to a trial. */
export interface Subject {
  readonly template: string;
  /** The special tokens of the file by the names that readers give them, such as `bos_token`. */
  readonly tokens: Readonly<Record<string, string>>;
  /** Words that a poisoned template may wait for. */
  readonly triggers: readonly string[];
  /** Whole numbers that stand in the template: it may count messages up to one. */
  readonly numbers: readonly number[];
  /** Names that it asks readers for, beside those that all give. */
  readonly flags: readonly string[];
  /** Whether it is refused already: a few short conversations show what it does. */
  readonly isRefused: boolean;
}

export interface Trial {
  readonly problems: readonly TemplateProblem[];
  /** Of short conversations, with what is said cut out; null where there is none. The same ones for every template. */
  readonly renderings: readonly (string | null)[];
}

/** What a template asks for the time; it can be called by no other name that is not in the text. */
const CLOCK = 'strftime_now';

/** Steps of the longer conversation for each of the long one, at most: it grows with the square. */
const MOST_DEARER = (LONGER.roles.length / LONG.roles.length) ** 2;

/** Conversations of one question. */
const FEW = 16;

/** Two templates are compared where the first has anything to say. */
export const NO_TRIAL: Trial = { problems: [], renderings: [] };

/** Tries every conversation, at two moments, and about every one of the triggers. */
export async function tryTemplate(renderer: TrialRenderer, subject: Subject): Promise<Trial> {
  const trier = new Trier(renderer, subject);
  try {
    return await trier.run();
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return { problems: [untried(error)], renderings: trier.renderings };
  }
}

class Trier {
  renderings: readonly (string | null)[] = [];
  readonly #renderer: TrialRenderer;
  readonly #subject: Subject;
  readonly #asked: Asked;
  readonly #triggers: readonly string[];
  /** Those in conditions first. */
  readonly #flags: readonly string[];
  readonly #allowance: Allowance;

  constructor(renderer: TrialRenderer, subject: Subject) {
    this.#renderer = renderer;
    this.#subject = subject;
    this.#asked = askedOf(subject.template);
    this.#triggers = [...new Set([...subject.triggers, ...spokenOf(this.#asked.texts)])];
    const isTested = (name: string): boolean => this.#asked.tested.has(name);
    this.#flags = [...subject.flags.filter(isTested), ...subject.flags.filter((name) => !isTested(name))];
    this.#allowance = new Allowance(renderer);
  }

  async run(): Promise<Trial> {
    const { manner, short } = await this.#manner();
    this.renderings = short.map((one) => textOf(one));
    const problems = manner ? await this.#tryIn(manner, short) : [fails(short)];
    return { problems, renderings: this.renderings };
  }

  /** The first in which anybody is heard, else the first in which anything renders; and short conversations in it. */
  async #manner(): Promise<{ readonly manner: Manner | null; readonly short: readonly Tried[] }> {
    const all: { readonly manner: Manner; readonly short: readonly Tried[] }[] = [];
    for (const manner of MANNERS) {
      const short = await this.#all(SHORT, manner);
      if (short.some(isHeard)) return { manner, short };
      all.push({ manner, short });
    }
    return all.find(({ short }) => short.some(isRendered)) ?? { manner: null, short: all[0]?.short ?? [] };
  }

  async #tryIn(manner: Manner, short: readonly Tried[]): Promise<readonly TemplateProblem[]> {
    if (!this.#subject.isRefused) return this.#everything(manner);
    return [...leftOut(short), ...(await this.#triggerProblems(short.filter(isRendered), manner))];
  }

  async #everything(manner: Manner): Promise<readonly TemplateProblem[]> {
    const ordinary = await this.#all(ordinaryConversations(), manner);
    const flagged = await this.#all(flaggedConversations(this.#flags), manner);
    const odd = await this.#all(oddConversations(), manner);
    const long = await this.#long(manner);
    const shaped = await this.#sparing(await this.#shaped(manner), manner);
    const given = await this.#sparing(givenConversations(this.#asked, this.#flags), manner);
    return [
      ...leftOut([...ordinary, ...flagged, ...odd, ...long, ...given, ...shaped]),
      ...notTried([...ordinary, ...long]),
      ...(await this.#clockProblems(ordinary, manner)),
      ...(await this.#triggerProblems(ordinary.filter(isShort).filter(isRendered), manner)),
    ];
  }

  async #clockProblems(then: readonly Tried[], manner: Manner): Promise<readonly TemplateProblem[]> {
    if (!this.#subject.template.includes(CLOCK)) return [];
    const later = await this.#all(ordinaryConversations(), manner, MOMENTS[1]);
    return [...clockProblems(then, later), ...(await this.#atOtherMoments(then.slice(0, 1), manner))].slice(0, 1);
  }

  async #atOtherMoments(then: readonly Tried[], manner: Manner): Promise<readonly TemplateProblem[]> {
    const conversations = then.map(({ conversation }) => conversation);
    for (const moment of OTHER_MOMENTS) {
      const problems = clockProblems(then, await this.#all(conversations, manner, moment));
      if (problems.length > 0) return problems;
    }
    return [];
  }

  /** In turn, a few at once, while that is cheap. */
  async #sparing(conversations: readonly Conversation[], manner: Manner): Promise<readonly Tried[]> {
    const all: Tried[] = [];
    for (let at = 0; at < conversations.length && this.#allowance.isLeft; at += FEW) {
      const some = await this.#all(conversations.slice(at, at + FEW), manner);
      all.push(...some);
      this.#allowance.spend(some.reduce((sum, { outcome }) => sum + ('steps' in outcome ? outcome.steps : 0), 0));
    }
    return all;
  }

  /** Parts, where a template that reads strings reads them too. */
  async #shaped(manner: Manner): Promise<readonly Conversation[]> {
    if (manner.isInParts) return shapedConversations();
    const inParts = await this.#all(SHORT, { ...manner, isInParts: true });
    return [...shapedConversations(), ...(inParts.some(isRendered) ? partsConversations() : [])];
  }

  async #all(conversations: readonly Conversation[], manner: Manner, now?: number): Promise<readonly Tried[]> {
    const outcomes = await this.#render(conversations.map((conversation) => this.#scene(conversation, manner, now)));
    return conversations.map((conversation, i) => tried(conversation, outcomes[i]));
  }

  async #long(manner: Manner): Promise<readonly Tried[]> {
    const long = await this.#alone(LONG, manner);
    const isCheap = 'text' in long.outcome && long.outcome.steps * MOST_DEARER < this.#renderer.steps;
    const all = [long, ...(isCheap ? [await this.#alone(LONGER, manner)] : [])];
    for (const conversation of countedConversations([...this.#asked.numbers, ...this.#subject.numbers]))
      all.push(await this.#alone(conversation, manner));
    return all;
  }

  /** That many messages take long is no fault: how cost grows is proven. */
  async #alone(conversation: Conversation, manner: Manner): Promise<Tried> {
    try {
      const [outcome] = await this.#renderer.renderEach(this.#subject.template, [this.#scene(conversation, manner)]);
      return tried(conversation, outcome);
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      return tried(conversation, { error, isRaised: false });
    }
  }

  /**
   * The same conversations about something else must be the same texts around it: first about every word at once, and where that
   * makes a difference, about ever fewer of them.
   */
  async #triggerProblems(plain: readonly Tried[], manner: Manner): Promise<readonly TemplateProblem[]> {
    const triggers = this.#triggers;
    if (triggers.length === 0 || plain.length === 0) return [];
    let parted = await this.#parted(plain, manner, triggers);
    if (parted.length === 0) return [];
    let suspects = triggers;
    while (suspects.length > 1) {
      const half = suspects.slice(0, suspects.length >> 1);
      const still = await this.#parted(parted, manner, half);
      suspects = still.length === 0 ? suspects.slice(half.length) : half;
      if (still.length > 0) parted = still;
    }
    const message = `expected the same text around every message, found another when people say ${quoted(suspects[0] ?? '', 60)}`;
    return [{ rule: 'template/depends-on-text', message }];
  }

  /** Those that are another text when everybody says `triggers`. */
  async #parted(plain: readonly Tried[], manner: Manner, triggers: readonly string[]): Promise<readonly Tried[]> {
    const say: Say = (i) => marker(i, triggers.join(' '));
    const scenes = plain.map(({ conversation }) => this.#scene(conversation, manner, MOMENTS[0], say));
    const outcomes = await this.#render(scenes);
    return plain.filter((one, i) => textOf(one) !== textOf(tried(one.conversation, outcomes[i]), say));
  }

  #scene(conversation: Conversation, manner: Manner, now: number = MOMENTS[0], say: Say = saysLittle): Scene {
    return { variables: variablesOf(conversation, manner, this.#subject.tokens, say), now };
  }

  async #render(scenes: readonly Scene[]): Promise<readonly SceneOutcome[]> {
    const outcomes = await this.#renderer.renderEach(this.#subject.template, scenes);
    for (const outcome of outcomes) if ('error' in outcome && isExhaustion(outcome.error)) throw outcome.error;
    return outcomes;
  }
}
