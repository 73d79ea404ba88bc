import { hasValidCheckDigits, hasValidLength } from './iban.ts';
import type { Money } from './money.ts';

/** What a customer enters in the transfer form. */
export interface TransferDraft {
  recipient: string;
  iban: string;
  amount: Money | null;
  reference: string;
}

/** One message for each field that needs the customer's attention. */
export type TransferProblems = Partial<Record<keyof TransferDraft, string>>;

const limits = {
  /** Characters that a SEPA credit transfer carries. */
  recipient: 70,
  reference: 140,
} as const;

export function checkTransfer(draft: TransferDraft, availableCents: number): TransferProblems {
  const problems: TransferProblems = {};
  if (draft.recipient.trim() === '') problems.recipient = 'Enter the name of the recipient.';
  if (draft.recipient.length > limits.recipient) problems.recipient = `At most ${limits.recipient} characters.`;
  if (!hasValidLength(draft.iban)) problems.iban = 'Country and length of this IBAN do not match.';
  else if (!hasValidCheckDigits(draft.iban)) problems.iban = 'This IBAN has a typing error.';
  if (draft.amount === null) problems.amount = 'Enter an amount such as 120.50.';
  else if (draft.amount.cents <= 0) problems.amount = 'The amount must be more than zero.';
  else if (draft.amount.cents > availableCents) problems.amount = 'There is not enough money in the account.';
  if (draft.reference.length > limits.reference) problems.reference = `At most ${limits.reference} characters.`;
  return problems;
}
