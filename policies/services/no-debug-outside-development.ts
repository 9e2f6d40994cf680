import { iso27001, soc2 } from "../form/clauses.ts";
import { type Demand, type Finding, judge, violation } from "../form/finding.ts";
import { documentOf, type Metadata, type Policy } from "../form/policy.ts";
import type { Resource } from "../form/resource.ts";
import { show, type Value } from "../form/value.ts";
import { isOfDevelopment } from "../protection/stage.ts";
import { settingsOf } from "../secrets/setting.ts";
import { isApp, isSlot } from "./azure-type.ts";

const name = "no-debug-outside-development";

const metadata: Metadata = {
  name,
  displayName: "Nothing is debugged outside development",
  description:
    "Outside development an app must have remote debugging off, and settings must have no debug switch and no log level below info: debuggers stop the service, and debug logs hold what must not leave it.",
  severity: "high",
  clauses: [
    iso27001("A.8.31", "Development, test and production environments are kept apart."),
    iso27001("A.8.9", "Configurations are set, documented and kept."),
    soc2("CC6.1", "Logical access is restricted to protect information from security events."),
  ],
  requirements: ["S003-CFG-03", "S003-CFG-02"],
  remediationSteps:
    "Set siteConfig.remoteDebuggingEnabled: false, remove ACTIONS_STEP_DEBUG, ACTIONS_RUNNER_DEBUG and DEBUG, and set the log level to info or above. A stack whose settings say environment.tier: development may have them.",
  url: documentOf(name),
  tags: ["azure", "github", "vercel", "logging"],
};

/** Off by silence: Azure switches it on for nobody. */
const notDebugged: Demand = {
  property: "siteConfig.remoteDebuggingEnabled",
  required: "false",
  met: (value) => value === undefined || value === null || value === false,
};

const switches = /^(ACTIONS_(STEP|RUNNER)_DEBUG|(\w+_)?DEBUG|FLASK_DEBUG|PYTHONASYNCIODEBUG)$/i;
const logLevels = /(^|_)LOG(GING)?_?LEVEL(_|$)|^LOGLEVEL|logging__logLevel/i;
const off = ["", "0", "false", "no", "off", "none"];

export const noDebugOutsideDevelopment: Policy = {
  metadata,

  resource(resource, run) {
    if (isOfDevelopment(resource, run)) return [];
    const app = isApp(resource) || isSlot(resource) ? judge({ kind: "App", resource }, [notDebugged]) : [];
    return [...app, ...judgeSettings(resource)];
  },
};

/** A value that is not known comes from another resource, and no resource has a log level for an output. */
function judgeSettings(resource: Resource): Finding[] {
  return settingsOf(resource).flatMap(({ kind, name: setting, value, readable }) => {
    if (!debugs(setting, readable ? value : undefined)) return [];
    const given = readable ? show(value) : "a secret of that name";
    return [violation({ kind, resource }, `must have ${setting} off outside development; given: ${given}`)];
  });
}

/** A switch whose value nobody can read counts as on: GitHub takes ACTIONS_STEP_DEBUG from a secret as well. */
function debugs(setting: string, value: Value | undefined): boolean {
  const text =
    typeof value === "string" || typeof value === "boolean" || typeof value === "number" ? `${value}` : "on";
  if (switches.test(setting)) return !off.includes(text.trim().toLowerCase());
  return logLevels.test(setting) && /^(debug|trace|verbose|all)$/i.test(text.trim());
}
