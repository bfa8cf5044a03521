/** A place in a source as people and editors count: both from 1, columns in UTF-16 units. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Linear in `offset`. Lines end with \n, \r\n or \r, as Jinja has it. */
export function placeOf(source: string, offset: number): Place {
  let line = 1;
  let begin = 0;
  const ends = /\r\n|\r|\n/g;
  for (let end = ends.exec(source); end && ends.lastIndex <= offset; end = ends.exec(source)) {
    line++;
    begin = ends.lastIndex;
  }
  return { line, column: offset - begin + 1 };
}
