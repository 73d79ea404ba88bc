/** Luhn's formula (ISO/IEC 7812-1), over digits alone. */
export function luhn(digits: string): boolean {
  let sum = 0;
  for (let i = digits.length - 1, double = false; i >= 0; i--, double = !double) {
    let digit = digits.charCodeAt(i) - 48;
    if (double) digit = digit > 4 ? digit * 2 - 9 : digit * 2;
    sum += digit;
  }
  return sum % 10 === 0;
}

/** Issuer ranges: prefix from, prefix to, lengths. Source: the schemes' public ranges (ISO/IEC 7812 issuer identifiers). */
const issuers: readonly { from: number; to: number; digits: number; lengths: readonly number[] }[] = [
  { from: 1, to: 1, digits: 1, lengths: [15] },
  { from: 4, to: 4, digits: 1, lengths: [13, 16, 19] },
  { from: 51, to: 55, digits: 2, lengths: [16] },
  { from: 2221, to: 2720, digits: 4, lengths: [16] },
  { from: 34, to: 34, digits: 2, lengths: [15] },
  { from: 37, to: 37, digits: 2, lengths: [15] },
  { from: 62, to: 62, digits: 2, lengths: [16, 17, 18, 19] },
  { from: 81, to: 81, digits: 2, lengths: [16, 17, 18, 19] },
  { from: 3528, to: 3589, digits: 4, lengths: [16, 17, 18, 19] },
  { from: 6011, to: 6011, digits: 4, lengths: [16, 19] },
  { from: 644, to: 649, digits: 3, lengths: [16, 19] },
  { from: 65, to: 65, digits: 2, lengths: [16, 19] },
  { from: 300, to: 305, digits: 3, lengths: [14] },
  { from: 36, to: 36, digits: 2, lengths: [14] },
  { from: 38, to: 39, digits: 2, lengths: [14] },
  { from: 50, to: 50, digits: 2, lengths: [16, 18, 19] },
  { from: 56, to: 58, digits: 2, lengths: [16, 18, 19] },
  { from: 63, to: 63, digits: 2, lengths: [16, 18, 19] },
  { from: 67, to: 67, digits: 2, lengths: [16, 18, 19] },
];

/** How many leading digits name the issuer's scheme; 0 if no scheme issues such a number. */
export function issuerDigits(digits: string): number {
  for (const issuer of issuers) {
    const head = Number(digits.slice(0, issuer.digits));
    if (head >= issuer.from && head <= issuer.to && issuer.lengths.includes(digits.length)) return issuer.digits;
  }
  return 0;
}

export const isPaymentCard = (digits: string): boolean => issuerDigits(digits) > 0 && luhn(digits);
