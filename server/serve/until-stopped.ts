import type { Service } from './supervisor.ts';

/** Waits for Ctrl-C or SIGTERM, then stops the service. A second Ctrl-C ends the process at once; SIGHUP reads the policy again. */
export async function untilStopped(service: Service, say: (line: string) => void): Promise<void> {
  await new Promise<void>(resolve => {
    let asked = false;
    const stop = () => {
      if (asked) process.exit(130);
      asked = true;
      say('Stopping: finishing what is under way (Ctrl-C again to end at once)…');
      resolve();
    };
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
    process.on('SIGHUP', () => service.reload());
  });
  await service.stop();
}
