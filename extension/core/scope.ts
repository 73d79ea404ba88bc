import type { Situation } from './situation.ts';
import { ancestorsAt, type SyntaxNode } from './syntax.ts';

/** A declaration around the cursor: what it is called and takes, without its body. */
export interface Scope {
  signature: string;
  /** Where it begins in the document. */
  start: number;
}

/** Longest signature kept: annotations and parameter lists beyond that say little more. */
const longestSignature = 400;

/** The declarations around the cursor, outermost first. Empty where neither the pack's own reader nor a tree says so. */
export function enclosingScopes(situation: Situation): Scope[] {
  const { syntax, scopesAt } = situation.pack;
  if (scopesAt) return scopesAt(situation.prefix);
  const tree = syntax && situation.parse(situation.prefix + situation.suffix);
  if (!syntax || !tree) return [];
  try {
    const text = situation.prefix + situation.suffix;
    const scopes: Scope[] = [];
    for (const node of ancestorsAt(tree, situation.prefix.length)) {
      const bodyField = syntax.scopes[node.type];
      const body = bodyField === undefined ? null : bodyOf(node, bodyField);
      if (!body || body.startIndex > situation.prefix.length) continue;
      const signature = text.slice(signatureStart(node, body, text), body.startIndex).trim();
      scopes.unshift({ signature: signature.slice(0, longestSignature), start: node.startIndex });
    }
    return scopes;
  } finally {
    tree.delete();
  }
}

/** Where annotations alone would be all that is kept, the line that names the declaration. */
function signatureStart(node: SyntaxNode, body: SyntaxNode, text: string): number {
  const name = node.childForFieldName('name');
  if (!name || body.startIndex - node.startIndex <= longestSignature) return node.startIndex;
  return Math.max(node.startIndex, text.lastIndexOf('\n', name.startIndex) + 1);
}

function bodyOf(node: SyntaxNode, name: string): SyntaxNode | null {
  const field = node.childForFieldName(name);
  if (field) return field;
  for (let index = node.childCount - 1; index >= 0; index--) {
    const child = node.child(index)!;
    if (child.type === name) return child;
  }
  return null;
}

/** The signatures that the window, which begins at `windowStart`, has cut off; indented as they are nested. */
export function cutOffSignatures(scopes: readonly Scope[], windowStart: number): string {
  return scopes
    .filter(scope => scope.start < windowStart)
    .map((scope, depth) => '  '.repeat(depth) + scope.signature.replace(/\s*\n\s*/g, ' '))
    .join('\n');
}
