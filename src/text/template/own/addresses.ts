/** Whether a text has an address in it, in any of the forms that readers of texts follow. */

/** Of what begins an address without `//`. */
const SCHEMES =
  'https?|ftps?|sftp|wss?|file|data|javascript|vbscript|mailto|tel|sms|xmpp|ssh|git|magnet|ldaps?|smb|ipfs|ipns|gopher|telnet|ircs?|blob|bitcoin|skype|whatsapp|signal|tg|market|intent';
/** What is spoken of with “dot” in the place of a full stop. */
const SPOKEN_ENDINGS =
  'com|org|net|io|ai|dev|app|xyz|info|biz|example|test|sh|co|me|ru|cn|de|uk|eu|fr|in|to|tv|cc|gg|ly|zip|mov|site|online|top|live|cloud|onion|link|click|page|store|shop|club|pro|tech|space|website|local|internal';
/** Endings of files. Those that people use for hosts far more often than for files are none: .sh, .zip, .app. */
const FILE_ENDINGS =
  'json|jsonl|json5|py|pyi|ipynb|md|mdx|rst|txt|js|mjs|cjs|jsx|ts|tsx|html?|css|scss|csv|tsv|xml|xsd|ya?ml|toml|ini|cfg|conf|env|log|lock|pdf|png|jpe?g|gif|svg|webp|bmp|docx?|xlsx?|pptx?|odt|sql|db|sqlite|java|jar|kt|cpp|hpp|cxx|cs|rb|php|go|lua|swift|exe|dll|bat|tex|bib|bin|gguf|jinja2?|j2|tmpl|patch|diff|wav|mp3|mp4|tar|gz';

/** Endings in scripts without blanks, where a full stop ends a sentence. */
const UNSPACED_ENDINGS = '中国|中國|公司|网络|網絡|在线|中文网|网址|コム|みんな|グーグル|한국|香港|台湾|台灣|ไทย';

const ADDRESSES: readonly RegExp[] = [
  new RegExp(`(?<![\\p{L}\\p{N}])(?:${SCHEMES}):(?=[^\\s"'])`, 'u'),
  /[a-z][a-z0-9+.-]*:[/\\]{2}/,
  // A host without a scheme, and one of Windows.
  /(?<![\p{L}\p{N}:/])\/\/[\p{L}\p{N}[]/u,
  /\\{2}[\p{L}\p{N}][\p{L}\p{N}.-]*\\/u,
  // What formats call tools by is none: functions.send.
  new RegExp(
    `(?<![\\p{L}\\p{N}])(?!functions\\.(?!(?:${SPOKEN_ENDINGS})(?![\\p{L}\\p{N}]))\\p{L}[\\p{L}\\p{N}_-]*(?![\\p{L}\\p{N}_/-]|:\\d+\\/))[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N}-]*\\.(?!(?:${FILE_ENDINGS})(?![\\p{L}\\p{M}\\p{N}/:?-]|\\.[\\p{L}\\p{N}]))(?:(?:${UNSPACED_ENDINGS})(?![\\p{L}\\p{M}])|(?![\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}])\\p{L}[\\p{L}\\p{M}]+|xn--[a-z0-9-]+)`,
    'u',
  ),
  // What stands before it is printed by something else.
  new RegExp(`^\\.(?:${SPOKEN_ENDINGS})(?![\\p{L}\\p{M}\\p{N}_])`, 'u'),
  new RegExp(`[\\p{L}\\p{N}]\\s+dot\\s+(?:${SPOKEN_ENDINGS})(?![\\p{L}\\p{N}])`, 'u'),
  // Four numbers, fewer with a path or a port, one with a path or a port.
  /(?<![\p{L}\p{N}.])(?:0x[0-9a-f]+|\d+)(?:\.(?:0x[0-9a-f]+|\d+)){3}(?![\p{L}\p{N}])/u,
  /(?<![\p{L}\p{N}.])(?:0x[0-9a-f]+|\d+)(?:\.(?:0x[0-9a-f]+|\d+)){1,2}(?:\/[\p{L}\p{N}]|:\d{2,5}(?!\d))/u,
  /(?<![\p{L}\p{N}.])(?:0x[0-9a-f]{6,8}|\d{8,10})(?:\/[\p{L}\p{N}]|:\d{2,5}(?!\d))/u,
  /\[[0-9a-f]{0,4}:[0-9a-f]{0,4}:[0-9a-f:.]*\]/,
  /[\p{L}\p{N}_.+-]@[\p{L}\p{N}[]/u,
  /(?<![\p{L}\p{N}])localhost(?=[:/])/u,
  /[\p{L}\p{N}]:\d{2,5}\/[\p{L}\p{N}]/u,
];
const ENDING_OF_HOST = new RegExp(
  `^(?:(?:${SPOKEN_ENDINGS}|[a-z]{2})(?![\\p{L}\\p{M}\\p{N}_])|[\\p{L}\\p{M}\\p{N}.-]+(?:\\/[\\p{L}\\p{N}]|:\\d))`,
  'iu',
);
/** What every address has. */
const MARK_OF_ADDRESS = /[.:@/\\]|\bdot\b/;
const OTHER_STOPS =
  /\uff0e|[\u3002\uff61](?=[a-z]{2,}|(?:中国|中國|公司|网络|網絡|在线|中文网|网址|コム|みんな|한국|香港|台湾|台灣)(?!\p{L}))|\s?[[({<]\s*(?:\.|dot)\s*[\])}>]\s?/gu;

/** A blank that was forgotten behind a sentence: no host ends in a word that begins one. Open R1 */
const FORGOTTEN_BLANK =
  /(?<=\p{Ll})\.(?=(?:The|This|That|These|Those|Your|When|Where|What|Then|There|Please|Each|Every|After|Before)\s)/gu;

/** Of a text that is readable. */
export function saysAddress(text: string): boolean {
  const lower = text.replace(FORGOTTEN_BLANK, '. ').toLowerCase().replace(OTHER_STOPS, '.');
  return MARK_OF_ADDRESS.test(lower) && ADDRESSES.some((address) => address.test(lower));
}

/** Longest part of an address that is looked at beside what is printed next. */
const LONGEST = 64;

/** The end of a text that may begin an address. */
export function addressTail(text: string): string {
  return /[^\s"'`<>{}|,;]*$/u.exec(text.slice(-LONGEST))?.[0] ?? '';
}

/** The beginning of one that may end an address. */
export function addressHead(text: string): string {
  return /^[^\s"'`<>{}|,;]*/u.exec(text.slice(0, LONGEST))?.[0] ?? '';
}

/** Whether the end of one text and the beginning of another make an address: a sentence that ends is none. */
export function joinsToAddress(end: string, begin: string): boolean {
  if (end.endsWith('.') && /^\p{L}/u.test(begin) && !ENDING_OF_HOST.test(begin)) return false;
  return saysAddress(end + begin);
}
