/**
 * What has been reckoned of the values of one scan: the same value often stands in many places, and a text made to hurt is nothing but one
 * value. Forgotten when the scan ends, so that no value outlives its request.
 */
const memories: (() => void)[] = [];

/** Values remembered at a time; a power of two. A value has one place, and takes it from the one before. */
const places = 64;
/** Longer values cost more to recognise than they are worth. */
const longest = 256;

/** The same function, which reckons once for a value that it is asked about again. What it returns must not be changed. */
export function remembering<T>(reckon: (value: string) => T): (value: string) => T {
  const values = new Array<string | null>(places).fill(null);
  const results = new Array<T>(places);
  let isEmpty = true;
  memories.push(() => {
    if (!isEmpty) values.fill(null);
    isEmpty = true;
  });
  return value => {
    const { length } = value;
    if (length > longest) return reckon(value);
    const ends = Math.imul(value.charCodeAt(length - 1), 31) + value.charCodeAt(length >> 1);
    const place = (Math.imul(ends, 31) + length + value.charCodeAt(0)) & (places - 1);
    if (values[place] === value) return results[place]!;
    const result = reckon(value);
    isEmpty = false;
    values[place] = value;
    results[place] = result;
    return result;
  };
}

export function forgetValues(): void {
  for (const forget of memories) forget();
}
