import { treeDigest } from './syntax/treeDigest.ts';

/**
 * Public templates that somebody has read because the proof or a parser refuses them, by the digest of their tree, and what they truly do. Their
 * findings are notes. A line of it holds for one program, whatever its comments, its quotes and the blanks at its end: a template that says
 * anything else is refused again. `npm run templates:reviewed` prints the digests of templates at hand.
 */
const REVIEWED: ReadonlyMap<string, string> = new Map([
  [
    '772c865a5e0825e5f3e620c1c463f59eabc49724183a37515ef210f337b46e89',
    'a community’s variant of Qwen 3.5; words of failure in a short tool result add a warning to it, and misspelt ends of a thought are taken for its end',
  ],
  [
    'c000f0ef525369dd5fe7e3d5c80bbedf70954606642d8a605429b4ece7725d9e',
    'Qwen 3 for parts of an SDK; the type of a tool’s output, inside the part, says whether its text is printed',
  ],
  [
    '8fe901d1be19472f80df5592b6cf07b4919e9a3639754dd54570250c6fcc12af',
    'a community’s variant of DeepSeek V3.2; takes JSON apart, character by character, where a call’s arguments are a string',
  ],
  [
    '00ef6cd6baff43b4108105d74a4f3af92607fe9048c2f651356b5cb74bb70a1f',
    'Command A of Cohere; prints the data of a document where it has some, else the whole document',
  ],
  [
    '59eb1cd364c75848d1c99629661a8ed0303920b1f1a651a2963cefdb9231e5de',
    'Cohere 2 MoE; prints the data of a document where it has some, else the whole document',
  ],
  [
    '1731d01397caf3e4128f97a80202063ed3f23f9a98da02715d23dc7f6a441819',
    'Apertus; a content that is a mapping has parts or blocks, and each is printed by its type',
  ],
  [
    '681cab189ba619e51610956f7e65c65fa97e5692efda1a5b236e8ea706f997a6',
    'Kimi K3; prints the results of each run of tool messages in the order of their calls, each once, by three loops',
  ],
  [
    'f1bfd4a2760300667501b57afe4c97577b2f4d187ab4d05001126637374b59fc',
    'LFM 2.5; cuts the mark that transformers puts behind a message that is to be continued',
  ],
  [
    '99ffe0aab2543b3aef23290ea7761d4fb243dda8c639bb7c6fc609a1fc538e8c',
    'Reka Edge; ends a message with a line feed where it has none, and asks later whether there is a message',
  ],
  [
    'df66d0fba482fbe4eb7af44099c63f1aa678e11eb607839e2a9da5b9c785ed2c',
    'Step 3.5; prints the value or the text of a part by its type, and names a system message “observation” where its name is that',
  ],
  [
    '4b3a213b1c304a7df2e297f35c05eea1070d6bbdfb78e74cd1a3a125d54ef417',
    'Ling 3.0 Flash; “detailed thinking on” or “off” in the system message switches thinking',
  ],
  [
    '72a69596dc49624e120dfdba73219a59b031d02e324b69b0c94b63502a0b1912',
    'Functionary 3.2; writes schemas as TypeScript, with “<|NONE|>” for no comment, and prints each example of a parameter',
  ],
  [
    '21502d16a30652b5e6c59615e04e1c1f222b372de4abffb70b3b8d4888f14f87',
    'Muse Glimmer; describes namespaces of tools by name, writes “Reasoning strength” for “Reasoning effort” in a system message, and ends a turn by its recipient',
  ],
  [
    '569e94a0c26b0b668410f03ff904a2796833b32110394725358837eeb9f181ea',
    'MiniMax M3; splits a message at the mark of a thought, beside a mark of images that is made of brackets',
  ],
  [
    'e2db858ba61cbbdaeff893d569991e27a6252f9a718875d8a75265e552b9a462',
    'GLM 5.1; prints a tool where a part of a result names it',
  ],
  [
    'b821a659cdcb6479109e0a8e1c691e100a3bf86a0fe07f25b5dcdaa9911db1c6',
    'GLM 5.2; prints a tool where a part of a result names it, and a reminder in place of an image',
  ],
  [
    '901c87a03ce735872427f0df32080e3e85cac05d9acb762f3b2e1a6f1a9c9163',
    'GLM 5.3; prints a tool where a part of a result names it, results in the order of their calls, and a reminder in place of an image',
  ],
  [
    'b223b32ba345181f2ab279d55265a20192068c9c0f2d02cb75a8d2a312a49856',
    'Hunyuan A13B as Aphrodite has it; writes the day of the week in Chinese, and keeps by an update of a mapping that the first message was empty',
  ],
  [
    '33539fdd6f302045eb927f7b8aef5223762c37399258501123855b5210b26c51',
    'Jamba of AI21; calls macros out of a list, and asks by a macro whether a field is set',
  ],
  [
    '33724e9ef8ae9282d7ff72b176681a0a3a88c1ccaf5d8c0517a6447992b4ce3f',
    'Mistral 7B for tools as Aphrodite has it; a message of the role “tool_calls” has a list of calls for its content',
  ],
  [
    'e02384d25b596402a33564c9c787ded19d1ab8a0252550bc57995642cf817158',
    'Mistral 7B for several tools as Aphrodite has it; a message of the role “tool_calls” has a list of calls for its content',
  ],
  [
    '0ac35f881f1d0348bf27d1026d5e464427278a2977bb33b5ca6e7dcd112775da',
    'Mistral Small 3 for tools as Aphrodite has it; a message of the role “tool_calls” has a list of calls for its content',
  ],
  [
    'bc82828db508bde779ede8e9ad954fe6107956ea609d7d8a25e8af5568872141',
    'Olmo of Ai2 with functions; without a system message one says where its weights are, with an address',
  ],
  [
    '4ebd498f6d88e73cc87f2a1fdc6154296a17c8d57f42042516550f5bba0653ee',
    'Olmo of Ai2; without a system message one says where its weights are, with an address',
  ],
  [
    'f9c16d080c446ff241637986d5331faa1e45d17a97e3e80b704f34bda5d54682',
    'Open Instruct for code; behind the last message it reminds of the form of the answer',
  ],
  [
    '47f478619dfd28b8fb7f23a269f3e451fef2f5c55d78899c6573a08f50c557f9',
    'Open Instruct for mathematics; behind the last message it reminds of the form of the answer',
  ],
  [
    'a70fe0228bf5a6aad2bc337894cd91df9a39215295e95583cf70776d62fde521',
    'Qwen 2.5 Math as Open Instruct has it; asks behind every message of the user’s for reasoning and a boxed answer',
  ],
  [
    '800d2c3e2d460fcb41d2947b2a62b53fb4885396b3d09b1eaaa9071509c876dc',
    'Open Instruct with Python; says before every message where the answer must stand, and shows code whose names look like an address',
  ],
  [
    'b5a4c4fba5aabaa049fb4b9226d1720f06a269fd81c0caf9f43624d7008731bb',
    'Open Instruct after R1; says before every message where the answer must stand',
  ],
  [
    '9244441ae770d6a7d3d91b76981beb326a6323133371e33d8b783c8806830ca0',
    'Aya of Cohere as TRL has it; leaves out system messages that say what the first one says',
  ],
  [
    '7c5fc343effdcd8f8c7df38e21705d626994876fc9461767357ab907e8af643a',
    'Aya of Cohere as TRL trains it; leaves out system messages that say what the first one says',
  ],
  [
    'e7af6a746015ccdd0536c21c9a53c9cc6e354665d3deca2ab782a20c123f707e',
    'Tiny Aya of Cohere; leaves out system messages that say what the first one says',
  ],
  [
    '274f20ae67be9c2f0db2464e77d97e4e7b4cb669724cde48bd6cfa6304c594e4',
    'SmolLM 3 as mistral.rs has it; “/system_override” in the system message leaves out what the template says of its own',
  ],
  [
    'd1f6257d3254d2eecfda941b2a63de33c5e2604453286e46987390c9dd4f57a1',
    'Llama 4 for calls in Python’s form; prints each argument of a call by its name, and takes no arguments that are a string',
  ],
  [
    '34ef1d590f4a7199aac31647bae2bac38c5889d7011b7a6ae98f3ad8a184174d',
    'Llama 3.2 for calls in Python’s form; prints each argument of a call by its name, and takes no arguments that are a string',
  ],
  [
    'ecc85ef0b0ec75bfb630c083ec72565c7b5acdeb41a8304cd34741119e07f307',
    'ToolACE; prints each argument of a call by its name, and takes no arguments that are a string',
  ],
  [
    'e6ea39de7c70e0e8fa8a152ba237f875fba44b4ac24a0edbf9b86d109f5717cf',
    'Gemma 4 as Unsloth has it, with an empty thought where there is to be none; takes the braces off arguments that are a string of JSON',
  ],
  [
    '96d3aa8f3431d09dd6cde453efd35c6a082a59f513eee3d668c80a34a69dfd6f',
    'Gemma 4 as Unsloth has it; takes the braces off arguments that are a string of JSON',
  ],
  [
    'cfbf994586f27a84fded86e665fb235458729dc471677f00328a38e45b0eddc0',
    'LFM 2 as TRL has it; refuses arguments that are a string other than “{}” or “null”, and prints no content that is “null”',
  ],
  [
    'a4d9138e268feefe77b892a6bd2ff09545f936f4bfac90161c185c4205d2922e',
    'LFM 2 as TRL trains it; refuses arguments that are a string other than “{}” or “null”, and prints no content that is “null”',
  ],
  [
    '424674ff80fd7f01ddc06a9d1a85c3429b5e3000879d62df9f18cfaaad0a7e72',
    'LFM 2.5 VL; refuses arguments that are a string other than “{}” or “null”, and cuts the mark that transformers puts behind a message',
  ],
  [
    'edd8feab443471f33c96b606f3386e0a2f251c9806db0c107d0ec98b40e1eb74',
    'LFM 2.5 as TRL has it; cuts the mark that transformers puts behind a message that is to be continued',
  ],
  [
    'f77c7d2209542027f0f772df9cac03968358fb431c172a38626e139ad8f86660',
    'Muse Glimmer as TRL trains it; describes namespaces of tools by name, writes “Reasoning strength” for “Reasoning effort” in a system message, and ends a turn by its recipient',
  ],
  [
    '5b53cd1834bef5b490fe5a61da63ceb00fdee59a41d2cd4171a6fde8b738a2bd',
    'DeepSeek V4 as crit has it; sorts the results of tools by the calls whose ids they carry, and opens a reply by the task that a message names',
  ],
  [
    '8c8ef6678e42879d70328217306e595ddea262a874e14cb5f131ef16b893d999',
    'Qwen 2.5 VL as llama-cpp-python has it; asks an object of Jinja for a default system message, which it never has',
  ],
  [
    '8c59b180cfc820d58e2007bab97ce6d1ddd9fe79216827cdcf6740384730e662',
    'KAT V1; keeps of an earlier reply what stands between the marks of its answer, else what is behind the marks of its thought',
  ],
  [
    'd18c4962cbdc1f4bd78268093b0d69330fc98a127035e904aff49d30bdab6095',
    'MiniCPM 5; writes an empty thought before a reply that has no marks of one, after calls were set into it',
  ],
  [
    '5e9930b2d0d83c0ce76819b57c3795d945b78e8f503d9e341dcc5105e8e7737b',
    'EXAONE 4 as Axolotl has it; cuts the mark of a thought off its front by the length of the mark',
  ],
  [
    'd53383e8a78b0398bf0d19cdc458860beb3dbf18d2ced71eba16a0e1eadea90b',
    'DeepSeek R1 as GPT4All has it; takes a thought off a reply by a filter that GPT4All alone knows',
  ],
  [
    '7fd728c4077064e1ac24c0d93fc94cf126952bc136d6beb2749d2a1f372bf567',
    'Llama 2 for LLaVA as Optimum has it; escapes a letter, which jinja2 takes and others do not',
  ],
  [
    '8c27aea550280fd463b2029fc6901063a5efb05a2c666eb6360e53252476aa0c',
    'LLaVA-NeXT as Optimum has it; escapes a letter, which jinja2 takes and others do not',
  ],
  [
    '4c064e1eed862e26974fa7be75bc383669e6fbfd82fb7b5432e958b34ec0e415',
    'Qwen 2 VL for documents as Aphrodite has it; has raw blocks, which jinja2 takes and others do not',
  ],
  [
    'cd4188d2ad2c4e4a44056303284a568026cb6a20c8216454c7099de29f07957d',
    'Kimi Audio; reads a list of conversations and none of messages, so that readers who give messages have nothing said',
  ],
  [
    '50890a17350e8cd26588e1c746ecfe43daece79169556ba3b84363640f3a9d3a',
    'prints what the assistant said and nothing else, for data as Open Instruct has it',
  ],
  [
    '863ea843e578665ff7dd4e259343636f1b5219c36f28ee508d4d9452e8cab2f4',
    'Qwen 2 VL for documents as Optimum has it; takes the parts of one message for the messages, so that readers who give a conversation have nothing said',
  ],
  [
    '696a92e2c5b063a00c0be4a7179dfc9d81f20d4fbc5cd06a5bf31e01d70de239',
    'InternVL as MLX-VLM has it; prints the parts of a content by their key “content”, where readers give “text”',
  ],
  [
    '7dc275401d5e477f0d8ffd0d744e908a6ee460b9c6db72fbab4a9bd5963e0aba',
    'Mistral Small 3 as mistral.rs has it for tools; says its own default system message again beside the last message',
  ],
  [
    'e74e68184c4f513b2961af8e439321a7cdf6ad09e4279296019b47a8a859fe92',
    'a template of GPT4All; reads the messages under a name that it never sets, so that nothing but a system message is said',
  ],
]);

/** A reviewed template has at most some 20,000 characters; a longer one is not read for this. */
const LONGEST = 1 << 16;

/** It is asked of one template several times in a row. */
let last: { readonly template: string; readonly review: string | undefined } | null = null;

/** What a reviewed template truly does; undefined for any other. */
export function reviewOf(template: string): string | undefined {
  if (template.length > LONGEST) return undefined;
  if (last?.template !== template) last = { template, review: REVIEWED.get(treeDigest(template) ?? '') };
  return last.review;
}
