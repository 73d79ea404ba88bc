import * as vscode from 'vscode';

/** The part of the API of VS Code's own git extension that is used here (`extensions/git/src/api/git.d.ts`). */
interface Repository {
  rootUri: vscode.Uri;
  state: { HEAD: { name?: string; commit?: string } | undefined; onDidChange: vscode.Event<void> };
  getCommit(ref: string): Promise<{ parents: string[] }>;
  diffBetween(from: string, to: string): Promise<{ uri: vscode.Uri }[]>;
}

interface GitApi {
  repositories: Repository[];
  onDidOpenRepository: vscode.Event<Repository>;
}

export interface CommitListener {
  /** The files that a commit of this branch has touched. */
  committed: (files: readonly vscode.Uri[]) => void;
  branchChanged: (root: vscode.Uri) => void;
}

/** Tells of commits and branch changes where git is at hand; where it is not, there is nothing to tell. */
export function watchCommits(listener: CommitListener): vscode.Disposable {
  const subscriptions: vscode.Disposable[] = [];
  let closed = false;
  void gitApi().then(api => {
    if (!api || closed) return;
    for (const repository of api.repositories) subscriptions.push(watch(repository, listener));
    subscriptions.push(api.onDidOpenRepository(repository => subscriptions.push(watch(repository, listener))));
  });
  return {
    dispose: () => {
      closed = true;
      for (const subscription of subscriptions) subscription.dispose();
    },
  };
}

async function gitApi(): Promise<GitApi | undefined> {
  try {
    const extension = vscode.extensions.getExtension<{ getAPI(version: 1): GitApi }>('vscode.git');
    return (await extension?.activate())?.getAPI(1);
  } catch {
    // Git is switched off.
    return undefined;
  }
}

function watch(repository: Repository, listener: CommitListener): vscode.Disposable {
  let last = { ...repository.state.HEAD };
  return repository.state.onDidChange(() => {
    const before = last;
    const now = { ...repository.state.HEAD };
    last = now;
    if (before.commit === undefined || now.commit === undefined) return;
    if (before.name !== now.name) listener.branchChanged(repository.rootUri);
    else if (before.commit !== now.commit) void tellCommit(repository, before.commit, now.commit, listener);
  });
}

async function tellCommit(repository: Repository, from: string, to: string, listener: CommitListener): Promise<void> {
  try {
    // A pull or a reset moves the branch as well; only a child of where it stood is a commit of this desk.
    const { parents } = await repository.getCommit(to);
    if (!parents.includes(from)) return;
    listener.committed((await repository.diffBetween(from, to)).map(({ uri }) => uri));
  } catch {
    // Git could not say; the next commit may.
  }
}
