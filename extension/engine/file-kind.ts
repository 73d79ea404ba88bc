/** What a file is for, by its name: tests are completed otherwise than the code they test. */
export function fileKind(path: string): 'test' | 'main' | 'config' {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (/(?:^|\/)(?:tests?|__tests__|specs?)\//i.test(path) || /(?:^test_|[._-](?:test|spec)\.|Tests?\.|IT\.)/.test(name))
    return 'test';
  if (
    /\.(?:ya?ml|json|jsonc|toml|ini|properties|xml|gradle|conf|tf|lock)$/i.test(name) ||
    /^(?:Dockerfile|Makefile)/.test(name)
  ) {
    return 'config';
  }
  return 'main';
}
