import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import type { CommandError } from '../../../server/cli/command.ts';
import { loadConfig } from '../../../server/config/load.ts';
import { FileProblems } from '../../../server/config/yaml.ts';
import { templateNames } from '../../../server/templates/names.ts';

function file(text: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'intramural-')), 'intramural.yaml');
  writeFileSync(path, text);
  return path;
}

function problems(text: string): string[] {
  try {
    loadConfig(file(text), {});
  } catch (error) {
    assert.ok(error instanceof FileProblems, String(error));
    return error.problems.map(p => `${p.line}:${p.column} ${p.field}: ${p.message}`);
  }
  return [];
}

describe('configuration', () => {
  it('is a working local proxy where the file is empty', () => {
    const { config } = loadConfig(file(''), {});
    assert.deepEqual(config.listen, { host: '127.0.0.1', port: 7411 });
    assert.equal(config.models[0]?.upstream, 'embedded');
    assert.deepEqual(config.egress.allow, ['127.0.0.0/8', '::1/128']);
  });

  it('takes host, port and log level from the environment before the file', () => {
    const env = { INTRAMURAL_HOST: '127.0.0.2', INTRAMURAL_PORT: '8123', INTRAMURAL_LOG_LEVEL: 'warn' };
    const { config } = loadConfig(file('listen: { port: 9000 }'), env);
    assert.deepEqual(config.listen, { host: '127.0.0.2', port: 8123 });
    assert.equal(config.log.level, 'warn');
  });

  it('names the variable that is wrong', () => {
    assert.throws(
      () => loadConfig(file(''), { INTRAMURAL_PORT: 'seven' }),
      (error: CommandError) =>
        /INTRAMURAL_PORT can't be used/.test(error.message) && /INTRAMURAL_PORT/.test(error.mend ?? ''),
    );
  });

  it('says in words what is missing, and what stands where something else must', () => {
    assert.deepEqual(problems('models:\n  - id: a\nlog: {level: loud}\ndata_dir: 7\nengine: 1\n').sort(), [
      `2:5 models[0].template: is missing: it must be one of ${templateNames.join(', ')}`,
      '2:5 models[0].upstream: is neither "embedded" nor a server such as {url: https://models.bank.example/v1}',
      '3:7 log.level: must be one of debug, info, warn, error',
      '4:1 data_dir: must be text',
      '5:1 engine: must be a section with fields of its own',
    ]);
  });

  it('names line, column and field of every problem at once', () => {
    const found = problems(
      'listen:\n  port: 99999\nmodells: []\nmodels:\n  - id: big\n    template: gpt\n    upstream:\n      url: ftp://x\n',
    );
    assert.equal(found.length, 4, found.join('\n'));
    assert.match(found.find(line => line.includes('listen.port')) ?? '', /^2:3 /);
    assert.match(found.find(line => line.includes('modells')) ?? '', /^3:1 modells: is not a known field/);
    assert.match(found.find(line => line.includes('template')) ?? '', /^6:5 models\[0\]\.template/);
    assert.match(
      found.find(line => line.includes('upstream.url')) ?? '',
      /^8:7 models\[0\]\.upstream\.url: is not an http\(s\) address/,
    );
  });

  it('names the line of broken YAML, and refuses a key given twice', () => {
    assert.match(problems('listen: {port: 1\nmodels: []')[0] ?? '', /^\d+:\d+ /);
    assert.match(problems('version: 1\nversion: 1')[0] ?? '', /^2:1 : Map keys must be unique/);
  });

  it('refuses aliases that would grow without bound', () => {
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...'bcdefgh'.split('').map((k, i) => `${k}: &${k} [${`*${'abcdefg'[i]},`.repeat(9)}]`),
    ];
    assert.ok(problems(bomb.join('\n')).length > 0);
  });

  it('refuses an address beyond this machine for the local sign-in', () => {
    assert.match(problems('listen: {host: 0.0.0.0}')[0] ?? '', /not a loopback address/);
    assert.match(problems('listen: {host: 127.evil.example}')[0] ?? '', /not a loopback address/);
    assert.deepEqual(problems('listen: {host: 127.1.2.3}'), []);
  });

  it('refuses two models of one name and two embedded ones', () => {
    const model = '- {id: a, template: granite, upstream: embedded}\n';
    assert.equal(problems(`models:\n${model}${model}`).length, 2);
  });

  it('says so where the file is missing', () => {
    assert.throws(() => loadConfig('no-such.yaml', {}), /no-such.yaml can't be read: there is no such file/);
  });
});
