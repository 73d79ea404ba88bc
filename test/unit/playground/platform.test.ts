import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { CommandError } from '../../../server/cli/command.ts';
import { browserOpener, othersAreHere } from '../../../server/playground/open-browser.ts';
import { requireSupported } from '../../../server/playground/platform.ts';

describe('where the playground runs', () => {
  it('runs on Linux x64 with the GNU C library', () => {
    requireSupported({ platform: 'linux', arch: 'x64', glibc: '2.36' }, 'x.vsix');
  });

  for (const [machine, named] of [
    [{ platform: 'darwin', arch: 'arm64', glibc: undefined }, 'darwin arm64'],
    [{ platform: 'win32', arch: 'x64', glibc: undefined }, 'win32 x64'],
    [{ platform: 'linux', arch: 'arm64', glibc: '2.36' }, 'linux arm64'],
    [{ platform: 'linux', arch: 'x64', glibc: undefined }, 'without the GNU C library'],
  ] as const) {
    it(`says what to do instead: ${named}`, () => {
      assert.throws(
        () => requireSupported(machine, 'dist/x.vsix'),
        (error: CommandError) =>
          error instanceof CommandError &&
          error.message.includes(named) &&
          error.mend?.includes('code --install-extension dist/x.vsix') === true,
      );
    });
  }
});

describe('the browser that opens the playground', () => {
  it('is the one of the platform', () => {
    assert.deepEqual(browserOpener('linux', { DISPLAY: ':0' }), ['xdg-open']);
    assert.deepEqual(browserOpener('linux', { WAYLAND_DISPLAY: 'wayland-0' }), ['xdg-open']);
    assert.deepEqual(browserOpener('darwin', {}), ['open']);
    assert.equal(browserOpener('win32', {})?.[0], 'rundll32');
  });

  it('is none without a display, and none on a platform that is not known', () => {
    assert.equal(browserOpener('linux', {}), null);
    assert.equal(browserOpener('aix', { DISPLAY: ':0' }), null);
  });

  it('is left alone where another person could read its command line', () => {
    const [root, daemon, nobody, me, other] = [0, 104, 65_534, 1000, 1_234_500_017];
    assert.equal(othersAreHere([root, daemon, nobody, me], me), false);
    assert.equal(othersAreHere([root, me, other], me), true);
    assert.equal(othersAreHere([root, me], root), true);
  });
});
