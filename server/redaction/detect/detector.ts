import type { View } from '../scan/view.ts';

/** Something that is looked for where one of its keywords stands. */
export interface Detector {
  /** Lower case; found in any case, inside words too. */
  keywords: readonly string[];
  /** Called with the place of a keyword. Leaves what it finds with `view.add`. Its work must not depend on the length of the text. */
  detect(view: View, start: number, end: number): void;
}
