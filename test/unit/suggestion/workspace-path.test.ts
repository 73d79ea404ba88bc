import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { folderPrefix, placesOfPath } from '../../../extension/engine/workspace-path.ts';

const folders = ['bank', 'api', 'api', 'up/stream', 'api'].map(name => ({ name }));

describe('paths in a workspace of several folders', () => {
  it('are told apart by the folder, but for the first', () => {
    assert.deepEqual(
      folders.map((_, at) => folderPrefix(folders, at)),
      ['', 'api/', 'api~2/', 'up-stream/', 'api~3/'],
    );
    assert.equal(folderPrefix([{ name: 'alone' }], 0), '');
  });

  it('lead back to their files, the named folder first', () => {
    assert.deepEqual(placesOfPath('api/src/A.java', folders), [
      { at: 1, relative: 'src/A.java' },
      { at: 0, relative: 'api/src/A.java' },
    ]);
    assert.deepEqual(placesOfPath('src/A.java', folders), [{ at: 0, relative: 'src/A.java' }]);
  });
});
