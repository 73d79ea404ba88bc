import type { TokenRule } from './rule.ts';

/** Tokens of chat services. */
export const chats: readonly TokenRule[] = [
  {
    id: 'slack-token',
    class: 'provider-token',
    pattern: 'xox[abposre](?:\\.xox[abposre])?-[A-Za-z0-9-]{10,250}',
    keep: 5,
    confidence: 0.95,
    matches: ['SLACK_TOKEN={value}'],
    leaves: ['xoxb-xxxxxxxxx-xxxxxxxx', 'xoxb-my-bot-token'],
  },
];
