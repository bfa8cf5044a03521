/** What is wrong with a template's source, and where. */
export class TemplateSyntaxError extends Error {
  readonly offset: number;

  /** `offset` into the source, in UTF-16 units. */
  constructor(message: string, offset: number) {
    super(message);
    this.name = 'TemplateSyntaxError';
    this.offset = offset;
  }
}

/** A template has more nodes than whoever reads it takes. */
export class TooManyNodes extends Error {}
