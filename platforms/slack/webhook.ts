import { askHttp, isFailure } from "../http/ask.ts";

/** A message for a channel: the webhook's own. */
export interface SlackMessage {
  /** One line, in the channel and in notifications. */
  title: string;
  /** Plain text, one paragraph each. */
  paragraphs: readonly string[];
  links: readonly { url: string; name: string }[];
}

/** What Slack said. `again` tells whether another try can help, and after how many seconds. */
export type SlackAnswer = { taken: true } | { taken: false; why: string; again: boolean; after?: number };

/**
 * Posts a message by an incoming webhook. The address is the secret: no message of this function holds it.
 *
 * @param withinMs milliseconds for the answer.
 */
export async function postToSlack(
  webhook: string,
  message: SlackMessage,
  withinMs: number,
): Promise<SlackAnswer> {
  const problem = addressProblem(webhook);
  if (problem) return { taken: false, why: problem, again: false };
  const answer = await askHttp({
    url: webhook,
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(slackBody(message)),
    withinMs,
    redirects: 0,
  });
  if (isFailure(answer)) return { taken: false, why: `Slack gave no answer (${answer.reason})`, again: true };
  const { status, headers, body } = answer;
  if (status === 200 && body.trim() === "ok") return { taken: true };
  const why = `Slack answered ${status}: ${body.trim().slice(0, 200) || "nothing"}`;
  // Slack, "Sending messages using incoming webhooks": its own errors are words, and a limit names its end.
  const after = Number(headers.get("retry-after"));
  return {
    taken: false,
    why,
    again: status === 429 || status >= 500,
    ...(Number.isFinite(after) && after > 0 && { after }),
  };
}

/** A webhook is a secret: it goes over https, but for a server on this machine. */
function addressProblem(webhook: string): string | undefined {
  const url = URL.parse(webhook);
  if (url?.protocol === "https:") return undefined;
  if (url?.protocol === "http:" && /^(127\.0\.0\.1|\[::1\]|localhost)$/.test(url.hostname)) return undefined;
  return "The Slack webhook is no https address: set the secret to the address that Slack shows";
}

/** The message in Slack's blocks; a section holds at most 3000 characters. */
export function slackBody({ title, paragraphs, links }: SlackMessage) {
  const section = (text: string) => ({
    type: "section",
    text: { type: "mrkdwn", text: text.slice(0, 3000) },
  });
  return {
    text: escapeText(title),
    blocks: [
      { type: "header", text: { type: "plain_text", text: title.slice(0, 150), emoji: false } },
      ...paragraphs.filter(Boolean).map((text) => section(escapeText(text))),
      ...(links.length > 0
        ? [section(links.map(({ url, name }) => `<${escapeText(url)}|${escapeText(name)}>`).join("  "))]
        : []),
    ],
  };
}

/** Slack, "Formatting text for app surfaces": these three are its control characters; `<!here>` would call everybody. */
function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
