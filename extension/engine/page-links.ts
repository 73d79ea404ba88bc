/** What may be clicked on a page of the extension: its text holds paths and answers, which others have written. */

export interface PageLink {
  index: number;
  length: number;
}

/** Markdown that would run a command or open an address of the editor's own, with its scheme broken. */
export function withoutCommandLinks(text: string): string {
  return text.replace(/(\]\(\s*<?|\]:\s*<?|<)(command|vscode[\w-]*):/gi, '$1$2\u200b:');
}

/** Where the page names its audit record: behind all that an answer or a path can put before it. */
export function auditLink(text: string, auditId: string | undefined): PageLink | undefined {
  if (auditId === undefined || !/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(auditId)) return undefined;
  const index = text.lastIndexOf(auditId);
  return index < 0 ? undefined : { index, length: auditId.length };
}

/** Most paths looked up for one page. */
const mostPaths = 100;

/** Paths of the workspace that the page names, each followed by what it is in parentheses. */
export function pathLinks(text: string): (PageLink & { path: string })[] {
  const links: (PageLink & { path: string })[] = [];
  for (const match of text.matchAll(/^(?:- |[^:\n]{1,40}: )(\S+) \(/gm)) {
    const path = match[1]!;
    if (links.length < mostPaths && !path.split('/').includes('..')) {
      links.push({ path, index: match.index + match[0].length - 2 - path.length, length: path.length });
    }
  }
  return links;
}
