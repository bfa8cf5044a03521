/** What the analysis knows of a value: what it is, and whether what people say or the clock is in it. */

/** Made by structure alone: roles, counts, flags, presence and types of fields; and what is computed from them. */
export interface Structure {
  readonly kind: 'structure';
}
export interface Constant {
  readonly kind: 'constant';
  readonly value: string | number | boolean | null;
  /** What is printed of it, from when that was asked first: a long text is read once. */
  printed: number | null;
}
/** A count, a position, or what is computed of them. */
export interface Count {
  readonly kind: 'number';
}
export type Beside = 'blanks' | 'words' | 'half';

/**
 * How much of what people say: all of it but its blanks; a piece between blanks, of which there are as many as the text says; a part that a
 * length cuts out, which is no more what was said.
 */
export type Grain = 'whole' | 'piece' | 'part';

/** A string that is built: of people's words, of the clock, or of neither. */
export interface Said {
  readonly kind: 'said';
  readonly text: boolean;
  readonly clock: boolean;
  readonly grain: Grain;
  /** False where it is made of blanks and punctuation, or of what people say, alone. */
  readonly words: boolean;
  /**
   * What stands beside what people say, and may make a mark with it: nothing but blanks, words and marks that are whole, or half of a mark.
   */
  readonly beside: Beside;
  /** JSON of a mapping, nothing before it or behind: it ends with a brace. */
  readonly closed?: true;
}
/** What people give and whose type only the conversation knows: a content is a string or a list of parts. */
export interface Given {
  readonly kind: 'given';
  /** A content is a string or a list of parts, each with its type. JSON is what it is: arguments, results. */
  readonly of: 'content' | 'json';
  readonly maybeString: boolean;
  /** False where a test said that it is a mapping. */
  readonly maybeList: boolean;
  /** Whether it may be a character of a string: it has no fields, and tells how long the string is. */
  readonly maybeCharacter: boolean;
}
/** The traits of all namespaces, which grow while the analysis learns. */
export interface Changing {
  traits: number;
}
/** What holds other values. */
interface Holding {
  /** Of what is in it, however deep; without those of namespaces. */
  readonly traits: number;
  /** Where namespaces are in it. */
  readonly changing: Changing | null;
}
/** Its length is structure, but where it is the pieces of a text. */
export interface ListOf extends Holding {
  readonly kind: 'list';
  readonly item: Value;
  readonly pieces: boolean;
  /** Whether a literal of the template made it, and nobody gave it: what is put into any such list is known to be in all. */
  readonly made: boolean;
}
/** A mapping with fields that are known by name: a message, a tool, a literal, a namespace. */
export interface Fields extends Holding {
  readonly kind: 'record';
  readonly fields: ReadonlyMap<string, Value>;
  /** What any other field holds. */
  readonly rest: Value;
  /** One of the conversation's, as it was given; a tuple, of which fields are places and any may be an element; or any other mapping. */
  readonly of: 'message' | 'tuple' | 'mapping';
}
/** A schema of JSON: names, types and what is required are structure; a description in it is said. */
export interface Schema {
  readonly kind: 'schema';
  /** Whether it may be a description itself. */
  readonly maybeText: boolean;
  /** Whether it may be a mapping from names to schemas, as `properties` is. */
  readonly named: boolean;
}
/** How long a text is: whether it is 0 is structure. Of a place in a text, or what is computed of either, that is not so. */
export interface Length {
  readonly kind: 'length';
  readonly of: 'text' | 'mark' | 'sum';
}
/** What a text decides: it may decide in turn where a blank stands, and nothing else. */
export interface Swayed {
  readonly kind: 'swayed';
}
/** A macro, a function or a method, to be called and nothing else. */
interface Callable {
  readonly kind: 'callable';
  readonly name: string;
}

export type Value = Structure | Count | Constant | Said | Given | ListOf | Fields | Schema | Length | Swayed | Callable;
