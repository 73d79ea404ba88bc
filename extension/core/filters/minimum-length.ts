import type { Filter } from '../candidate.ts';

/** What one key types by itself and says nothing. A closer is let through: those that the document has are gone by now. */
const loneMark = /^[!#$%&(+,\-./:;<=?@[\\^_{|~]$/;

/** Drops an answer of one mark: to read it takes longer than to type it. */
export const dropTooShort: Filter = candidate => (loneMark.test(candidate.text.trim()) ? null : candidate);
