import { askHttp, isFailure } from "../../platforms/http/ask.ts";
import { sendEvent } from "../../platforms/pagerduty/events.ts";
import { postToSlack } from "../../platforms/slack/webhook.ts";
import { sendMail } from "../../platforms/smtp/mail.ts";
import type { Environment } from "../cli/command.ts";
import type { Contract } from "../contract/contract.ts";
import type { Answer, Delivery } from "./deliver.ts";
import { type EventName, events, type Message, textOf } from "./events.ts";

/** Milliseconds for one try of one channel. */
const answerWithin = 10_000;

/** One channel that is set up, and how to send by it. */
export interface Channel {
  name: Delivery["channel"];
  send(): Promise<Answer>;
}

export interface Sending {
  event: EventName;
  environment: string;
  message: Message;
  to: readonly string[];
  /** ISO. */
  at: string;
  severity: "critical" | "high" | "low";
  /** What PagerDuty knows the trouble by. */
  key: string;
  variables: Environment;
  /** PagerDuty's address; undefined for its own. */
  pagerDutyUrl?: string | undefined;
}

const unset = (name: string): Answer => ({
  taken: false,
  why: `${name} is not set: the contract names it, so hand it to the step, under env`,
  again: false,
});

/** Every channel that the contract names. One that it does not name stays silent. */
export function channelsOf({ notifications }: Pick<Contract, "notifications">, sending: Sending): Channel[] {
  const { event, message, to, variables } = sending;
  const { slackWebhookSecret: slack, pagerDutyKeySecret: pagerDuty } = notifications;
  const guardian = variables[guardianVariable];
  const isAlarm = events[event] !== "notice";
  return [
    ...(slack === undefined
      ? []
      : [
          {
            name: "slack" as const,
            send: withSecret(variables, slack, (url) => postToSlack(url, message, answerWithin)),
          },
        ]),
    ...(to.length === 0 ? [] : [{ name: "email" as const, send: () => mail(notifications, sending) }]),
    // PagerDuty wakes people: it gets alarms and their ends, and a test when one is asked for.
    ...(pagerDuty === undefined || (!isAlarm && event !== "test")
      ? []
      : [
          { name: "pagerduty" as const, send: withSecret(variables, pagerDuty, (key) => page(key, sending)) },
        ]),
    ...(guardian && isAlarm
      ? [{ name: "guardian" as const, send: () => tellGuardian(guardian, sending) }]
      : []),
  ];
}

function withSecret(
  variables: Environment,
  name: string,
  send: (secret: string) => Promise<Answer>,
): () => Promise<Answer> {
  const secret = variables[name];
  return async () => (secret ? send(secret) : unset(name));
}

async function mail({ smtp }: Contract["notifications"], sending: Sending): Promise<Answer> {
  const { message, to, variables } = sending;
  if (!smtp) {
    const why = "there are addresses and no SMTP server: set notifications.smtp in the settings";
    return { taken: false, why, again: false };
  }
  const { host, port, from, userSecret, passwordSecret } = smtp;
  for (const name of [userSecret, passwordSecret]) {
    if (name !== undefined && !variables[name]) return unset(name);
  }
  const server = {
    host,
    port,
    user: userSecret === undefined ? undefined : variables[userSecret],
    password: passwordSecret === undefined ? undefined : variables[passwordSecret],
  };
  // A line break in a subject would be another header.
  const subject = message.title.replace(/\p{Cc}+/gu, " ");
  return sendMail(server, { from, to, subject, text: textOf(message) }, answerWithin);
}

const pagerDutySeverity = { critical: "critical", high: "error", low: "warning" } as const;

function page(routingKey: string, sending: Sending): Promise<Answer> {
  const { event, environment, message, at, severity, key, pagerDutyUrl } = sending;
  const { title, paragraphs, links } = message;
  return sendEvent(
    routingKey,
    {
      action: events[event] === "end" ? "resolve" : "trigger",
      key,
      summary: title,
      source: environment,
      severity: event === "test" ? "info" : pagerDutySeverity[severity],
      at,
      details: { event, text: paragraphs.join("\n") },
      links: links.filter(({ url }) => URL.canParse(url)),
    },
    { url: pagerDutyUrl, withinMs: answerWithin },
  );
}

/** Where alarms also go as JSON; docs/decisions/011-ledger.md has their form. */
export const guardianVariable = "GATEHOUSE_GUARDIAN_URL";

async function tellGuardian(url: string, sending: Sending): Promise<Answer> {
  const { event, environment, message, at, severity } = sending;
  const answer = await askHttp({
    url,
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ event, environment, severity, at, ...message }),
    withinMs: answerWithin,
    redirects: 0,
  });
  if (isFailure(answer))
    return { taken: false, why: `the Guardian gave no answer (${answer.reason})`, again: true };
  const { status } = answer;
  if (status >= 200 && status < 300) return { taken: true };
  return { taken: false, why: `the Guardian answered ${status}`, again: status === 429 || status >= 500 };
}
