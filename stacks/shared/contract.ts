import { locations } from "../../components/audit/records.ts";
import { type Rules, usualMonitor, usualThirdParties, usualWatch } from "../../components/runtime/index.ts";
import { smokeGroupsOf } from "../../components/smoke/index.ts";
import type { SharedSettings } from "../settings/schema.ts";
import { doorsOf, type Stage } from "../stage.ts";
import { migrationRules } from "./migrations.ts";
import { servicesOf } from "./services.ts";

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
      Object.entries(environments).map(([name, stage]) => [
        name,
        { ...stageRules(name, stage, checks), ...watchRules(settings, stage) },
      ]),
    ),
    notifications,
    objectives,
    audit: auditRules(settings),
    ...(settings.migrations ? { migrations: migrationRules(settings.migrations, environments) } : {}),
    thirdParties: thirdPartiesOf(settings),
  };
}

/** How the stage's services are asked, watched and looked at; nothing where the settings name no health path. */
function watchRules(settings: SharedSettings, stage: Stage): Partial<Rules["environments"][string]> {
  const services = servicesOf(settings, stage);
  if (Object.keys(services).length === 0) return {};
  const monitor = usualMonitor(stage.tier);
  return {
    services,
    ...(settings.smoke ? { smokeGroups: smokeGroupsOf(settings.smoke) } : {}),
    watch: usualWatch,
    monitor: {
      ...monitor,
      checks: monitor.checks.filter(
        (check) =>
          (check !== "third-parties" || stage.thirdParties.length > 0) &&
          (check !== "schedules" || monitorsOf(settings).length > 0) &&
          (check !== "deployments" || Object.values(services).some(({ platform }) => platform === "vercel")),
      ),
      thirdParties: stage.thirdParties,
      schedules: monitorsOf(settings).map((workflow) => ({ workflow, withinMinutes: 60 })),
      mutes: stage.maintenance,
    },
  };
}

function monitorsOf({ workflows }: SharedSettings): string[] {
  return Object.entries(workflows.files).flatMap(([file, { kind }]) => (kind === "monitor" ? [file] : []));
}

function thirdPartiesOf({ environments }: SharedSettings): NonNullable<Rules["thirdParties"]> {
  const named = new Set<string>(Object.values(environments).flatMap(({ thirdParties }) => thirdParties));
  return Object.fromEntries(Object.entries(usualThirdParties).filter(([name]) => named.has(name)));
}

/** Planned work stops releases on its days, in UTC. */
function blackoutsOf({ blackouts, maintenance }: Stage): Stage["blackouts"] {
  const days = maintenance.map(({ from, to, reason }) => ({
    from: from.slice(0, 10),
    to: to.slice(0, 10),
    reason,
  }));
  return [...blackouts, ...days];
}

function stageRules(name: string, stage: Stage, checks: readonly string[]): Rules["environments"][string] {
  const { tier, branches, approval, dataClass, window, holidays } = stage;
  return {
    tier,
    branches,
    doors: doorsOf(name, stage),
    approval,
    dataClass,
    ...(window ? { window } : {}),
    blackouts: blackoutsOf(stage),
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
