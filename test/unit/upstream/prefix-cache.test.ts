import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { chooseReplica } from '../../../server/upstream/choose.ts';
import { readEngineLoad } from '../../../server/upstream/engine-load.ts';
import { blockCharacters, blocksOf, blockTokens, createPrefixCache } from '../../../server/upstream/prefix-cache.ts';

describe('the model of a prefix cache', () => {
  it('counts the blocks that two prompts begin with alike', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 400 }), fc.string({ maxLength: 400 }), fc.string(), (head, a, b) => {
        const cache = createPrefixCache(1_000_000);
        cache.add(blocksOf(head + a, ''));
        const asked = head + b;
        let same = 0;
        while (same < asked.length && asked[same] === (head + a)[same]) same++;
        assert.equal(cache.held(blocksOf(asked, '')), Math.floor(same / blockCharacters));
      }),
    );
  });

  it('knows one adapter from another', () => {
    const prompt = 'x'.repeat(blockCharacters * 4);
    const cache = createPrefixCache(10_000);
    cache.add(blocksOf(prompt, 'risk'));
    assert.equal(cache.held(blocksOf(prompt, 'risk')), 4);
    assert.equal(cache.held(blocksOf(prompt, '')), 0);
  });

  it('forgets the oldest when it is full, ends before beginnings, and everything when told', () => {
    const cache = createPrefixCache(blockTokens * 6);
    const of = (letter: string) => blocksOf(letter.repeat(blockCharacters * 4), '');
    cache.add(of('a'));
    cache.add(of('b'));
    assert.equal(cache.held(of('b')), 4);
    assert.equal(cache.held(of('a')), 2);
    cache.forget();
    assert.equal(cache.held(of('b')), 0);
  });
});

describe('the choice of a replica', () => {
  const idle = (id: string, held = 0) => ({ id, held, running: 0, waiting: 0 });

  it('goes where most of the prompt is held', () => {
    assert.deepEqual(chooseReplica([idle('a'), idle('b', 80), idle('c', 20)], 90, 'u'), {
      index: 1,
      reason: 'prefix_held',
    });
  });

  it('leaves it where others wait there, for one that reads the prompt anew', () => {
    const { index, reason } = chooseReplica([{ ...idle('a', 80), running: 8, waiting: 4 }, idle('b')], 90, 'u');
    assert.deepEqual([index, reason === 'prefix_held'], [1, false]);
  });

  it('gives each document a home where nothing is held, and spreads the homes', () => {
    const replicas = ['a', 'b', 'c', 'd'].map(id => idle(id));
    const homes = new Map<number, number>();
    for (let document = 0; document < 4_000; document++) {
      const choice = chooseReplica(replicas, 90, `user\0repository\0src/File${document}.java`);
      assert.equal(choice.reason, 'home_of_document');
      assert.deepEqual(chooseReplica(replicas, 90, `user\0repository\0src/File${document}.java`), choice);
      homes.set(choice.index, (homes.get(choice.index) ?? 0) + 1);
    }
    for (const count of homes.values()) assert.ok(count > 800 && count < 1_200, `${[...homes.values()]}`);
  });

  it('moves only the documents of a replica that has gone', () => {
    const replicas = ['a', 'b', 'c', 'd'].map(id => idle(id));
    for (let document = 0; document < 500; document++) {
      const before = chooseReplica(replicas, 90, `${document}`).index;
      const after = chooseReplica(replicas.slice(0, 3), 90, `${document}`).index;
      if (before < 3) assert.equal(after, before);
    }
  });
});

describe("an engine's load", () => {
  it('is read from the pages of vLLM, SGLang, llama.cpp and TGI', () => {
    const pages = {
      vllm: '# HELP vllm:num_requests_running x\nvllm:num_requests_running{engine="0",model_name="m"} 3.0\nvllm:num_requests_waiting{engine="0"} 2.0\nprocess_start_time_seconds 1.7e+09\n',
      sglang: 'sglang:num_running_reqs{model_name="m"} 3.0\nsglang:num_queue_reqs{model_name="m"} 2.0\n',
      llama: 'llamacpp:requests_processing 3\nllamacpp:requests_deferred 2\n',
      tgi: 'tgi_batch_current_size 3\ntgi_queue_size 2\n',
    };
    for (const page of Object.values(pages)) {
      const { running, waiting } = readEngineLoad(page)!;
      assert.deepEqual([running, waiting], [3, 2]);
    }
    assert.equal(readEngineLoad(pages.vllm)?.startedAt, 1.7e9);
    assert.equal(readEngineLoad('up 1\n<html>'), null);
  });

  it('is the sum of the workers', () => {
    const page = 'vllm:num_requests_running{engine="0"} 3\nvllm:num_requests_running{engine="1"} 4\n';
    assert.equal(readEngineLoad(page)?.running, 7);
  });
});
