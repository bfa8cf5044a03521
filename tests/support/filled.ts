/** What costly files are filled with. */
export function many<T>(count: number, of: (i: number) => T): T[] {
  return Array.from({ length: Math.max(1, Math.floor(count)) }, (_, i) => of(i));
}

/** As many bytes of what `of` gives for 0, 1, 2 and so on. */
export function filled(bytes: number, of: (i: number) => string): string {
  const parts: string[] = [];
  for (let i = 0, length = 0; length < bytes; i++) {
    const part = of(i);
    length += part.length;
    parts.push(part);
  }
  return parts.join('');
}
