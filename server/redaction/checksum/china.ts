const residentWeights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const residentCheck = '10X98765432';
/** First two digits of GB/T 2260: provinces, and 81–83 for residents from Hong Kong, Macao and Taiwan. */
const provinces = new Set(
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83 91'.split(
    ' ',
  ),
);

/** GB 11643—1999: province, date of birth, ISO 7064 mod 11-2 over the first 17 digits. */
export function isResidentId(text: string): boolean {
  if (text.length !== 18 || !hasResidentForm(text)) return false;
  let sum = 0;
  for (let i = 0; i < 17; i++) sum += (text.charCodeAt(i) - 48) * residentWeights[i]!;
  return residentCheck[sum % 11] === text[17]!.toUpperCase();
}

/** Province and date are possible; the check character is not looked at. */
export function hasResidentForm(text: string): boolean {
  for (let i = 0; i < 17; i++) {
    const unit = text.charCodeAt(i);
    if (!(unit >= 48 && unit <= 57)) return false;
  }
  if (!provinces.has(text.slice(0, 2))) return false;
  const year = Number(text.slice(6, 10));
  const month = Number(text.slice(10, 12));
  const day = Number(text.slice(12, 14));
  return year >= 1900 && year <= 2099 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

const creditAlphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const creditWeights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/** GB 32100—2015: registering department, kind, region, organisation, modulo 31. */
export function isCreditCode(text: string): boolean {
  if (text.length !== 18) return false;
  let sum = 0;
  for (let i = 0; i < 17; i++) {
    const value = creditAlphabet.indexOf(text[i]!);
    if (value < 0) return false;
    sum += value * creditWeights[i]!;
  }
  if (!/^(?:[1567AN]|[2-48-9Y])/.test(text) || !/^\d{6}$/.test(text.slice(2, 8))) return false;
  return creditAlphabet[(31 - (sum % 31)) % 31] === text[17];
}
