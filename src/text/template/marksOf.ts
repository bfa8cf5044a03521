/** The special tokens of a file's vocabulary that stand for marks of its format: a template may ask whether a text has them. */
import { getArray, getNumbers, type Metadata } from '../../gguf/metadata.ts';
import { TOKEN_TYPE } from '../tokenType.ts';

/** A file may call any word a token of its own: what people type is no mark. */
const MARK = /^[<[{|｜].*[>\]}|｜]$/s;
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
    if (MARK.test(text)) marks.add(text);
  }
  return marks;
}
