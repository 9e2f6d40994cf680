/** How often the parent is looked at where stdin says nothing, in milliseconds. */
const parentCheckInterval = 500;

/**
 * Calls `stop` once, then ends this process, when the engine asks (SIGINT, SIGTERM) or is gone.
 *
 * A killed engine asks nothing: its end of the stdin pipe closes, and this process gets another parent. Either sign
 * is enough, so that no program outlives the engine that would have recorded what it made.
 */
export function followEngine(stop: () => Promise<void>): void {
  const parent = process.ppid;
  let stopping = false;
  const end = () => {
    if (stopping) return;
    stopping = true;
    stop().finally(() => process.exit(0));
  };

  process.once("SIGINT", end);
  process.once("SIGTERM", end);
  process.stdin.on("end", end).on("error", end).resume();
  setInterval(() => {
    if (process.ppid !== parent) end();
  }, parentCheckInterval).unref();
}
