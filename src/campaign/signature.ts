/** What makes two crashes the same one: the kind of error and where in our own code it came up. */
const ERROR_LINE =
  /^(?:==\d+==)?\s*(?:ERROR: )?((?:[A-Z]\w*Error|AddressSanitizer|libFuzzer|LeakSanitizer): .*|.*runtime error: .*)$/m;
const FRAME = /^\s+(?:at |#\d+ 0x[0-9a-f]+ in )(.+)$/gm;
const OURS = /(?:\/src\/|\/native\/|\/fuzz\/)/;

/** One line, without addresses, process ids and paths of the machine. */
export function signatureOf(output: string): string {
  const error = (ERROR_LINE.exec(output)?.[1] ?? 'unknown error')
    .replace(/0x[0-9a-f]+/g, '0x…')
    .replace(/\d{3,}/g, '…');
  const frames = [...output.matchAll(FRAME)].map((match) => match[1] ?? '');
  const frame = frames.find((text) => OURS.test(text)) ?? '';
  const place = frame.replace(/\(?(?:file:\/\/)?\/\S*?\/((?:src|native|fuzz)\/)/, ' $1').replace(/\)$/, '');
  return place === '' ? error.trim() : `${error.trim()} in ${place.trim().replace(/\s+/g, ' ')}`;
}
