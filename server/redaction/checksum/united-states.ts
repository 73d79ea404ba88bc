/** ABA routing number: nine digits, a Federal Reserve prefix, weights 3-7-1 to a multiple of ten. */
export function isRoutingNumber(digits: string): boolean {
  if (digits.length !== 9) return false;
  const head = Number(digits.slice(0, 2));
  const known = head <= 12 || (head >= 21 && head <= 32) || (head >= 61 && head <= 72) || head === 80;
  if (!known || digits === '000000000') return false;
  let sum = 0;
  for (let i = 0; i < 9; i++) sum += (digits.charCodeAt(i) - 48) * [3, 7, 1][i % 3]!;
  return sum % 10 === 0;
}

/** Social security number: no area 000, 666 or 9xx, no group 00, no serial 0000 (Social Security Administration, 2011). */
export function isSocialSecurityNumber(digits: string): boolean {
  if (digits.length !== 9) return false;
  const area = digits.slice(0, 3);
  if (area === '000' || area === '666' || area >= '900') return false;
  return (
    digits.slice(3, 5) !== '00' && digits.slice(5) !== '0000' && !/^(\d)\1+$/.test(digits) && digits !== '123456789'
  );
}
