import { z } from "zod";
import { moment, oneOf, percent, text, variableName, whole } from "./words.ts";

const alertKinds = z.array(
  oneOf(["code-scanning", "dependabot", "secret-scanning"], "a kind of GitHub's security alerts"),
);

/** How a release is watched after it went out. Which figures are watched is each service's own to say. */
export const watch = z.strictObject({
  everySeconds: whole(1, 300, "seconds"),
  /** Bad samples in a row after which a signal is bad, and good ones after which it is good again. */
  badAfter: whole(1, 20, "samples"),
  goodAfter: whole(1, 20, "samples"),
  /** The share of bad samples above which a signal is bad, however they are spread. */
  mostBadPercent: percent,
  /** The share of samples that must be there; below it nothing can be concluded. */
  leastSamplesPercent: percent,
  /** Requests in one sample below which its error rate and latency say nothing. */
  leastRequests: whole(0, 1_000_000, "requests"),
  /** Minutes before the release from which the baseline is taken. */
  baselineMinutes: whole(1, 24 * 60, "minutes"),
  /** Percentage points by which the error rate may lie above its baseline. */
  errorRatePoints: percent,
  /** Percent by which latency may lie above its baseline. */
  latencyPercent: z.number().gt(0, "percent above 0").max(1000, "at most 1000 percent"),
  /** Percent at which use of the processor and of memory is a breach. */
  cpuPercent: percent,
  memoryPercent: percent,
  /** Kinds of security alert of which a critical one, made since the release, is a failure. */
  securityAlerts: alertKinds,
});

/** What a pass of the monitor can look at. */
export const monitorChecks = [
  "availability",
  "response-times",
  "error-rates",
  "resources",
  "certificates",
  "dns",
  "database",
  "deployments",
  "logs",
  "security-alerts",
  "third-parties",
  "schedules",
] as const;
export type MonitorCheck = (typeof monitorChecks)[number];

const mute = z
  .strictObject({
    from: moment,
    to: moment,
    reason: text("why it is muted"),
    /** The services that are worked on; all where none is named. */
    services: z.array(text("a service")),
  })
  .refine(({ from, to }) => Date.parse(from) < Date.parse(to), "a begin that lies before the end");

/** How lines of a log become findings. */
const logs = z.strictObject({
  /** The file into which the job has put the host's recent lines. */
  file: text("the log's file"),
  /** The share of lines that report an error, in percent, at which it is an anomaly. */
  errorPercent: percent,
  /** How often one error must come to be an anomaly by itself. */
  sameError: whole(1, 100_000, "lines"),
  /** Lines below which shares say nothing. */
  leastLines: whole(1, 1_000_000, "lines"),
  /** A program that judges as well: it is given the lines on standard input, see docs/decisions/014. */
  hook: z.array(text("a word of the command")).min(1, "at least the program").optional(),
});

/** How an environment is looked at by the scheduled monitor. */
export const monitor = z.strictObject({
  checks: z.array(oneOf(monitorChecks, "what is looked at")).min(1, "at least availability"),
  /** Requests by which response times are measured in one pass; the 99th percentile needs 100. */
  samples: whole(1, 1000, "requests"),
  /** Tries before an endpoint counts as down. */
  tries: whole(1, 10, "tries"),
  /** The share of failed requests, in percent, from which on it is too much. */
  errorRatePercent: percent,
  cpuPercent: percent,
  memoryPercent: percent,
  /** Days before its end from which on a certificate is a finding. */
  certificateDays: whole(1, 90, "days"),
  /** Milliseconds in which the database must answer, and the variable with its address. */
  database: z.strictObject({ address: variableName, withinMs: whole(1, 60_000, "milliseconds") }).optional(),
  logs: logs.optional(),
  securityAlerts: alertKinds,
  /** Names of contract.thirdParties that this environment depends on. */
  thirdParties: z.array(text("a third party")),
  /** Workflows that must have succeeded within so many minutes: who watches the watcher. */
  schedules: z.array(
    z.strictObject({
      workflow: z.string().regex(/^[\w.-]+\.ya?ml$/, "a workflow's file name"),
      withinMinutes: whole(1, 60 * 24 * 31, "minutes"),
    }),
  ),
  mutes: z.array(mute),
});

/** Status pages of others, by their name. */
export const thirdParties = z.record(
  text("the third party's name"),
  z.strictObject({
    status: z.url({ protocol: /^https?$/, error: "the address of the status page's JSON" }),
    /** `statuspage`: `/api/v2/status.json` as Atlassian's pages have it (Twilio, Clerk). `stripe`: Stripe's own. */
    format: oneOf(["statuspage", "stripe"], "how the status page says it"),
  }),
);

export type WatchRules = z.infer<typeof watch>;
export type MonitorRules = z.infer<typeof monitor>;
export type ThirdParties = z.infer<typeof thirdParties>;
export type AlertKind = z.infer<typeof alertKinds>[number];
export type Mute = z.infer<typeof mute>;

/** How a release is watched where the settings say nothing else; the figures of specification 004 (S004-CAN-04 to 07). */
export const usualWatch: WatchRules = {
  everySeconds: 10,
  badAfter: 3,
  goodAfter: 3,
  mostBadPercent: 10,
  leastSamplesPercent: 90,
  leastRequests: 300,
  baselineMinutes: 60,
  errorRatePoints: 1,
  latencyPercent: 20,
  cpuPercent: 80,
  memoryPercent: 85,
  securityAlerts: [],
};

/** What is looked at where the settings say nothing else: everything of production, availability of the rest (S004-MON-02). */
export function usualMonitor(tier: "development" | "staging" | "production"): MonitorRules {
  const all: MonitorCheck[] = [
    "availability",
    "response-times",
    "error-rates",
    "resources",
    "certificates",
    "dns",
    "deployments",
    "security-alerts",
    "third-parties",
    "schedules",
  ];
  return {
    checks: tier === "production" ? all : ["availability"],
    samples: 100,
    tries: 3,
    errorRatePercent: 1,
    cpuPercent: 80,
    memoryPercent: 85,
    certificateDays: 21,
    securityAlerts: ["code-scanning"],
    thirdParties: [],
    // At worst the monitor runs every 15 minutes, and GitHub is late by as much again and more.
    schedules: [{ workflow: "deployment-monitor.yml", withinMinutes: 60 }],
    mutes: [],
  };
}

/** The status pages of those that the specifications depend on. */
export const usualThirdParties: ThirdParties = {
  Stripe: { status: "https://status.stripe.com/current", format: "stripe" },
  Twilio: { status: "https://status.twilio.com/api/v2/status.json", format: "statuspage" },
  Clerk: { status: "https://status.clerk.com/api/v2/status.json", format: "statuspage" },
};
