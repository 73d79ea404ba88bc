import { type Ended, UpstreamError } from './upstream.ts';

/**
 * Asks once more where the connection failed before any text had come: mostly a kept connection that the server had closed
 * meanwhile. Nothing else is asked twice, and nothing is asked a third time.
 */
export async function* retryingOnce(
  ask: () => AsyncGenerator<string, Ended, undefined>,
): AsyncGenerator<string, Ended, undefined> {
  for (let attempt = 1; ; attempt++) {
    const stream = ask();
    let begun = false;
    try {
      while (true) {
        const { value, done } = await stream.next();
        if (done) return value;
        begun = true;
        yield value;
      }
    } catch (error) {
      const again = !begun && attempt === 1 && error instanceof UpstreamError && error.code === 'unreachable';
      if (!again) throw error;
    } finally {
      await stream.return?.(undefined as never);
    }
  }
}
