import { CommandError } from '../cli/command.ts';
import { openLogFile, openLogger } from './log.ts';
import { occupant } from './occupant.ts';
import type { Prepared } from './prepare.ts';
import { type Service, serve } from './supervisor.ts';

/**
 * The proxy at the configured address: the one that runs there already, or one started here with its log in a file.
 * @throws {CommandError} where another program holds the port.
 */
export async function findOrServe(prepared: Prepared): Promise<Service & { mine: boolean; log: string | null }> {
  const { loaded } = prepared;
  const { host, port } = loaded.config.listen;
  switch (await occupant(host, port)) {
    case 'intramural':
      return {
        origin: `http://${host}:${port}`,
        mine: false,
        log: null,
        reload: () => undefined,
        stop: async () => undefined,
      };
    case 'another program':
      throw new CommandError(`Port ${port} is taken by another program.`, {
        mend: loaded.file
          ? `Choose another in ${loaded.file} (listen.port), or set INTRAMURAL_PORT.`
          : 'Choose another: set INTRAMURAL_PORT to a free port and start again.',
      });
    case 'nobody': {
      const file = openLogFile(loaded.dataDirectory);
      const log = openLogger(loaded.config.log.level, file.descriptor);
      const service = await serve({ ...prepared, log, output: file.descriptor });
      return { ...service, mine: true, log: file.path };
    }
  }
}
