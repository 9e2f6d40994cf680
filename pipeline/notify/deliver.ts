import { setTimeout as sleep } from "node:timers/promises";

/** What a channel says to one try. */
export type Answer = { taken: true } | { taken: false; why: string; again: boolean; after?: number };

/** A message that was sent, or could not be, as the ledger records it. */
export interface Delivery {
  channel: "slack" | "email" | "pagerduty" | "github" | "guardian";
  event: string;
  outcome: "success" | "failure";
  attempts: number;
  detail?: string;
}

export const mostTries = 3;

/** Longer waits would hold the deployment up. */
const longestWait = 30;

/**
 * Sends by one channel, again where that may help. It never throws: a channel that fails fails no deployment.
 *
 * @param wait in seconds; default is to sleep.
 */
export async function deliver(
  channel: Delivery["channel"],
  event: string,
  send: () => Promise<Answer>,
  wait: (seconds: number) => Promise<unknown> = (seconds) => sleep(seconds * 1000),
): Promise<Delivery> {
  for (let attempts = 1; ; attempts++) {
    const answer = await once(send);
    if (answer.taken) return { channel, event, outcome: "success", attempts };
    const after = answer.after ?? 2 ** (attempts - 1);
    if (!answer.again || attempts >= mostTries || after > longestWait) {
      return { channel, event, outcome: "failure", attempts, detail: answer.why };
    }
    await wait(after);
  }
}

async function once(send: () => Promise<Answer>): Promise<Answer> {
  try {
    return await send();
  } catch (error) {
    return { taken: false, why: error instanceof Error ? error.message : String(error), again: false };
  }
}
