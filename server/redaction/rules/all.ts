import { chats } from './chats.ts';
import { clouds } from './clouds.ts';
import { codeHosts } from './code-hosts.ts';
import type { TokenRule } from './rule.ts';

/** Every token rule, in families. */
export const families: Readonly<Record<string, readonly TokenRule[]>> = { codeHosts, clouds, chats };
