import type { TemplateName } from './names.ts';
import { type Neutralised, neutralise } from './neutralise.ts';
import { templates } from './registry.ts';
import type { Piece, PromptParts, Template } from './template.ts';
import { fitToWindow } from './window.ts';

export interface Rendered {
  template: Template;
  prompt: string;
  /** By the estimate of `window.ts`; the model's own count comes with its answer. */
  estimatedTokens: number;
  /** Nothing was left out for want of room. */
  whole: boolean;
  contextItems: number;
  /** Places of the user's text that looked like special tokens. */
  neutralised: number;
  undo: Neutralised['undo'];
}

/** Tokens that the markup itself and the model's begin-of-text take. */
const markup = 24;

/** The prompt of one family for these parts, at most `contextTokens - maxTokens` long by the estimate. */
export function renderPrompt(
  name: TemplateName,
  parts: PromptParts,
  limits: { contextTokens: number; maxTokens: number },
): Rendered {
  const template = templates[name];
  const named = {
    ...parts,
    path: oneLine(parts.path),
    repository: oneLine(parts.repository),
    context: parts.context.map(item => ({ ...item, path: oneLine(item.path) })),
  };
  const window = fitToWindow(named, limits.contextTokens - limits.maxTokens - markup);
  const { parts: clean, count, undo } = neutralise(window.parts);
  return {
    template,
    prompt: template.render(clean).map(pieceText).join(''),
    estimatedTokens: window.tokens + markup,
    whole: window.whole,
    contextItems: clean.context.length,
    neutralised: count,
    undo,
  };
}

export function pieceText(piece: Piece): string {
  return 'token' in piece ? piece.token : piece.text;
}

/** A name with a line end in it could pose as the text of a file. */
function oneLine(name: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  return name.replace(/[\u0000-\u001f\u007f\u0085\u2028\u2029]/g, ' ');
}
