import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { CommandError } from '../../cli/command.ts';
import { digestOf } from '../allow.ts';
import type { Finding, RequestText } from '../redaction.ts';
import { createRedactor } from '../redactor.ts';
import { tenantKeyOf } from '../tenant-key.ts';
import { readRedactionPolicy } from './policy-file.ts';

export interface ReviewOptions {
  keyFile?: string;
  tenant: string;
  policy?: string;
  digests?: boolean;
}

/** A text, or a document with the cursor between its two parts. */
export interface Case {
  prefix: string;
  suffix: string;
  path: string;
  language: string;
  hasCursor: boolean;
}

export interface Reviewed {
  findings: Finding[];
  prefix: string;
  suffix: string;
  /** The gateway would ask nothing of the model there. */
  isRefused: boolean;
}

export interface Review {
  look(one: Case): Reviewed;
  /** For the allow list; null without the proxy's key. */
  digest(value: string): string | null;
}

/** Milliseconds: a reviewer's file may be large, and nobody waits for ghost text. */
const timeoutMs = 60_000;
/** UTF-16 units of one file. */
const maxLength = 64 * 1024 * 1024;

/**
 * Without the proxy's key, placeholders are made under a key that everybody has: the same on every machine, and never those of a proxy.
 */
export function createReview(options: ReviewOptions): Review {
  if (options.digests && options.keyFile === undefined) {
    throw new CommandError('Digests are made under the key of the proxy.', {
      mend: 'Name it: --key-file <data>/keys/redaction.key',
    });
  }
  const key =
    options.keyFile === undefined
      ? createHash('sha256').update('intramural redact: review key').digest()
      : keyOf(options.keyFile);
  const redactor = createRedactor({
    ...(options.policy === undefined ? {} : readRedactionPolicy(options.policy)),
    key,
    tenant: options.tenant,
    timeoutMs,
    maxLength,
  });
  const tenantKey = tenantKeyOf(key, options.tenant);
  return {
    look(one) {
      const request: RequestText = {
        prefix: one.prefix,
        suffix: one.suffix,
        path: one.path,
        language: one.language,
        repository: '',
        user: '',
        context: [],
      };
      const { findings, text, isRefused } = redactor.inspect(request, !one.hasCursor);
      return {
        findings: findings.filter(({ part }) => part === 'document'),
        prefix: text.prefix,
        suffix: text.suffix,
        isRefused,
      };
    },
    digest: value => (options.keyFile === undefined ? null : digestOf(tenantKey, value)),
  };
}

function keyOf(file: string): Buffer {
  let key: Buffer;
  try {
    key = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64');
  } catch (cause) {
    throw new CommandError(`The key file ${file} cannot be read.`, {
      cause,
      mend: 'It lies in the data folder of the proxy: keys/redaction.key',
    });
  }
  if (key.length !== 32) throw new CommandError(`${file} holds no key of 32 bytes.`);
  return key;
}
