import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { openCheckpoint, parseCheckpoint, signCheckpoint } from '../../../server/audit/checkpoint.ts';
import {
  algorithms,
  formatSigner,
  formatVerifier,
  makeSigner,
  NoteError,
  parseNote,
  parseSigner,
  parseVerifier,
  signatureOf,
  signNote,
  verifiedSignatures,
} from '../../../server/audit/note.ts';
import { formatProof, parseProof } from '../../../server/audit/proof.ts';

/** Keys and signature published in the documentation of Go's `golang.org/x/mod/sumdb/note`. */
const published = {
  signer: 'PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz',
  verifier: 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
  text: "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n",
  signature:
    '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n',
};

describe('signed notes', () => {
  it('reads and writes the published keys', () => {
    const signer = parseSigner(published.signer);
    assert.equal(formatVerifier(signer), published.verifier);
    assert.equal(formatSigner(signer), published.signer);
    assert.deepEqual(parseVerifier(published.verifier).publicKey, signer.publicKey);
  });

  it('makes the published signature', () => {
    const note = signNote(published.text, [parseSigner(published.signer)]);
    assert.equal(note, `${published.text}\n${published.signature}`);
  });

  it('accepts the published signature, and no other text under it', () => {
    const key = parseVerifier(published.verifier);
    const note = parseNote(`${published.text}\n${published.signature}`);
    assert.equal(verifiedSignatures(note, [key]).length, 1);
    const changed = parseNote(`${published.text.replace('your', 'my')}\n${published.signature}`);
    assert.throws(() => verifiedSignatures(changed, [key]), NoteError);
  });

  it('ignores signatures of keys it does not know', () => {
    const other = makeSigner('example.com/other', Buffer.alloc(32, 3));
    const note = parseNote(`${published.text}\n${published.signature}${signatureOf(published.text, other)}`);
    assert.equal(note.signatures.length, 2);
    assert.equal(verifiedSignatures(note, [parseVerifier(published.verifier)]).length, 1);
  });

  it('refuses keys whose id is not theirs, of unknown algorithms and of wrong length', () => {
    const bad = [
      'PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
      'PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
      'PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==',
      'PeterNeumann+c74f20a3',
      'Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
    ];
    for (const text of bad) assert.throws(() => parseVerifier(text), NoteError, text);
  });

  it('refuses malformed notes', () => {
    const { text, signature } = published;
    const bad = [
      text,
      `${text}\n`,
      `${text}\n${signature.slice(0, -1)}`,
      `${text}\n${signature.replace('—', '-')}`,
      `${text}\n${signature.replace('x08', '*08')}`,
      `a\u0000b\n\n${signature}`,
      `a\tb\n\n${signature}`,
      Buffer.concat([Buffer.of(0xff), Buffer.from(`\n\n${signature}`)]),
    ];
    for (const note of bad) assert.throws(() => parseNote(note), String(note));
  });

  it('signs and verifies cosignatures with their time', () => {
    const witness = makeSigner('witness.example.com/w1', Buffer.alloc(32, 5), algorithms.cosignature);
    assert.equal(formatVerifier(parseVerifier(formatVerifier(witness))), formatVerifier(witness));
    const note = parseNote(`${published.text}\n${signatureOf(published.text, witness, 1_679_315_147)}`);
    assert.equal(verifiedSignatures(note, [witness])[0]?.time, 1_679_315_147);
    assert.equal(note.signatures[0]!.signature.length, 72);
    const withoutTime = () => signatureOf(published.text, witness);
    assert.throws(withoutTime, NoteError);
  });
});

describe('checkpoints', () => {
  const key = makeSigner('example.com/behind-the-sofa', Buffer.alloc(32, 1));
  const root = Buffer.from('CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=', 'base64');

  it('reads the checkpoint of the specification', () => {
    const text =
      'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n' +
      '— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n';
    const checkpoint = parseCheckpoint(text);
    assert.equal(checkpoint.origin, 'example.com/behind-the-sofa');
    assert.equal(checkpoint.size, 20_852_163);
    assert.deepEqual(checkpoint.root, root);
  });

  it('opens what it signed, with the key of that origin only', () => {
    const text = signCheckpoint({ size: 7, root }, key);
    assert.equal(openCheckpoint(text, [key]).size, 7);
    const namesake = makeSigner(key.name, Buffer.alloc(32, 2));
    assert.throws(() => openCheckpoint(text, [namesake]), NoteError);
    const foreign = makeSigner('example.com/other', Buffer.alloc(32, 1));
    const borrowed = signNote(`${key.name}\n7\n${root.toString('base64')}\n`, [foreign]);
    assert.throws(() => openCheckpoint(borrowed, [foreign]), NoteError);
  });

  it('refuses sizes and roots in another spelling', () => {
    for (const body of [
      'o\n07\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n',
      'o\n-1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n',
      'o\n7\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I\n',
      'o\n7\nCsUY\n',
      'o\n7\n',
    ]) {
      assert.throws(() => parseCheckpoint(signNote(body, [key])), NoteError, body);
    }
  });
});

describe('proofs of one record', () => {
  const checkpoint = 'example.com/log\n2\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n— example.com/log AAAAAAA=\n';
  const hash = Buffer.from('CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=', 'base64');

  it('reads what it wrote, with and without extra data', () => {
    for (const extra of [null, Buffer.from('a record')]) {
      const proof = { index: 1, path: [hash], checkpoint, extra };
      assert.deepEqual(parseProof(formatProof(proof)), proof);
    }
    assert.equal(
      formatProof({ index: 1, path: [hash], checkpoint, extra: null }),
      `c2sp.org/tlog-proof@v1\nindex 1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n${checkpoint}`,
    );
  });

  it('refuses other versions, spellings and paths', () => {
    const good = formatProof({ index: 1, path: [hash], checkpoint, extra: null });
    const bad = [
      good.replace('@v1', '@v2'),
      good.replace('index 1', 'index 01'),
      good.replace('index 1\n', ''),
      good.replace('CsUY', 'CsU'),
      good.replace('index 1\n', `index 1\n${`${hash.toString('base64')}\n`.repeat(64)}`),
      good.replace('\n\n', '\n'),
    ];
    for (const text of bad) assert.throws(() => parseProof(text), NoteError, text);
  });
});
