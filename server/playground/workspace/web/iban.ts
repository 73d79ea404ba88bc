/** International bank account numbers (ISO 13616). */

/** Length of the IBAN in each country that Lindenbank pays to. */
const lengthByCountry: Readonly<Record<string, number>> = {
  AT: 20,
  BE: 16,
  CH: 21,
  DE: 22,
  ES: 24,
  FR: 27,
  GB: 22,
  IT: 27,
  LU: 20,
  NL: 18,
};

/** Without spaces, in capitals. */
export function normaliseIban(iban: string): string {
  return iban.replaceAll(/\s/g, '').toUpperCase();
}

/** In groups of four, as on paper. */
export function formatIban(iban: string): string {
  return normaliseIban(iban).replaceAll(/(.{4})(?=.)/g, '$1 ');
}

/** Whether country and length belong together. */
export function hasValidLength(iban: string): boolean {
  const normalised = normaliseIban(iban);
  return lengthByCountry[normalised.slice(0, 2)] === normalised.length;
}

/**
 * Whether the check digits are right: with the first four characters moved to the end and each letter written as two digits
 * (A is 10, Z is 35), the number leaves 1 when divided by 97.
 */
export function hasValidCheckDigits(iban: string): boolean {
  const normalised = normaliseIban(iban);
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]+$/.test(normalised)) return false;
  const rearranged = normalised.slice(4) + normalised.slice(0, 4);
  const digits = rearranged.replaceAll(/[A-Z]/g, letter => String(letter.charCodeAt(0) - 55));
  return BigInt(digits) % 97n === 1n;
}
