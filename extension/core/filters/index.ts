import type { Filter } from '../candidate.ts';
import { keepBalance } from './balance.ts';
import { dropBlank } from './blank.ts';
import { stripChatProse } from './chat-prose.ts';
import { balanceClosers } from './closers.ts';
import { stripCodeFence } from './code-fence.ts';
import { dropUnsure } from './confidence.ts';
import { dropDuplicateLine } from './duplicate-line.ts';
import { stripIdentificationArea } from './identification-area.ts';
import { normalizeIndentation } from './indentation.ts';
import { dropJoinedStatement } from './joined-statement.ts';
import { keepKeywordCase } from './keyword-case.ts';
import { trimLeadingSpace } from './leading-space.ts';
import { breakBeforeCloser } from './line-before-closer.ts';
import { dropTooShort } from './minimum-length.ts';
import { stripRepeatedLineStart } from './repeated-line-start.ts';
import { stripSpecialTokens } from './special-tokens.ts';
import { trimSuffixOverlap } from './suffix-overlap.ts';
import { refuseSyntaxErrors } from './syntax-errors.ts';
import { trimTrailingSpace } from './trailing-space.ts';
import { dropUnknownSymbols } from './unknown-symbols.ts';

/** Before the answer is read for its end: what the model adds to the text that it means. */
export const filtersBeforeStop = {
  'special-tokens': stripSpecialTokens,
  'chat-prose': stripChatProse,
  'code-fence': stripCodeFence,
  'repeated-line-start': stripRepeatedLineStart,
  'leading-space': trimLeadingSpace,
  indentation: normalizeIndentation,
  'identification-area': stripIdentificationArea,
  'keyword-case': keepKeywordCase,
} as const satisfies Record<string, Filter>;

/** After it: how the answer fits into the document. */
export const filtersAfterStop = {
  'suffix-overlap': trimSuffixOverlap,
  closers: balanceClosers,
  'trailing-space': trimTrailingSpace,
  blank: dropBlank,
  'joined-statement': dropJoinedStatement,
  'duplicate-line': dropDuplicateLine,
  balance: keepBalance,
  'syntax-errors': refuseSyntaxErrors,
  'line-before-closer': breakBeforeCloser,
} as const satisfies Record<string, Filter>;

/** Of a whole suggestion. What is left of one that is typed along may be as short as it likes. */
export const filtersOfWhole = {
  'minimum-length': dropTooShort,
  confidence: dropUnsure,
  'unknown-symbols': dropUnknownSymbols,
} as const satisfies Record<string, Filter>;

export type FilterName = keyof typeof filtersBeforeStop | keyof typeof filtersAfterStop | keyof typeof filtersOfWhole;
