import { createHash } from 'node:crypto';

/**
 * Public templates that somebody has read because the proof or a parser refuses them, by the SHA-256 of their text, and what they truly do. Their
 * findings are notes. A line of it holds for one text: a template that was changed by a character is refused again.
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
  [
    '03b1bbff20331e54647c68167e8ac7f0b5b7ceb40ead372f44826624a9ad79cd',
    'GLM 5.1; prints a tool where a part of a result names it',
  ],
  [
    '172dc74a35e1752df75ecfb2b2cf9326d2852bb1379868ebeec9571654489679',
    'GLM 5.2; prints a tool where a part of a result names it, and a reminder in place of an image',
  ],
  [
    '3740abcea51c45830cb3ca562084ad5fb2ef53589376f73332e9886f93ade41c',
    'GLM 5.3; prints a tool where a part of a result names it, results in the order of their calls, and a reminder in place of an image',
  ],
  [
    '05d3f879ab20407534faf2ad9e6fc714120b51f5931d53d5f376314b63165b6a',
    'Hunyuan A13B as Aphrodite has it; writes the day of the week in Chinese, and keeps by an update of a mapping that the first message was empty',
  ],
  [
    '1337b782f9f34fc01dd147945664c34150140fa56fa99ab48cfefc4954b00778',
    'Jamba of AI21; calls macros out of a list, and asks by a macro whether a field is set',
  ],
  [
    '0121272d0fe4c38287001bb921fbb4a733a2f386fd49ae3a8dc48be7b1a3aa22',
    'Mistral 7B for tools as Aphrodite has it; a message of the role “tool_calls” has a list of calls for its content',
  ],
  [
    '9e84ffe9e56406ebae553c5e65d51826df6969d59461d03558fb5c082112b47f',
    'Mistral 7B for tools as Aphrodite had it; a message of the role “tool_calls” has a list of calls for its content',
  ],
  [
    '0b4dd7ac0ba2c78c0d70a94b03bb2357c5dd1988ae223c382475d5775b73045a',
    'Mistral 7B for several tools as Aphrodite has it; a message of the role “tool_calls” has a list of calls for its content',
  ],
  [
    'a57cd141e4d49cd9bd88ea1f4c9e3e42794e13331769f6ea27f614979520bb3c',
    'Mistral 7B for several tools as Aphrodite had it; a message of the role “tool_calls” has a list of calls for its content',
  ],
  [
    'a53352b09d6ecea66e281fe41fb8849283ec3d44e31e716c0471c976e20a6b1c',
    'Mistral Small 3 for tools as Aphrodite has it; a message of the role “tool_calls” has a list of calls for its content',
  ],
  [
    '1fd2eac6d6f73da1f9e30d9b0511f91a70cc8455ffffe48d20f48e77357f5029',
    'Olmo of Ai2 with functions; without a system message one says where its weights are, with an address',
  ],
  [
    '4829fab2537445a0cc6f1ee9c992e81ffe4aa01d941f85ac5c3ea341030ba5f0',
    'Olmo of Ai2; without a system message one says where its weights are, with an address',
  ],
  [
    '29c337cb0a3ee765fff8ec6fe8abee8b4906729bdb33a5cd969b01248e3650b3',
    'Open Instruct for code; behind the last message it reminds of the form of the answer',
  ],
  [
    '4380e62276b7ce7e28e30be381840f7cef65f20f43173437cae5d2d6908a6155',
    'Open Instruct for mathematics; behind the last message it reminds of the form of the answer',
  ],
  [
    '3851f35c6ce1570957eadc46cbacdd1f531665869d786469a599e25a7ce7e148',
    'Qwen 2.5 Math as Open Instruct has it; asks behind every message of the user’s for reasoning and a boxed answer',
  ],
  [
    '2d1cbecf10891b10c71b4f30586c076740fcd968445e5ef9bcfa5d7eba942a95',
    'Open Instruct with Python; says before every message where the answer must stand, and shows code whose names look like an address',
  ],
  [
    'e42aafef671cf8e057b2d0c56949cafc6ef6f5d5924dfa1a38e49844e045f03e',
    'Open Instruct after R1; says before every message where the answer must stand',
  ],
  [
    '2147c474f41b522b7296f74692b9f31e45f49a31465960576a9d321339c5915a',
    'Aya of Cohere as TRL has it; leaves out system messages that say what the first one says',
  ],
  [
    '7e5836a74c01d22504306273f8a7b49f944f6b960efee67609c07eef0a9ba295',
    'Aya of Cohere as TRL trains it; leaves out system messages that say what the first one says',
  ],
  [
    '2854fbd3bfcc15ed402d4520ffb95ef99010787094e6f754c08fba1213c14914',
    'Tiny Aya of Cohere; leaves out system messages that say what the first one says',
  ],
  [
    '3982464ecf49b0b38514fec4a5c22273fe70b7259480735bf13e225e4b64bec2',
    'SmolLM 3 as mistral.rs has it; “/system_override” in the system message leaves out what the template says of its own',
  ],
  [
    '3fe950790d033a6ee07a563fb6ad7c34e40f860b8ff99333b0b0aed6204ba258',
    'Llama 4 for calls in Python’s form; prints each argument of a call by its name, and takes no arguments that are a string',
  ],
  [
    'a4958a09420919b8c591d33dad1f818af8ab5e48a7273dc79448a5ee8771c3f5',
    'Llama 3.2 for calls in Python’s form; prints each argument of a call by its name, and takes no arguments that are a string',
  ],
  [
    'b9ded9033e0fe5445320864c25e09b2e56a2e98f08b305591a2fcd0c2d1d7a9c',
    'ToolACE; prints each argument of a call by its name, and takes no arguments that are a string',
  ],
  [
    '47a4fd4c51c2689fbdfac1c138c3441950651078bbaef80d08ace2f945a5e614',
    'Gemma 4 as Unsloth has it, with an empty thought where there is to be none; takes the braces off arguments that are a string of JSON',
  ],
  [
    'a6dbe37eeb9d5f48bd8c0093367fc2bada5c8ef2790c860f2ddebfc1585631c5',
    'Gemma 4 as Unsloth has it; takes the braces off arguments that are a string of JSON',
  ],
  [
    '5504d163d879bfb6fd4135b7fa3d56768b2e69dd718338f7b146750289f46ab0',
    'LFM 2 as TRL has it; refuses arguments that are a string other than “{}” or “null”, and prints no content that is “null”',
  ],
  [
    'fd9c5f7cb11511f72c3db43496380e4b40e7a6110a978dc27cf338ddec45efb2',
    'LFM 2 as TRL trains it; refuses arguments that are a string other than “{}” or “null”, and prints no content that is “null”',
  ],
  [
    '86f4770449a4797c9b4212d110b0cc70fb993c1ce960095bcfb12eea22f61cca',
    'LFM 2.5 VL; refuses arguments that are a string other than “{}” or “null”, and cuts the mark that transformers puts behind a message',
  ],
  [
    'c5b67247c9f736f6c40eaa91ae1ef27dc67f5b041eedaadb97a1bea5030fb0ff',
    'LFM 2.5 as TRL has it; cuts the mark that transformers puts behind a message that is to be continued',
  ],
  [
    '6eec84ccc527ef03efdcad19e64e5a4347d22c13c5d80fadcaf289ca3457ced9',
    'Muse Glimmer as TRL trains it; describes namespaces of tools by name, writes “Reasoning strength” for “Reasoning effort” in a system message, and ends a turn by its recipient',
  ],
  [
    '8310cefab430a8fe0f1d5b48d2784f05bb1f142fbe1c96b6eb020baa462411aa',
    'DeepSeek V4 as crit has it; sorts the results of tools by the calls whose ids they carry, and opens a reply by the task that a message names',
  ],
  [
    'c64f2785f7fdfee411d0ae0a89faad32a62ce162c0df1f1478724585d76a8f3a',
    'Qwen 2.5 VL as llama-cpp-python has it; asks an object of Jinja for a default system message, which it never has',
  ],
  [
    'c778fad056e2e532bd8e584305dcd3e2b8f2caf4963820c1bd30208e4a747d26',
    'KAT V1; keeps of an earlier reply what stands between the marks of its answer, else what is behind the marks of its thought',
  ],
  [
    'cc945752db555d60949b16989df4ccfeb52a313d6b4b5c5229dd786e2e9fcf1c',
    'MiniCPM 5; writes an empty thought before a reply that has no marks of one, after calls were set into it',
  ],
  [
    'f1e2872a09ecafa482b57f805c4e47fcb1d95a90b46169b2c448847da7a8058e',
    'EXAONE 4 as Axolotl has it; cuts the mark of a thought off its front by the length of the mark',
  ],
  [
    'f3207cb983be03947a608bdc870ca29e348550f2dd60051c73c1e3211f44b828',
    'DeepSeek R1 as GPT4All has it; takes a thought off a reply by a filter that GPT4All alone knows',
  ],
  [
    '71e916a6a799ce8b0af9df53d5a00236fd645b5a804cbe2c85722a72eba2d66b',
    'Llama 2 for LLaVA as Optimum has it; escapes a letter, which jinja2 takes and others do not',
  ],
  [
    'ac1751256d0e7c19dcbac63d0feebee11bf81b86015276d08ee8b1f9ba0a42bc',
    'LLaVA-NeXT as Optimum has it; escapes a letter, which jinja2 takes and others do not',
  ],
  [
    '697b6751f85fe10a550ee73c017087b31b2a31465a2bef0c7de0e2ce2f90edad',
    'Qwen 2 VL for documents as Aphrodite has it; has raw blocks, which jinja2 takes and others do not',
  ],
  [
    '229947bf4db913a304ec95268773ff1d79e70bb67a2d6c6bf8d9b40421bd4902',
    'Kimi Audio; reads a list of conversations and none of messages, so that readers who give messages have nothing said',
  ],
  [
    '952c64af5080e5a9719ad2de96c9324ca0df814b084a9f9e90bce71fd17738fa',
    'prints what the assistant said and nothing else, for data as Open Instruct has it',
  ],
  [
    'a29683960735715f0320c6329f6ebfac8650720ebcb82ccb0a2426bf772b13ba',
    'Qwen 2 VL for documents as Optimum has it; takes the parts of one message for the messages, so that readers who give a conversation have nothing said',
  ],
  [
    'b23c4c71f3bb708cd20d1013b3e6a02d78ba63bd4a77b24f745d9f00bca08652',
    'InternVL as MLX-VLM has it; prints the parts of a content by their key “content”, where readers give “text”',
  ],
]);

/** None of them is half as long: a text of megabytes has no digest made of it. */
const LONGEST = 64 << 10;

/** What a reviewed template truly does; undefined for any other. */
export function reviewOf(template: string): string | undefined {
  if (template.length > LONGEST) return undefined;
  return REVIEWED.get(createHash('sha256').update(template).digest('hex'));
}
