import { chats } from './chats.ts';
import { clouds } from './clouds.ts';
import { codeHosts } from './code-hosts.ts';
import { hashes } from './hashes.ts';
import { keys } from './keys.ts';
import { models } from './models.ts';
import { payments } from './payments.ts';
import { platforms } from './platforms.ts';
import type { TokenRule } from './rule.ts';
import { services } from './services.ts';
import { tools } from './tools.ts';
import { webTokens } from './web-tokens.ts';

/** Every token rule, by family. */
export const families: Readonly<Record<string, readonly TokenRule[]>> = {
  codeHosts,
  clouds,
  chats,
  payments,
  models,
  services,
  tools,
  platforms,
  keys,
  hashes,
  webTokens,
};
