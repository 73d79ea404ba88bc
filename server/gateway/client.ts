/** Which program asks, for the audit record: one of those known here, since the header is free text. */
export interface Client {
  name: string;
  version?: string;
}

/** What clients call themselves, and what we call them. */
const known: Readonly<Record<string, string>> = {
  'intramural-editor': 'intramural-editor',
  'openai/js': 'openai-js',
  'openai/python': 'openai-python',
  'asyncopenai/python': 'openai-python',
  curl: 'curl',
};

/** Null without the header. */
export function clientOf(userAgent: string | undefined): Client | null {
  if (userAgent === undefined) return null;
  const match = /^([A-Za-z-]{1,32}(?:\/[A-Za-z]{1,16})?)[ /](\d{1,5}(?:\.\d{1,6}){0,3})(?![\w.])/.exec(userAgent);
  const name = known[match?.[1]?.toLowerCase() ?? ''];
  return name === undefined ? { name: 'other' } : { name, version: match![2]! };
}
