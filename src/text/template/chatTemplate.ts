/** A conversation as the text that a model was trained on, by the file's own template. */
import { DEFAULT_TEMPLATE_LIMITS, TemplateSandbox, type TemplateLimits } from './sandbox.ts';

interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

export interface TemplateInput {
  readonly messages: readonly ChatMessage[];
  readonly addGenerationPrompt: boolean;
  readonly bosToken: string;
  readonly eosToken: string;
}

/** What a template sees: the names that every chat format uses. */
function templateVariables({ messages, addGenerationPrompt, bosToken, eosToken }: TemplateInput): object {
  return { messages, add_generation_prompt: addGenerationPrompt, bos_token: bosToken, eos_token: eosToken };
}

/** The text that `template` makes of `input`. Rejects with TemplateError. */
export async function renderChatTemplate(
  template: string,
  input: TemplateInput,
  limits: TemplateLimits = DEFAULT_TEMPLATE_LIMITS,
): Promise<string> {
  const sandbox = new TemplateSandbox(limits);
  try {
    return await sandbox.render(template, templateVariables(input));
  } finally {
    sandbox.close();
  }
}
