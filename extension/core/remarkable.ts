/** Whether a line is particular enough that meeting it twice means a copy: `return;`, `break;` and `end loop;` are not. */
export function isRemarkable(line: string): boolean {
  const text = line.trim();
  if (/^(?:[)\]}]|end\b|fi\b|done\b|esac\b)/i.test(text)) return false;
  return text.length >= 8 && (text.match(/[\p{L}\p{N}_]+/gu)?.length ?? 0) >= 2;
}
