import type { EngineAddress } from '../serve/messages.ts';
import { openEgress } from './egress.ts';
import { OpenAiServer } from './openai.ts';
import { retryingOnce } from './retry.ts';
import { type Ask, type Ended, type Upstream, UpstreamError } from './upstream.ts';

/** One model on one thread answers one request at a time. */
const slots = 1;

/** The engine in a process of its own on this machine. It may die and come back elsewhere: `moved` says where it is now. */
export interface EmbeddedUpstream extends Upstream {
  moved(address: EngineAddress | null): void;
}

export function embeddedUpstream(initial: EngineAddress | null): EmbeddedUpstream {
  // Our own process on loopback, whatever networks the bank allows for its models.
  const egress = openEgress({
    allow: ['127.0.0.0/8', '::1/128'],
    listener: { refused: () => undefined, dialled: () => undefined },
  });
  const dispatcher = egress.dispatcher();
  let server: OpenAiServer | null = null;
  let weightsSha256: string | null = null;

  const moved = (address: EngineAddress | null) => {
    weightsSha256 = address?.weights_sha256 ?? weightsSha256;
    server =
      address === null
        ? null
        : new OpenAiServer(
            { url: baseUrl(address.url), model: address.model, key: address.secret },
            dispatcher,
            egress,
          );
  };
  moved(initial);

  return {
    id: 'embedded',
    engine: 'llama.cpp',
    get weightsSha256() {
      return weightsSha256;
    },
    slots,
    moved,
    get available() {
      return server !== null;
    },
    pick: ask => ({
      replica: 'embedded',
      reason: 'only_upstream',
      complete: signal =>
        // The address is read at each attempt: a second one goes to where the engine is by then.
        retryingOnce(() => server?.complete(ask, signal) ?? starting(ask)),
    }),
    replicas: () => [{ id: 'embedded', state: server === null ? 'open' : 'closed', inFlight: 0, load: null }],
    check: async signal => server?.check(signal) ?? 'starting',
    close: () => dispatcher.destroy(),
  };
}

// biome-ignore lint/correctness/useYield: it fails before its first word
async function* starting(_ask: Ask): AsyncGenerator<string, Ended, undefined> {
  throw new UpstreamError('starting');
}

function baseUrl(url: string): string {
  const plain = url.replace(/\/+$/, '');
  return plain.endsWith('/v1') ? plain : `${plain}/v1`;
}
