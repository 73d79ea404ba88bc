import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { v7 } from 'uuid';
import { TelemetryObserver } from '../../../extension/engine/telemetry.ts';
import { TransportError } from '../../../extension/engine/transport.ts';
import type { SuggestionEvent } from '../../../telemetry/schema/event.ts';
import { checkBatch } from '../../../telemetry/schema/validate.ts';
import { Typist } from '../../support/typist.ts';

const secret = 'hunter2Account';
const method = `class ${secret} {\n  int sum(int a, int b) {\n    return █\n  }\n}\n`;

function watched(text = method, enabled = () => true) {
  const typist = new Typist('java', text, { newId: v7 });
  const events: SuggestionEvent[] = [];
  const observer = observerOf(typist, events, undefined, enabled);
  typist.engine.onObservation(observation => observer.observe(observation));
  return {
    typist,
    events,
    kinds: () => events.map(event => (event.kind === 'ended' ? `ended ${event.outcome}` : event.kind)),
  };
}

function observerOf(typist: Typist, events: SuggestionEvent[], arm: string | undefined, enabled = () => true) {
  return new TelemetryObserver({
    clock: typist.clock,
    sessionId: v7(),
    editor: 'Visual Studio Code',
    editorVersion: '1.101.0',
    extensionVersion: '0.1.0',
    enabled,
    mayFollow: enabled,
    arm: () => arm,
    newId: v7,
    add: event => events.push(event),
  });
}

describe('what the proxy is told of a suggestion', () => {
  it('suggested, seen, accepted, ended: in order, without gaps, as the schema wants it', async () => {
    const { typist, events, kinds } = watched();
    typist.transport.answer = () => 'a + b;\n  }\n';
    const result = await typist.see();
    assert.ok(result.kind === 'offered');
    await typist.clock.advance(1000);
    typist.accept(result.suggestion);
    assert.deepEqual(kinds(), ['suggested', 'shown', 'shown', 'accepted', 'ended accepted_full']);
    assert.deepEqual(
      events.map(event => event.seq),
      events.map((_, index) => index),
    );
    const checked = checkBatch({ events });
    assert.ok(checked.kind === 'checked');
    assert.deepEqual(checked.refused, []);
  });

  it('characters entered, as the schema wants it: what an accept puts there is told apart from the keys', async () => {
    const { typist, events } = watched();
    typist.transport.answer = () => 'a + b;\n  }\n';
    const result = await typist.see();
    assert.ok(result.kind === 'offered');
    await typist.clock.advance(1000);
    const { text } = result.suggestion;
    assert.equal(typist.engine.typed('doc', text[0]!), 0);
    assert.equal(typist.engine.typed('doc', text.slice(1)), text.length - 1);
    assert.equal(typist.engine.typed('another', text), 0);
    const observer = observerOf(typist, events, 'context-size/more');
    const startedAt = Math.floor(typist.clock.now() / 300_000) * 300_000;
    const counts = { typed: 1, suggested: text.length - 1, pasted: 0, by_editor: 0, from_outside: 0 };
    observer.entered({ startedAt, language: 'Objective-C', counts });
    observer.entered({ startedAt, language: 'a b', counts });
    const told = events.filter(event => event.kind === 'entered');
    assert.deepEqual(
      told.map(event => [event.language, event.typed, event.arm]),
      [
        ['Objective-C', 1, 'context-size/more'],
        ['other', 1, 'context-size/more'],
      ],
    );
    const checked = checkBatch({ events: told });
    assert.ok(checked.kind === 'checked');
    assert.deepEqual(checked.refused, []);
    const odd = { ...told[0]!, started_at: startedAt + 1 };
    const refused = checkBatch({ events: [odd, { ...told[0]!, arm: 'src/Main.java' }, { ...told[0]!, text: 'x' }] });
    assert.equal(refused.kind === 'checked' && refused.refused.length, 3);
  });

  it('holds no word of the document or of the suggestion', async () => {
    const { typist, events } = watched();
    typist.transport.answer = () => `${secret}.total(a, b);`;
    const result = await typist.see();
    assert.ok(result.kind === 'offered');
    typist.accept(result.suggestion);
    assert.doesNotMatch(JSON.stringify(events), /hunter2|total|src\/|File/);
  });

  it('one suggestion, however often it is offered while it is typed along', async () => {
    const { typist, events, kinds } = watched();
    typist.transport.answer = () => 'a;';
    await typist.see();
    typist.type('a');
    await typist.see();
    typist.type(';');
    assert.equal(new Set(events.map(event => event.suggestion_id)).size, 1);
    assert.equal(kinds().filter(kind => kind === 'suggested').length, 1);
    assert.equal(kinds().at(-1), 'ended typed_through');
  });

  it('accepted characters are the whole so far, never a sum of events', async () => {
    const { typist, events } = watched();
    typist.transport.answer = () => 'alpha + beta;';
    await typist.see();
    typist.type('alpha ');
    typist.type('+ beta;');
    typist.engine.follower.closed();
    const accepted = events.flatMap(event => (event.kind === 'accepted' ? [event.characters] : []));
    assert.deepEqual(accepted, [6, 13]);
  });

  it('what led to nothing, with the reason', async () => {
    const filtered = watched('import java.util.List;\n█\n');
    filtered.typist.transport.answer = () => 'import java.util.List;\n';
    await filtered.typist.see();
    assert.deepEqual(filtered.kinds(), ['suggested', 'ended filtered']);
    assert.equal(
      filtered.events.at(-1)?.kind === 'ended' && (filtered.events.at(-1) as { reason: string }).reason,
      'duplicate-line',
    );

    const empty = watched();
    empty.typist.transport.answer = () => '';
    await empty.typist.see();
    assert.deepEqual(empty.kinds(), ['suggested', 'ended empty']);

    const failed = watched();
    const call = failed.typist.ask();
    await failed.typist.clock.advance(500);
    failed.typist.transport.exchanges[0]!.fail(new TransportError('timeout', 'Too slow.'));
    await call;
    assert.deepEqual(failed.kinds(), ['suggested', 'ended error']);
    for (const { events } of [filtered, empty, failed]) {
      const checked = checkBatch({ events });
      assert.deepEqual(checked.kind === 'checked' && checked.refused, []);
    }
  });

  it('a request that was given up', async () => {
    const { typist, kinds } = watched();
    void typist.ask();
    await typist.clock.advance(500);
    typist.type('zzz');
    void typist.ask();
    await typist.settle();
    typist.transport.exchanges[0]!.send('a + b');
    await typist.settle();
    assert.deepEqual(kinds(), ['suggested', 'ended cancelled']);
  });

  it('nothing of a place where nothing was asked', async () => {
    const { typist, events } = watched('class A {\n  // the █\n}\n');
    await typist.see();
    assert.deepEqual(events, []);
  });

  it('nothing at all where policy or setting say no', async () => {
    const { typist, events } = watched(method, () => false);
    typist.transport.answer = () => 'a + b;';
    await typist.see();
    assert.deepEqual(events, []);
  });
});
