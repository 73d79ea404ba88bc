/** What an engine says of its own load, from its Prometheus page. */
export interface EngineLoad {
  running: number;
  waiting: number;
  /** Seconds since 1970 when its process began; null where it does not say. Another number: its cache is empty again. */
  startedAt: number | null;
}

/** The names of vLLM, SGLang, llama.cpp's server and TGI, each for the same two things. */
const names = {
  running: [
    'vllm:num_requests_running',
    'sglang:num_running_reqs',
    'llamacpp:requests_processing',
    'tgi_batch_current_size',
  ],
  waiting: ['vllm:num_requests_waiting', 'sglang:num_queue_reqs', 'llamacpp:requests_deferred', 'tgi_queue_size'],
  startedAt: ['process_start_time_seconds'],
} as const;

/** Null where the page says nothing that is known here. */
export function readEngineLoad(page: string): EngineLoad | null {
  const running = sum(page, names.running);
  const waiting = sum(page, names.waiting);
  if (running === null && waiting === null) return null;
  return { running: running ?? 0, waiting: waiting ?? 0, startedAt: sum(page, names.startedAt) };
}

/** One engine may show several lines of a name, one for each model or worker. */
function sum(page: string, wanted: readonly string[]): number | null {
  let total: number | null = null;
  for (const line of page.split('\n')) {
    const match = /^([a-zA-Z_:][\w:]*)(?:\{[^}]*\})? +([-+.\deE]+)/.exec(line);
    if (match === null || !wanted.includes(match[1]!)) continue;
    const value = Number(match[2]);
    if (Number.isFinite(value) && value >= 0) total = (total ?? 0) + value;
  }
  return total;
}
