import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { v7 } from 'uuid';
import { afterEdit, lengthOf } from '../../../extension/core/spans.ts';
import { type AfterSeconds, type FollowedText, Retention } from '../../../extension/engine/retention.ts';
import { TelemetryObserver } from '../../../extension/engine/telemetry.ts';
import { checkBatch } from '../../../telemetry/schema/validate.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const file = 'file:///bank/Account.java';
const minute = 60_000;

function following(saved: readonly FollowedText[] = [], clock = new FakeClock()) {
  const told: string[] = [];
  let kept: readonly FollowedText[] = [];
  const disk = new Map<string, string>();
  const retention = new Retention(
    {
      clock,
      tell: (_id, after, characters, censored) => told.push(`${after}: ${characters ?? censored}`),
      save: async followed => {
        kept = structuredClone(followed);
      },
      look: async id => disk.get(id),
    },
    saved,
  );
  return { retention, clock, told, disk, kept: () => kept };
}

describe('a span of text', () => {
  it('moves with edits above, and loses what is deleted or written over', () => {
    assert.deepEqual(afterEdit([{ start: 10, end: 20 }], { offset: 0, removed: 2, inserted: 5 }), [
      { start: 13, end: 23 },
    ]);
    assert.deepEqual(afterEdit([{ start: 10, end: 20 }], { offset: 30, removed: 2, inserted: 5 }), [
      { start: 10, end: 20 },
    ]);
    assert.deepEqual(afterEdit([{ start: 10, end: 20 }], { offset: 5, removed: 8, inserted: 0 }), [
      { start: 5, end: 12 },
    ]);
    assert.deepEqual(afterEdit([{ start: 10, end: 20 }], { offset: 0, removed: 50, inserted: 50 }), []);
  });

  it('is what a marked text says, whatever is edited', () => {
    const edit = fc.record({ at: fc.nat(60), removed: fc.nat(12), inserted: fc.nat(6) });
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 8 }), edits => {
        let marks = `${'.'.repeat(20)}${'#'.repeat(15)}${'.'.repeat(20)}`;
        let spans = [{ start: 20, end: 35 }];
        for (const { at, removed, inserted } of edits) {
          const offset = Math.min(at, marks.length);
          const cut = Math.min(removed, marks.length - offset);
          marks = marks.slice(0, offset) + '.'.repeat(inserted) + marks.slice(offset + cut);
          spans = afterEdit(spans, { offset, removed: cut, inserted });
        }
        assert.equal(lengthOf(spans), marks.replaceAll('.', '').length);
        for (const { start, end } of spans) assert.match(marks.slice(start, end), /^#+$/);
      }),
    );
  });
});

describe('what is left of an accepted suggestion', () => {
  it('is told after 30 s, 2, 5, 10 minutes and an hour, and at the first commit', async () => {
    const { retention, clock, told } = following();
    retention.accepted('id', file, { start: 100, end: 140 }, 40);
    retention.edited(file, [{ offset: 10, removed: 0, inserted: 7 }]);
    await clock.advance(2 * minute);
    retention.edited(file, [{ offset: 127, removed: 20, inserted: 0 }]);
    await clock.advance(8 * minute);
    await retention.committed([file]);
    await retention.committed([file]);
    await clock.advance(60 * minute);
    assert.deepEqual(told, ['30: 40', '120: 40', '300: 20', '600: 20', '0: 20', '3600: 20']);
    assert.equal(retention.has(file), false);
  });

  it('is nothing where it was deleted, which is not the same as lost', async () => {
    const { retention, clock, told } = following();
    retention.accepted('id', file, { start: 0, end: 5 }, 5);
    retention.edited(file, [{ offset: 0, removed: 5, inserted: 0 }]);
    await clock.advance(30_000);
    assert.deepEqual(told, ['30: 0']);
  });

  it('is still told where the file was closed and is as it was; else it is lost', async () => {
    const { retention, clock, told, disk } = following();
    retention.accepted('id', file, { start: 0, end: 5 }, 5);
    retention.left(file, 'as it was', 'closed');
    disk.set(file, 'as it was');
    await clock.advance(30_000);
    disk.set(file, 'changed elsewhere');
    await clock.advance(2 * minute);
    assert.deepEqual(told, ['30: 5', '120: closed', '300: closed', '600: closed', '3600: closed', '0: closed']);
  });

  it('goes on under a new name', async () => {
    const { retention, clock, told } = following();
    retention.accepted('id', file, { start: 0, end: 5 }, 5);
    retention.renamed(file, 'file:///bank/Konto.java');
    retention.edited('file:///bank/Konto.java', [{ offset: 4, removed: 1, inserted: 0 }]);
    await clock.advance(30_000);
    assert.deepEqual(told, ['30: 4']);
  });

  it('is lost with the file, and with the branch', async () => {
    const { retention, told } = following();
    retention.accepted('a', file, { start: 0, end: 5 }, 5);
    retention.deleted(file);
    retention.accepted('b', file, { start: 0, end: 5 }, 5);
    retention.branchChanged(id => id.startsWith('file:///bank/'));
    assert.deepEqual(
      told.map(line => line.split(' ')[1]),
      [...Array(6).fill('file_deleted'), ...Array(6).fill('branch_change')],
    );
  });

  it('is followed over a reload; what fell due meanwhile is told then', async () => {
    const before = following();
    before.retention.accepted('id', file, { start: 0, end: 5 }, 5);
    before.retention.left(file, 'as it was', 'reload');
    await before.retention.close();
    const clock = before.clock;
    await clock.advance(3 * minute);
    assert.deepEqual(before.told, []);
    const after = following(before.kept(), clock);
    after.retention.opened(file, 'as it was');
    after.retention.edited(file, [{ offset: 0, removed: 1, inserted: 0 }]);
    await clock.advance(minute);
    assert.deepEqual(after.told, ['30: 4', '120: 4']);
  });

  it('is lost where the reload brought another text, or came without notice', async () => {
    const before = following();
    before.retention.accepted('id', file, { start: 0, end: 5 }, 5);
    const crashed = following(before.kept(), before.clock);
    assert.equal(crashed.told[0], '30: reload');
    before.retention.left(file, 'as it was', 'reload');
    const changed = following(before.kept(), before.clock);
    changed.retention.opened(file, 'another');
    assert.equal(changed.told[0], '30: reload');
  });

  it('goes out as the schema wants it', () => {
    const events: Parameters<ConstructorParameters<typeof TelemetryObserver>[0]['add']>[0][] = [];
    const observer = new TelemetryObserver({
      clock: new FakeClock(),
      sessionId: v7(),
      editor: 'Visual Studio Code',
      editorVersion: '1.101.0',
      extensionVersion: '0.1.0',
      enabled: () => true,
      mayFollow: () => true,
      arm: () => undefined,
      newId: v7,
      add: event => events.push(event),
    });
    for (const after of [30, 120, 300, 600, 3600, 0] satisfies AfterSeconds[]) observer.retained(v7(), after, 3, null);
    observer.retained(v7(), 30, null, 'closed');
    const checked = checkBatch({ events });
    assert.deepEqual(checked.kind === 'checked' && checked.refused, []);
  });
});
