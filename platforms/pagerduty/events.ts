import { z } from "zod";
import { askHttp, isFailure } from "../http/ask.ts";

/** PagerDuty's own address for events of version 2. */
export const eventsAddress = "https://events.pagerduty.com/v2/enqueue";

export interface PagerDutyEvent {
  action: "trigger" | "resolve";
  /** Events with the same key are one alert; at most 255 characters. */
  key: string;
  /** At most 1024 characters. */
  summary: string;
  source: string;
  severity: "critical" | "error" | "warning" | "info";
  /** ISO. */
  at: string;
  details: Readonly<Record<string, string>>;
  links: readonly { url: string; name: string }[];
}

/** What PagerDuty said. `again` tells whether another try can help. */
export type PagerDutyAnswer = { taken: true } | { taken: false; why: string; again: boolean };

const refusal = z.looseObject({ message: z.string().optional(), errors: z.array(z.string()).optional() });

/**
 * Sends an event (PagerDuty, "Events API v2").
 *
 * @param routingKey of a service's integration; it is the secret.
 * @param withinMs milliseconds for the answer.
 */
export async function sendEvent(
  routingKey: string,
  event: PagerDutyEvent,
  { url = eventsAddress, withinMs }: { url?: string | undefined; withinMs: number },
): Promise<PagerDutyAnswer> {
  const answer = await askHttp({
    url,
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(eventBody(routingKey, event)),
    withinMs,
    redirects: 0,
  });
  if (isFailure(answer))
    return { taken: false, why: `PagerDuty gave no answer (${answer.reason})`, again: true };
  if (answer.status === 202) return { taken: true };
  const why = `PagerDuty answered ${answer.status}: ${wordsOf(answer.body)}`;
  return { taken: false, why, again: answer.status === 429 || answer.status >= 500 };
}

export function eventBody(routingKey: string, event: PagerDutyEvent) {
  const { action, key, summary, source, severity, at, details, links } = event;
  return {
    routing_key: routingKey,
    event_action: action,
    dedup_key: key.slice(0, 255),
    payload: {
      summary: summary.slice(0, 1024),
      source,
      severity,
      timestamp: at,
      custom_details: details,
    },
    links: links.map(({ url, name }) => ({ href: url, text: name })),
  };
}

function wordsOf(body: string): string {
  try {
    const { message, errors = [] } = refusal.parse(JSON.parse(body));
    return [message, ...errors].filter(Boolean).join(": ") || "nothing";
  } catch {
    // No JSON: something between here and PagerDuty answered.
    return body.trim().slice(0, 200) || "nothing";
  }
}
