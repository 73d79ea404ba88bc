import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { catalog } from '../../../server/model/catalog.ts';
import { templateNames } from '../../../server/templates/names.ts';

const sha256 = /^[0-9a-f]{64}$/;

describe('list of models', () => {
  for (const model of catalog) {
    it(`pins ${model.id} in every source`, () => {
      assert.match(model.sha256, sha256);
      assert.ok(templateNames.includes(model.template));
      for (const source of model.sources) {
        if (source.kind === 'hub') {
          // A revision, never a branch: the same address gives the same bytes for ever.
          assert.match(source.url, /^https:\/\/[^/]+\/.+\/[0-9a-f]{40}\/.+\.gguf$/);
          assert.ok(source.url.endsWith(`/${model.file}`));
        } else {
          assert.equal(
            source.parts.reduce((sum, part) => sum + part.bytes, 0),
            model.bytes,
          );
          for (const part of source.parts) assert.match(part.sha256, sha256);
          assert.equal(new Set(source.parts.map(part => part.sha256)).size, source.parts.length);
        }
      }
    });
  }
});
