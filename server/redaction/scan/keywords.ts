/**
 * Aho–Corasick over UTF-16 units, letters folded to lower case: every keyword of every rule in one pass, in time linear in
 * the text however the text is made. The transitions are a dense table, so a step is one load.
 */

export interface Keywords {
  /** `classOf[unit]` is the column of the table. */
  classOf: Uint8Array;
  /** `next[state * width + class]`. */
  next: Uint16Array;
  width: number;
  /** Index into `outputs` by state; 0 where nothing ends. */
  outputOf: Uint16Array;
  /** Keyword numbers that end in a state, longest first. */
  outputs: number[][];
  keywords: readonly string[];
}

const maxStates = 65536;

export function compileKeywords(keywords: readonly string[]): Keywords {
  const classOf = new Uint8Array(65536);
  let classes = 1;
  for (const keyword of keywords) {
    for (let i = 0; i < keyword.length; i++) {
      const unit = keyword.charCodeAt(i);
      if (classOf[unit] === 0) {
        if (classes > 255) throw new Error('too many different characters in keywords');
        classOf[unit] = classes++;
      }
    }
  }
  for (let unit = 65; unit <= 90; unit++) classOf[unit] = classOf[unit + 32] ?? 0;

  const children: Map<number, number>[] = [new Map()];
  const ends: number[][] = [[]];
  keywords.forEach((keyword, number) => {
    let state = 0;
    for (let i = 0; i < keyword.length; i++) {
      const column = classOf[keyword.charCodeAt(i)]!;
      let child = children[state]!.get(column);
      if (child === undefined) {
        child = children.length;
        if (child >= maxStates) throw new Error('too many keywords');
        children.push(new Map());
        ends.push([]);
        children[state]!.set(column, child);
      }
      state = child;
    }
    ends[state]!.push(number);
  });

  const width = classes;
  const next = new Uint16Array(children.length * width);
  const failure = new Uint16Array(children.length);
  const queue: number[] = [];
  for (const [column, child] of children[0]!) {
    next[column] = child;
    queue.push(child);
  }
  for (let head = 0; head < queue.length; head++) {
    const state = queue[head]!;
    const fallback = failure[state]!;
    ends[state] = [...ends[state]!, ...ends[fallback]!];
    for (let column = 0; column < width; column++) {
      const child = children[state]!.get(column);
      if (child === undefined) next[state * width + column] = next[fallback * width + column]!;
      else {
        next[state * width + column] = child;
        failure[child] = next[fallback * width + column]!;
        queue.push(child);
      }
    }
  }

  const outputs: number[][] = [[]];
  const outputOf = new Uint16Array(children.length);
  ends.forEach((numbers, state) => {
    if (numbers.length === 0) return;
    outputOf[state] = outputs.length;
    outputs.push(numbers);
  });
  return { classOf, next, width, outputOf, outputs, keywords };
}
