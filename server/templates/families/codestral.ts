import { line, type Piece, type PromptParts, type Template, text, token } from '../template.ts';

/** Mistral Codestral: suffix first. Further files stand at the head of the prefix, each behind a line `+++++ path`. */
export const codestral: Template = {
  name: 'codestral',
  version: 1,
  specialTokens: ['[SUFFIX]', '[PREFIX]', '[MIDDLE]', '<s>', '</s>', '[INST]', '[/INST]'],
  stops: ['\n+++++ ', '[SUFFIX]', '[PREFIX]', '</s>'],
  render: parts => [token('[SUFFIX]'), text(parts.suffix), token('[PREFIX]'), ...files(parts), text(parts.prefix)],
};

function files(parts: PromptParts): Piece[] {
  if (parts.context.length === 0) return [];
  const others = parts.context.flatMap(item => [token('+++++ '), line(item.path), line(item.text), text('\n')]);
  return parts.path === '' ? others : [...others, token('+++++ '), line(parts.path)];
}
