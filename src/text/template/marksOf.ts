/** The special tokens of a file's vocabulary that stand for marks of its format: a template may ask whether a text has them. */
import { getArray, getNumbers, type Metadata } from '../../gguf/metadata.ts';
import { TOKEN_TYPE } from '../tokenType.ts';

/** A file may call any word a token of its own: what people type, in code and in HTML too, is no mark. */
const MARK = /^[<[{|｜].*\p{L}\p{L}.*[>\]}|｜]$/su;
/** Of HTML: Gemma 3 has tokens for many. */
const ELEMENT =
  /^<\/?(?:a|abbr|address|area|article|aside|audio|b|base|bdi|bdo|blockquote|body|br|button|canvas|caption|center|cite|code|col|colgroup|data|datalist|dd|del|details|dfn|dialog|div|dl|dt|em|embed|fieldset|figcaption|figure|font|footer|form|frame|frameset|h[1-6]|head|header|hgroup|hr|html|i|iframe|img|input|ins|kbd|label|legend|li|link|main|map|mark|menu|meta|meter|nav|noscript|object|ol|optgroup|option|output|p|param|picture|pre|progress|q|rp|rt|ruby|s|samp|script|search|section|select|slot|small|source|span|strike|strong|style|sub|summary|sup|svg|table|tbody|td|template|textarea|tfoot|th|thead|time|title|tr|track|tt|u|ul|var|video|wbr)\s*\/?>$/i;
/** In bytes of UTF-8. */
const LONGEST = 128;

/** Empty where the file has no vocabulary. */
export function marksOf(metadata: Metadata): ReadonlySet<string> {
  const tokens = getArray(metadata, 'tokenizer.ggml.tokens');
  const types = getNumbers(metadata, 'tokenizer.ggml.token_type') ?? [];
  const marks = new Set<string>();
  if (tokens?.elementType !== 'string') return marks;
  const decoder = new TextDecoder();
  for (let id = 0; id < Math.min(tokens.length, types.length); id++) {
    if (types[id] !== TOKEN_TYPE.control && types[id] !== TOKEN_TYPE.userDefined) continue;
    const bytes = tokens.bytesAt(id);
    const text = bytes.length <= LONGEST ? decoder.decode(bytes) : '';
    if (MARK.test(text) && !ELEMENT.test(text)) marks.add(text);
  }
  return marks;
}
