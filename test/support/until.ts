/** Waits for a condition, not for time. The test's own timeout says when that is hopeless. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise(resolve => setTimeout(resolve, 5));
}
