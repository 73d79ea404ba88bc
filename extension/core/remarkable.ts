/** Whether a line is particular enough that meeting it twice means a copy: `return;` and `break;` are not. */
export function isRemarkable(line: string): boolean {
  const text = line.trim();
  return text.length >= 8 && (text.match(/[\p{L}\p{N}_]+/gu)?.length ?? 0) >= 2;
}
