import type { Attached } from "../audit/run/attachment.ts";
import { checksOf, verdictOf } from "../audit/run/attachment.ts";
import type { Contract } from "../contract/contract.ts";

/** What can be told, and whether it is an alarm, the end of one, or a notice. */
export const events = {
  started: "notice",
  succeeded: "notice",
  approval: "notice",
  frozen: "notice",
  test: "notice",
  failed: "alarm",
  "rolled-back": "alarm",
  unhealthy: "alarm",
  recovered: "end",
} as const;

export type EventName = keyof typeof events;

export function isEvent(name: string): name is EventName {
  return Object.hasOwn(events, name);
}

/** What a message is made from. */
export interface Told {
  event: EventName;
  environment: string;
  /** The release's commit. */
  sha: string;
  version: string | undefined;
  actor: string | undefined;
  run: string;
  message: string | undefined;
  links: readonly string[];
  attached: readonly Attached[];
}

export interface Message {
  /** One line. */
  title: string;
  paragraphs: string[];
  links: { url: string; name: string }[];
}

const titles: Record<EventName, (release: string, environment: string) => string> = {
  started: (release, environment) => `deployment of ${release} to ${environment} has started`,
  succeeded: (release, environment) => `${release} is live in ${environment}`,
  failed: (release, environment) => `deployment of ${release} to ${environment} failed`,
  "rolled-back": (release, environment) => `${environment} was rolled back from ${release}`,
  unhealthy: (_, environment) => `${environment} is unhealthy`,
  recovered: (_, environment) => `${environment} has recovered`,
  frozen: (_, environment) => `releases to ${environment} are frozen`,
  approval: (release, environment) => `${release} waits for approval to go to ${environment}`,
  test: (_, environment) => `test of the notices of ${environment}; nothing happened`,
};

const todo: Partial<Record<EventName, string>> = {
  failed:
    "What to do: open the run, read its first failed step, and decide between fixing forward and rolling back.",
  "rolled-back":
    "What to do: check that the service is well, then find out why it had to go back before the next release.",
  unhealthy:
    "What to do: look at the incident issue and the links below; if a release caused it, run the rollback workflow.",
  approval: "What to do: open the run and review the deployment.",
};

/** The message of an event, the same for every channel: what, what of it, why, what to do. */
export function messageOf({ application }: Pick<Contract, "application">, told: Told): Message {
  const { event, environment, sha, version, actor, run, message, links, attached } = told;
  const release = version ? `${version} (${sha.slice(0, 12)})` : sha.slice(0, 12);
  const verdicts = attached.flatMap((one) => {
    const bad = checksOf(one).filter(({ outcome }) => outcome !== "pass");
    return [
      `${one.command}: ${verdictOf(one) ?? "no verdict"}`,
      ...bad.map(({ name, outcome, detail }) => `  ${name}: ${outcome}${detail ? `, ${detail}` : ""}`),
    ];
  });
  return {
    title: `${application.title}: ${titles[event](release, environment)}`,
    paragraphs: [
      ...(message ? [message] : []),
      ...(verdicts.length > 0 ? [verdicts.join("\n")] : []),
      ...(todo[event] ? [todo[event]] : []),
      [`Release ${release}`, ...(actor ? [`by ${actor}`] : [])].join(" "),
    ],
    links: [
      ...(URL.canParse(run) ? [{ url: run, name: "The run" }] : []),
      ...links.map((url) => ({ url, name: nameOf(url) })),
    ],
  };
}

function nameOf(link: string): string {
  const url = URL.parse(link);
  return url ? `${url.host}${url.pathname === "/" ? "" : url.pathname}`.slice(0, 80) : link.slice(0, 80);
}

/** The message as plain text, for mail and for issues. */
export function textOf({ paragraphs, links }: Message): string {
  return [...paragraphs, links.map(({ url, name }) => `${name}: ${url}`).join("\n")]
    .filter(Boolean)
    .join("\n\n");
}
