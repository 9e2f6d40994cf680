import { locations } from "../../components/audit/records.ts";
import type { Rules } from "../../components/runtime/index.ts";
import type { SharedSettings } from "../settings/schema.ts";
import { doorsOf, type Stage } from "../stage.ts";

/**
 * The rules that the runtime judges releases by.
 *
 * @param checks the names of the checks that a release's commit must have passed.
 */
export function rulesOf(settings: SharedSettings, checks: readonly string[]): Rules {
  const { application, github, releases, protection, environments, notifications, objectives } = settings;
  const { labels, ...rest } = releases;
  return {
    application: { name: application.name, title: application.title },
    repository: { owner: github.owner, name: github.repository.name, defaultBranch: github.defaultBranch },
    roles: settings.roles,
    releases: rest,
    labels,
    protection: {
      protectedPaths: protection.protectedPaths,
      dependencyFreeze: protection.dependencyFreeze,
    },
    environments: Object.fromEntries(
      Object.entries(environments).map(([name, stage]) => [name, stageRules(name, stage, checks)]),
    ),
    notifications,
    objectives,
    audit: auditRules(settings),
  };
}

function stageRules(name: string, stage: Stage, checks: readonly string[]): Rules["environments"][string] {
  const { tier, branches, approval, dataClass, window, blackouts, holidays } = stage;
  return {
    tier,
    branches,
    doors: doorsOf(name, stage),
    approval,
    dataClass,
    ...(window ? { window } : {}),
    blackouts,
    holidays,
    ...(stage.rateLimit ? { rateLimit: stage.rateLimit } : {}),
    ...(stage.requires ? { requires: stage.requires } : {}),
    ...(stage.incidentFreeHours === undefined ? {} : { incidentFreeHours: stage.incidentFreeHours }),
    evidence: { ...stage.evidence, checks: tier === "development" ? [] : [...checks] },
    watchMinutes: stage.watchMinutes,
    limits: stage.limits,
    ...(stage.availability === undefined ? {} : { availability: stage.availability }),
    ...(stage.alerts ? { alerts: stage.alerts } : {}),
  };
}

function auditRules({ audit, aws }: SharedSettings): Rules["audit"] {
  return {
    bucket: audit.bucket,
    region: aws.region,
    indexBucket: `${audit.bucket}-index`,
    prefixes: {
      ledger: locations.ledger,
      early: locations.early,
      secretAccess: locations.secretAccess,
      securityScans: locations.securityScans,
      metrics: locations.metrics,
      segments: locations.segments,
    },
  };
}
