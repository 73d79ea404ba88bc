/** Puts a sentence into the reader's language; `{0}`, `{1}` … stand for the values. */
export type Translate = (sentence: string, ...values: (string | number)[]) => string;

/** As the sentences are written: for the command line, and where no editor translates. */
export const inEnglish: Translate = (sentence, ...values) =>
  sentence.replace(/\{(\d)\}/g, (_, index: string) => String(values[Number(index)]));
