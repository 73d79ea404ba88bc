import { type ModelServer, startModelServer } from '../../support/model-server.ts';
import { copiedLine } from './prompt-lookup.ts';

/**
 * The prompt-lookup model as a model server: it reads the prompt that the proxy has rendered (Qwen's markup) and answers
 * with the continuation of the longest match of what stands before the cursor, anywhere in context, prefix or suffix.
 */
export function startLookupModel(): Promise<ModelServer> {
  return startModelServer({ model: lookupModel.id }).then(server => {
    server.script(({ body }) => ({ pieces: [answerTo(body.prompt)] }));
    return server;
  });
}

export const lookupModel = { id: 'prompt-lookup', template: 'qwen2.5-coder', context_tokens: 16_384 } as const;

const fillIn = /^([\s\S]*)<\|fim_prefix\|>([\s\S]*)<\|fim_suffix\|>([\s\S]*)<\|fim_middle\|>$/;

function answerTo(prompt: string): string {
  const parts = fillIn.exec(prompt);
  if (!parts) throw new Error('the proxy has rendered no fill-in-the-middle prompt');
  const [, context, prefix, suffix] = parts as unknown as [string, string, string, string];
  // What is nearest before the cursor wins where two matches are as long: the suffix goes first.
  return copiedLine(`${suffix}\n${context.replace(/<\|\w+\|>/g, '\n')}\n${prefix}`);
}
