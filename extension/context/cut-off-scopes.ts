import { cutOffSignatures, type Scope } from '../core/scope.ts';
import type { Items } from './items.ts';
import { charactersPerToken } from './token-estimate.ts';
import type { CollectRequest } from './types.ts';

/** Share of the budget that the signatures may take: they say where the cursor stands, names from elsewhere need the rest. */
const share = 0.06;

/** The signatures around the cursor that a window beginning at `windowStart` has cut off; the innermost where not all fit. */
export function addCutOffScopes(items: Items, request: CollectRequest, windowStart: number): void {
  if (windowStart === 0 || !request.scopes) return;
  const { path, languageId, text } = request.document;
  let scopes: readonly Scope[] = request.scopes().filter(({ start }) => start < windowStart);
  const room = Math.floor(request.budget * charactersPerToken * share);
  while (scopes.length > 1 && cutOffSignatures(scopes, windowStart).length > room) scopes = scopes.slice(1);
  const [first, last] = [scopes[0], scopes.at(-1)];
  const signatures = cutOffSignatures(scopes, windowStart);
  if (!first || !last || signatures.length > room) return;
  const lineAt = (offset: number): number => text.slice(0, offset).split('\n').length;
  items.add({
    kind: 'scope',
    path,
    language: languageId,
    start: lineAt(first.start),
    end: lineAt(last.start),
    text: signatures,
    reason: 'what the cursor stands in, beyond what the window shows',
    score: 0.8,
  });
}
