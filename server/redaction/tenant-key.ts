import { createHmac } from 'node:crypto';

/** The key of one tenant: placeholders and digests are made under it. */
export const tenantKeyOf = (key: Buffer, tenant: string): Buffer =>
  createHmac('sha256', key).update(`intramural redaction\0${tenant}`).digest();
