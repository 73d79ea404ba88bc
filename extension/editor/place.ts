import * as vscode from 'vscode';
import type { Place } from '../core/situation.ts';
import { toLineFeeds } from '../core/text.ts';
import { pathInFolder, workspacePath } from './workspace-files.ts';

/** Characters read on each side of the cursor in a very large document. */
const longestSide = 200_000;
const largeDocument = 2 * longestSide;

/** Kinds of documents that hold a person's work. Output panels, diffs, chat and settings are not completed. */
const ownSchemes = new Set(['file', 'untitled', 'vscode-notebook-cell', 'vscode-remote', 'vscode-vfs']);

export function isCompletable({ uri }: vscode.TextDocument): boolean {
  if (ownSchemes.has(uri.scheme)) return true;
  return uri.scheme !== 'vscode-userdata' && vscode.workspace.fs.isWritableFileSystem(uri.scheme) === true;
}

export function documentId(document: vscode.TextDocument): string {
  return document.uri.toString();
}

/** A cell of a notebook goes by the notebook's name. */
function fileOf(document: vscode.TextDocument): vscode.Uri {
  if (document.uri.scheme !== 'vscode-notebook-cell') return document.uri;
  const { path } = document.uri;
  return vscode.workspace.notebookDocuments.find(notebook => notebook.uri.path === path)?.uri ?? document.uri;
}

/** The whole path, for rules alone: it is never sent. */
function wholePathOf(document: vscode.TextDocument): string {
  return fileOf(document).path.replace(/^\//, '');
}

/** In the workspace; only the name for a file outside it, whose folders are nobody's business. */
export function pathOf(document: vscode.TextDocument): string {
  const uri = fileOf(document);
  return workspacePath(uri) ?? uri.path.slice(uri.path.lastIndexOf('/') + 1);
}

/** What rules are asked about: the path in the workspace, the one in its folder, the whole. */
export function rulePathsOf(document: vscode.TextDocument): string[] {
  const uri = fileOf(document);
  return [...new Set([pathOf(document), pathInFolder(uri) ?? '', wholePathOf(document)])].filter(path => path !== '');
}

/** The document with the cursor in it, with what the completion list has selected standing in it already. */
export function placeAt(
  document: vscode.TextDocument,
  position: vscode.Position,
  selected: vscode.SelectedCompletionInfo | undefined,
): Place {
  const start = selected?.range.start ?? position;
  const end = selected ? selected.range.end : position;
  const place = { languageId: document.languageId, path: pathOf(document), encoding: document.encoding };
  const insertion = selected?.text ?? '';
  const offset = document.offsetAt(start);
  const last = document.lineAt(document.lineCount - 1).range.end;
  if (document.offsetAt(last) <= largeDocument) {
    const text = document.getText();
    const prefix = toLineFeeds(text.slice(0, offset)) + insertion;
    return { ...place, prefix, suffix: toLineFeeds(text.slice(document.offsetAt(end))) };
  }
  const from = document.lineAt(document.positionAt(Math.max(0, offset - longestSide)).line).range.start;
  const to = document.positionAt(document.offsetAt(end) + longestSide);
  const prefix = toLineFeeds(document.getText(new vscode.Range(from, start))) + insertion;
  return { ...place, prefix, suffix: toLineFeeds(document.getText(new vscode.Range(end, to))), cut: true };
}
