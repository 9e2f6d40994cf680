import { HostError } from "./host.ts";

/** How to wait, in seconds; injected so that tests need no time. */
export type Wait = (seconds: number) => Promise<unknown>;

/**
 * Asks until there is an answer.
 *
 * @param ask gives undefined while there is none.
 * @throws HostError after the time.
 */
export async function until<Answer>(
  ask: () => Promise<Answer | undefined>,
  {
    wait,
    everySeconds,
    mostSeconds,
    what,
  }: { wait: Wait; everySeconds: number; mostSeconds: number; what: string },
): Promise<Answer> {
  for (let waited = 0; ; waited += everySeconds) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (waited >= mostSeconds) throw new HostError(`${what} was not done after ${mostSeconds} s.`, true);
    await wait(everySeconds);
  }
}
