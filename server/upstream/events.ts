import { StringDecoder } from 'node:string_decoder';
import { UpstreamError } from './upstream.ts';

/** Characters of one event; a piece of a completion has some hundred. A server that never ends its event must not fill our memory. */
const longest = 4 * 1024 * 1024;

/**
 * Reads server-sent events (WHATWG HTML, section 9.2) from bytes that are cut anywhere. Only their data counts here: model servers
 * name no event types and nobody reconnects. Lines end with LF or CR LF. An event that is not closed by an empty line is none.
 */
export class EventReader {
  readonly #decoder = new StringDecoder('utf8');
  #rest = '';
  #data: string | null = null;

  /**
   * @returns the data of each event that these bytes complete.
   * @throws {UpstreamError} `garbled` where an event is longer than any that a model sends.
   */
  push(bytes: Uint8Array): string[] {
    const came = this.#decoder.write(bytes as Buffer);
    const text = this.#rest + came;
    if (text.length + (this.#data?.length ?? 0) > longest) throw new UpstreamError('garbled');
    // A line that comes in many pieces is looked through once, at its end.
    if (!came.includes('\n')) {
      this.#rest = text;
      return [];
    }
    const events: string[] = [];
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      const line = text.slice(from, text[end - 1] === '\r' && end > from ? end - 1 : end);
      from = end + 1;
      if (line.startsWith('data:')) {
        const value = line.slice(line[5] === ' ' ? 6 : 5);
        this.#data = this.#data === null ? value : `${this.#data}\n${value}`;
      } else if (line === '' && this.#data !== null) {
        events.push(this.#data);
        this.#data = null;
      }
    }
    this.#rest = text.slice(from);
    return events;
  }
}
