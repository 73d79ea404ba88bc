import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { policySchema } from '../../../server/policy/schema.ts';
import { excludedPaths } from '../../../server/wire/excluded-paths.ts';

const cases: [pattern: string, excluded: string[], allowed: string[]][] = [
  ['**/.env', ['.env', 'a/.env', 'a/b/.ENV', './a/../.env', 'a\\.env'], ['env', 'a/.envy', '.env.d']],
  ['*.pem', ['k.pem', 'a/b/k.pem'], ['k.pem.txt', 'pem']],
  ['secrets/', ['secrets/a', 'a/secrets/b/c'], ['secretsx/a', 'a/mysecrets']],
  ['/build', ['build/a', 'build'], ['src/build']],
  ['src/*/gen', ['src/a/gen/x'], ['src/a/b/gen', 'gen']],
  ['src/**/gen', ['src/gen', 'src/a/b/gen/x'], ['xsrc/gen']],
  ['a?c.[ch]', ['abc.c', 'd/axc.h'], ['ac.c', 'abc.o', 'a/c.c']],
  ['[!a]*.txt', ['b.txt'], ['a.txt']],
  ['a[!b]c', ['axc', 'd/a1c'], ['abc', 'a/c']],
  ['a[0-9]', ['a1'], ['ab']],
  ['a[z-a]', ['ab'], ['a', 'a/b']],
  ['a+b', ['a+b'], ['aab']],
  ['secrets', ['a/secrets/b.txt'], ['a/secrets.txt']],
  ['/secrets', ['secrets/b.txt'], ['a/secrets/b.txt']],
  ['(x)+.y', ['(x)+.y'], ['xx.y', 'x.y']],
  // An accent in one piece or in two, as macOS writes it.
  ['schl\u00fcssel/', ['schlu\u0308ssel/a'], ['schlussel/a']],
  ['cle\u0301s', ['cl\u00e9s/a'], ['cles/a']],
];

describe('paths that policy excludes', () => {
  for (const [pattern, excluded, allowed] of cases) {
    it(pattern, () => {
      const fits = excludedPaths([pattern]);
      for (const path of excluded) assert.equal(fits(path), true, path);
      for (const path of allowed) assert.equal(fits(path), false, path);
    });
  }

  it('are taken back by a later pattern with !', () => {
    const fits = excludedPaths(['*.env', '!example.env', '', '# a comment']);
    assert.deepEqual([fits('a.env'), fits('example.env'), fits('')], [true, false, false]);
    assert.equal(
      excludedPaths(['docs/*', '!docs/[z-a].md'])('docs/a.md'),
      true,
      'what is no pattern takes nothing back',
    );
  });

  it('hold keys and environments by default', () => {
    const fits = excludedPaths(policySchema.parse({}).exclude.paths);
    for (const path of ['.env', 'svc/.env.local', 'tls/server.key', 'a/b/keystore.JKS']) assert.ok(fits(path), path);
    assert.equal(fits('src/environment.ts'), false);
  });
});
