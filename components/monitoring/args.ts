import type * as pulumi from "@pulumi/pulumi";
import type { Tags } from "../tags.ts";
import type { Link } from "./dashboard.ts";
import type { EscalationStep, Severity } from "./escalation.ts";

/** Route 53 publishes its health metrics in this region alone (AWS, "Monitoring health checks using CloudWatch"). */
export const healthRegion = "us-east-1";

export interface Probe {
  /** For example `/health`. An answer below 400 within two seconds is a good one. */
  path: string;
  /** Text that a good answer holds in its first 5,120 bytes; left out, the status alone decides. */
  contains?: string | undefined;
}

export interface Endpoint {
  /** What is watched, for people and for names, for example `backend`. */
  name: string;
  host: pulumi.Input<string>;
  /** At least one. */
  probes: readonly Probe[];
  /** Milliseconds to the first byte, as a minute's average, above which it is slow; left out, no alarm. */
  slowAboveMs?: number | undefined;
  /** Percent of the checkers without a good answer above which it fails; left out, no alarm. */
  failingAbovePercent?: number | undefined;
}

export interface MonitoringArgs {
  application: string;
  environment: string;
  /** At least one. */
  endpoints: readonly Endpoint[];
  /** Seconds between two checks: 10 or 30. */
  intervalSeconds: 10 | 30;
  /** Failed checks in a row after which an endpoint counts as unhealthy. */
  failures: number;
  /** How bad it is when the environment is unhealthy; it stands first in every message. */
  severity: Severity;
  /** Who is told, and who else when it stays so. */
  escalation: readonly EscalationStep[];
  /** Pages that the dashboard and the messages lead to, for example runbooks. */
  links: readonly Link[];
  tags: Tags;
}

/** What the names of all of an environment's resources begin with. */
export function prefixOf({ application, environment }: MonitoringArgs): string {
  return `${application}-${environment}`;
}

/** What tells one path's resources from another's: `/health/deep` of `backend` is `backend-health-deep`. */
export function pathSuffix(endpoint: Endpoint, { path }: Probe): string {
  return `${endpoint.name}${path.replace(/\/+/g, "-").replace(/-$/, "")}`;
}

/** What stands in a message: how bad, what, and where to read on. */
export function describe({ severity, links }: MonitoringArgs, words: string): string {
  const pages = links.map(({ title, url }) => `${title}: ${url}`);
  return [`${severity}: ${words}`, ...pages].join("\n");
}
