/** A vocabulary of all bytes with a chat template, as metadata: enough for any text, and small. */
import type { ModelValue } from '../gguf/model.ts';

/** Two control tokens and one for each byte. */
export const TINY_VOCAB = 258;

const TEMPLATE =
  "{% for message in messages %}<s>{{ message['role'] }}\n{{ message['content'] }}</s>{% endfor %}{% if add_generation_prompt %}<s>assistant\n{% endif %}";

/** GPT-2's byte alphabet, spelled out here as text/ has it: a fixture must not be made by the code that it tests. */
function byteTokens(): readonly string[] {
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => {
    const printable = (byte > 0x20 && byte < 0x7f) || (byte > 0xa0 && byte !== 0xad);
    return String.fromCharCode(printable ? byte : next++);
  });
}

/** `tokenizer.*`, ready for writeGguf. */
export function tinyVocabulary(): readonly (readonly [string, ModelValue])[] {
  const tokens = ['<s>', '</s>', ...byteTokens()];
  const types = tokens.map((_, id) => (id < 2 ? 3 : 1));
  return [
    ['tokenizer.ggml.model', { type: 'string', value: 'gpt2' }],
    ['tokenizer.ggml.pre', { type: 'string', value: 'smollm' }],
    ['tokenizer.ggml.tokens', { type: 'array', elementType: 'string', elements: tokens }],
    ['tokenizer.ggml.token_type', { type: 'array', elementType: 'i32', elements: types }],
    // Every token is a byte: there is nothing that a merge could make.
    ['tokenizer.ggml.merges', { type: 'array', elementType: 'string', elements: [] }],
    ['tokenizer.ggml.bos_token_id', { type: 'u32', value: 0 }],
    ['tokenizer.ggml.eos_token_id', { type: 'u32', value: 1 }],
    ['tokenizer.chat_template', { type: 'string', value: TEMPLATE }],
  ];
}
