/** One line of an answer with where it stands. The last line of a text that may go on is not complete. */
export interface AnswerLine {
  text: string;
  start: number;
  end: number;
  complete: boolean;
}

export function answerLines(text: string, ended: boolean): AnswerLine[] {
  const lines: AnswerLine[] = [];
  let start = 0;
  for (;;) {
    const newline = text.indexOf('\n', start);
    if (newline < 0) {
      lines.push({ text: text.slice(start), start, end: text.length, complete: ended });
      return lines;
    }
    lines.push({ text: text.slice(start, newline), start, end: newline, complete: true });
    start = newline + 1;
  }
}
