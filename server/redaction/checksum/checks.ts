import type { CheckName } from '../rules/rule.ts';
import { isCreditCode, isResidentId } from './china.ts';
import { hasBase62Crc } from './crc32.ts';
import { isPaymentCard } from './luhn.ts';
import { isIban } from './mod97.ts';
import { isRoutingNumber, isSocialSecurityNumber } from './united-states.ts';

export interface Check {
  holds(value: string): boolean;
  /** Without it the pattern is not enough. */
  isRequired: boolean;
  /** The least confidence of a value for which it holds. */
  confidence: number;
}

const digitsOf = (value: string): string => value.replace(/\D/g, '');
const required = (confidence: number, holds: (value: string) => boolean): Check => ({
  holds,
  isRequired: true,
  confidence,
});

export const checks: Readonly<Record<CheckName, Check>> = {
  'json-base64': required(0.95, value =>
    /^\s*\{\s*"/.test(Buffer.from(value.slice(0, 24), 'base64url').toString('latin1')),
  ),
  'luhn-card': required(0.9, value => isPaymentCard(digitsOf(value))),
  iban: required(0.95, value => isIban(value.replace(/ /g, ''))),
  'resident-id': required(0.95, isResidentId),
  'credit-code': required(0.9, isCreditCode),
  'routing-number': required(0.8, value => isRoutingNumber(digitsOf(value))),
  'social-security-number': required(0.8, value => isSocialSecurityNumber(digitsOf(value))),
  'crc32-base62': { holds: hasBase62Crc, isRequired: false, confidence: 1 },
};
