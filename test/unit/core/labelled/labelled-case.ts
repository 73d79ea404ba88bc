/**
 * Language id; the document with what should be shown between ├ and ┤ (after ┼: what it overwrites), or with a bare █ where
 * silence is right; the model's answer; other displays that are as good.
 */
export type LabelledCase = readonly [languageId: string, shown: string, answer: string, ...asGood: string[]];
