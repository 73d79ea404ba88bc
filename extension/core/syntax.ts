import type { Syntax } from './pack.ts';

/** The part of a tree-sitter node that the core reads; both builds of tree-sitter have it. */
export interface SyntaxNode {
  readonly type: string;
  readonly isNamed: boolean;
  readonly isError: boolean;
  readonly isMissing: boolean;
  readonly hasError: boolean;
  readonly startIndex: number;
  readonly endIndex: number;
  readonly parent: SyntaxNode | null;
  readonly childCount: number;
  child(index: number): SyntaxNode | null;
  childForFieldName(name: string): SyntaxNode | null;
  descendantForIndex(start: number, end?: number): SyntaxNode | null;
}

export interface SyntaxTree {
  readonly rootNode: SyntaxNode;
  /** Trees live outside JavaScript's heap: whoever parses, deletes. */
  delete(): void;
}

/** Parses a text. Null where no tree is to be had: no grammar, or a text too long to parse between two keys. */
export type Parse = (text: string) => SyntaxTree | null;

/** Syntax errors in a tree: places that fit no rule, and tokens that had to be imagined. */
export function countErrors(root: SyntaxNode): number {
  if (!root.hasError) return 0;
  let errors = root.isError ? 1 : 0;
  for (let index = 0; index < root.childCount; index++) {
    const child = root.child(index)!;
    if (child.isMissing) errors++;
    else if (child.isError || child.hasError) errors += countErrors(child);
  }
  return errors;
}

/** The innermost node around the position and its ancestors, innermost first. */
export function ancestorsAt(tree: SyntaxTree, index: number): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  let node = tree.rootNode.descendantForIndex(Math.max(0, index - 1), index);
  while (node) {
    found.push(node);
    node = node.parent;
  }
  return found;
}

/**
 * Whether the position stands in a block that holds nothing yet but comments. Undefined where the tree cannot tell: the
 * text around the cursor is broken.
 */
export function inEmptyBlock(tree: SyntaxTree, index: number, syntax: Syntax): boolean | undefined {
  for (const node of ancestorsAt(tree, index)) {
    if (node.isError) return undefined;
    if (node.endIndex <= index && node.startIndex < index && !node.isNamed) continue;
    if (syntax.comments.includes(node.type)) return false;
    if (syntax.blocks.includes(node.type) && node.startIndex < index && index < node.endIndex) {
      return isEmpty(node, syntax);
    }
  }
  return false;
}

function isEmpty(block: SyntaxNode, syntax: Syntax): boolean {
  for (let index = 0; index < block.childCount; index++) {
    const child = block.child(index)!;
    if (child.isError || child.isMissing) return false;
    if (child.isNamed && !syntax.comments.includes(child.type)) return false;
  }
  return true;
}

export type Surroundings = 'code' | 'comment' | 'string';

/** What the position stands in, by the tree; undefined where the text around it is broken. */
export function surroundingsAt(tree: SyntaxTree, index: number, syntax: Syntax): Surroundings | undefined {
  for (const node of ancestorsAt(tree, index)) {
    if (node.isError) return undefined;
    const inside = node.startIndex < index && index < node.endIndex;
    if (inside && syntax.comments.includes(node.type)) return 'comment';
    if (inside && syntax.strings.includes(node.type)) return 'string';
  }
  return 'code';
}
