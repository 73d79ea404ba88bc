/** What proxies that run side by side tell each other. Nobody waits for it: what others have counted is known a moment late. */
export interface Shared {
  /** Counted by the others in one span (a minute's or a day's number), as far as is known here. */
  others(key: string, what: 'requests' | 'tokens', span: number): number;
  count(key: string, what: 'requests' | 'tokens', span: number, by: number): void;
  /** A request for this document has come here at this time (milliseconds since 1970): older ones elsewhere end. */
  supersede(document: string, at: number): void;
  close(): Promise<void>;
}
