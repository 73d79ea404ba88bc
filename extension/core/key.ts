/** All that an answer depends on. Two requests with the same key would get the same answer. */
export interface AnswerKey {
  documentId: string;
  languageId: string;
  path: string;
  prefix: string;
  suffix: string;
  model: string;
  multiline: boolean;
  maxTokens: number;
  /** Names the state of everything outside the document that the prompt draws on. */
  contextVersion: string;
  policyVersion: string;
}

/** One string for the key; no two different keys give the same one. */
export function keyText(key: AnswerKey): string {
  return JSON.stringify([
    key.documentId,
    key.languageId,
    key.path,
    key.model,
    key.multiline,
    key.maxTokens,
    key.contextVersion,
    key.policyVersion,
    key.prefix,
    key.suffix,
  ]);
}
