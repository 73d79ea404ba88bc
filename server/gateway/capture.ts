import type { Call, Gateway } from './call.ts';
import type { Prompt } from './render.ts';

/**
 * Break glass: what was asked of the model, redacted, and its answer as the guard let it through, for the repositories that the
 * policy names. A capture that fails costs the developer nothing; it is not kept, and the operator's log says so.
 */
export async function capture(
  call: Pick<Call, 'auditId' | 'asked'>,
  gateway: Pick<Gateway, 'captures' | 'policy' | 'failed'>,
  prompt: Prompt | null,
  output: string,
): Promise<void> {
  if (prompt === null) return;
  const { auditId, asked } = call;
  const content = { audit_id: auditId, repository: asked.text.repository, prompt: prompt.ask.prompt, output };
  try {
    await gateway.captures.keep(gateway.policy.policy.break_glass, content);
  } catch (error) {
    gateway.failed(auditId, error);
  }
}
