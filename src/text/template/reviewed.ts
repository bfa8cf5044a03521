import { createHash } from 'node:crypto';

/**
 * Public templates that somebody has read because the proof refuses them, by the SHA-256 of their text, and what they truly do. Their findings
 * are notes. A line of it holds for one text: a template that was changed by a character is refused again.
 */
const REVIEWED: ReadonlyMap<string, string> = new Map([
  [
    '4649b3fa3db3fda4d51173ed4ff0175fde7ece8bbceb9d595d04d862020c9746',
    'a community’s variant of Qwen 3.5; words of failure in a short tool result add a warning to it, and misspelt ends of a thought are taken for its end',
  ],
  [
    'c607950de2ad9273121b3e43e1069841ae16911aec35203567d316db79c33545',
    'Qwen 3 for parts of an SDK; the type of a tool’s output, inside the part, says whether its text is printed',
  ],
  [
    'e4676cb56dffea7782fd3e2b577cfaf1e123537e6ef49b3ec7caa6c095c62272',
    'Mistral Nemo; takes the last bracket off the JSON of a call, to put the id of the call before it',
  ],
  [
    '66f38a3bf2e0e032a5a58b5d1356d44b227c1d3bd6c52fc17f33a577cef3e303',
    'a community’s variant of DeepSeek V3.2; takes JSON apart, character by character, where a call’s arguments are a string',
  ],
  [
    'f7287caba6e436a1b2471b07d048d38a72f0eaca13d05d200380ef9e58baf579',
    'Command A of Cohere; prints the data of a document where it has some, else the whole document',
  ],
  [
    'd8366efb9f07c571da620ce6a924594fc52c80273a0fbb46a38b643972df95fd',
    'Cohere 2 MoE; prints the data of a document where it has some, else the whole document',
  ],
  [
    'dea688e9f24a339a0d2504f6840852adbcedb082373172a0b82ca2c55996768d',
    'Apertus; a content that is a mapping has parts or blocks, and each is printed by its type',
  ],
  [
    '4578103bf225f58d5b7ceb613ccc2ac8fe82b6707b7289211b3d4825e87806b3',
    'Kimi K3; prints the results of each run of tool messages in the order of their calls, each once, by three loops',
  ],
  [
    '6d65c8804847ad74eea912dd7eca3dc1cf7a457b53a77f47d841a14121910963',
    'LFM 2.5; cuts the mark that transformers puts behind a message that is to be continued',
  ],
  [
    '546b04dba74993efae8f9da3ba08e29f437f5ac3f4e40b5cb9a4de5901a841df',
    'Reka Edge; ends a message with a line feed where it has none, and asks later whether there is a message',
  ],
  [
    'b18b99dff7261214c43e0402cba9f573e3240be6f9bb7ccaa54bb8df97e49dca',
    'Step 3.5; prints the value or the text of a part by its type, and names a system message “observation” where its name is that',
  ],
  [
    'b4ab3a1c8f748e6f874d9aea102333efe7ab82528e8ab81c2eb155851e8705c6',
    'Ling 3.0 Flash; “detailed thinking on” or “off” in the system message switches thinking',
  ],
  [
    '5c7c96c27cfecf3418411d1ebd0d11d691ab6bd2155bb38dacc62250fe47c3c8',
    'Functionary 3.2; writes schemas as TypeScript, with “<|NONE|>” for no comment, and prints each example of a parameter',
  ],
  [
    'cfc67e5f349f37690dfd31ed1f18bc4442a9dd32fe39a648f993cb4eb3cae678',
    'Muse Glimmer; describes namespaces of tools by name, writes “Reasoning strength” for “Reasoning effort” in a system message, and ends a turn by its recipient',
  ],
  [
    '11421244f67553498e5c8112dae02802025bcc4305ec45ad380af95c96f9fe64',
    'MiniMax M3; splits a message at the mark of a thought, beside a mark of images that is made of brackets',
  ],
]);

/** What a reviewed template truly does; undefined for any other. */
export function reviewOf(template: string): string | undefined {
  return REVIEWED.get(createHash('sha256').update(template).digest('hex'));
}
