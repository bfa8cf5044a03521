/** Random structures of conversations: roles, which fields there are, of which type, how many; tools, documents, flags. */
import type { Rng } from '../../../src/core/rng.ts';
import { MARKS } from './marks.ts';
import type { Piece, Shape, Structure, TextShape } from './shape.ts';

export function randomStructure(rng: Rng): Structure {
  return new Builder(rng).structure();
}

type Fields = Record<string, Shape>;

const ARGUMENT_NAMES = ['city', 'type', 'name', 'text', 'file', 'unit'];
const BLANKS = [' ', '  ', '\n', '\n\n', '\t'];

class Builder {
  readonly #rng: Rng;
  readonly #described = new Set<number>();
  #segments = 0;
  #numbers = 0;

  constructor(rng: Rng) {
    this.#rng = rng;
  }

  structure(): Structure {
    const variables = { ...this.#flags(), messages: this.#messages(), ...this.#given() };
    const [segments, numbers, described] = [this.#segments, this.#numbers, this.#described];
    return { variables, segments, numbers, described, clockLength: this.#rng.pick([2, 4, 10]) };
  }

  #often(share: number): boolean {
    return this.#rng.float64() < share;
  }

  #flags(): Fields {
    const flags: Fields = { bos_token: '<s>', eos_token: '</s>', add_generation_prompt: this.#often(0.7) };
    if (this.#often(0.5)) flags['enable_thinking'] = this.#often(0.5);
    return flags;
  }

  #given(): Fields {
    const given: Fields = {};
    if (this.#often(0.6)) given['tools'] = this.#some(1, 2, (i) => this.#tool(i));
    if (this.#often(0.5)) given['documents'] = this.#some(1, 2, (i) => this.#document(i));
    if (this.#often(0.4)) given['system_prompt'] = this.#text();
    return given;
  }

  #some(least: number, most: number, one: (i: number) => Shape): readonly Shape[] {
    return Array.from({ length: this.#rng.int(least, most) }, (_, i) => one(i));
  }

  #messages(): readonly Shape[] {
    const first = this.#often(0.4) ? [this.#message('system')] : [];
    const turns = this.#some(1, 4, (i) => this.#message(this.#roleOf(i)));
    return [...first, ...turns];
  }

  #roleOf(i: number): string {
    return this.#often(0.15) ? this.#rng.pick(['tool', 'user', 'system']) : i % 2 === 0 ? 'user' : 'assistant';
  }

  #message(role: string): Shape {
    const message: Fields = { role };
    if (!this.#often(0.04)) message['content'] = this.#content();
    if (this.#often(0.3)) message['name'] = this.#text();
    if (role === 'tool' || this.#often(0.1)) message['tool_call_id'] = 'call_1';
    if (role !== 'assistant') return message;
    if (this.#often(0.4)) message['reasoning_content'] = this.#text();
    if (this.#often(0.6)) message['tool_calls'] = this.#some(1, 2, (i) => this.#call(i));
    return message;
  }

  #content(): Shape {
    const kind = this.#rng.float64();
    if (kind < 0.72) return this.#text();
    if (kind < 0.9) return this.#some(1, 3, () => this.#part());
    return kind < 0.97 ? null : '';
  }

  #part(): Shape {
    if (this.#often(0.75)) return { type: 'text', text: this.#text() };
    return { type: 'image_url', image_url: { url: this.#text() } };
  }

  #call(i: number): Shape {
    const called = { name: `get_${String(i)}`, arguments: this.#arguments() };
    return this.#often(0.9) ? { id: `call_${String(i)}`, type: 'function', function: called } : called;
  }

  #arguments(): Shape {
    if (this.#often(0.25)) return this.#text();
    const names = ARGUMENT_NAMES.filter(() => this.#often(0.5));
    return Object.fromEntries([...names, 'q'].map((name) => [name, this.#argument()]));
  }

  #argument(): Shape {
    const kind = this.#rng.float64();
    if (kind < 0.7) return this.#text();
    if (kind < 0.8) return { number: this.#numbers++ };
    return kind < 0.95 ? this.#some(1, 2, () => this.#text()) : true;
  }

  #tool(i: number): Shape {
    const properties = { city: this.#property('string'), type: this.#property('integer') };
    const parameters = { type: 'object', properties, required: ['city'] };
    const described = { name: `get_${String(i)}`, description: this.#description(), parameters };
    return { type: 'function', function: described };
  }

  #property(type: string): Shape {
    const property: Fields = { type, description: this.#description() };
    if (this.#often(0.3)) property['enum'] = ['a', 'b'];
    if (this.#often(0.3)) property['default'] = this.#description();
    if (this.#often(0.3)) property['summary'] = this.#description();
    return property;
  }

  #document(i: number): Shape {
    const id = String(i);
    return this.#often(0.7) ? { title: this.#text(), text: this.#text(), id } : { content: this.#text(), doc_id: id };
  }

  #description(): TextShape {
    const text = this.#text();
    for (const piece of text.pieces) if ('segment' in piece) this.#described.add(piece.segment);
    return text;
  }

  /** Mostly one segment: a whole text is compared with a word. */
  #text(): TextShape {
    const pieces: Piece[] = [{ segment: this.#segments++ }];
    if (this.#often(0.7)) return { pieces };
    if (this.#often(0.3)) pieces.unshift({ fixed: this.#rng.pick(BLANKS) });
    for (let more = this.#rng.int(0, 2); more > 0; more--) pieces.push(this.#between(), { segment: this.#segments++ });
    if (this.#often(0.3)) pieces.push({ fixed: this.#rng.pick(BLANKS) });
    return { pieces };
  }

  #between(): Piece {
    return { fixed: this.#often(0.5) ? this.#rng.pick(MARKS) : this.#rng.pick(BLANKS) };
  }
}
