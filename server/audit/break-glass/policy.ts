import { z } from 'zod';
import { keyIdOf } from './sealing.ts';

/**
 * The section `break_glass` of the policy. Off unless it is turned on, and then only for repositories that are named one by
 * one: what the redaction has left of their prompts, and the guard of their answers, is kept, encrypted to the security team.
 */
export const breakGlassSchema = z
  .strictObject({
    enabled: z.boolean().default(false),
    /** Names of repositories exactly as the editor sends them; there are no patterns on purpose. */
    repositories: z.array(z.string().min(1).max(1000)).max(200).default([]),
    /** Days after which a capture is deleted. */
    days: z.int().min(1).max(365).default(30),
    /** Public key of the security team (PEM: X25519, P-256, P-384, P-521, or RSA from 3072 bits). Whoever runs the proxy has no other. */
    key: z.string().max(10_000).nullable().default(null),
  })
  .superRefine(({ enabled, repositories, key }, context) => {
    const problem = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message });
    if (enabled && repositories.length === 0)
      problem('repositories', 'name the repositories: without one, nothing is captured');
    if (enabled && key === null) problem('key', 'give the public key of the security team');
    if (key === null) return;
    try {
      keyIdOf(key);
    } catch (error) {
      problem('key', (error as Error).message);
    }
  });

export type BreakGlassPolicy = z.infer<typeof breakGlassSchema>;
