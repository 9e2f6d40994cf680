import type * as pulumi from "@pulumi/pulumi";
import type { TokenSource } from "../../components/access/oidc.ts";
import type { Backups } from "../../components/audit/backups.ts";
import type { Tags } from "../../components/tags.ts";
import type { SharedSettings } from "../settings/schema.ts";

/** Loads the parts that the settings ask for, and asks the clouds what they need to know; declares nothing. */
export async function loadParts({ backups, dns, aws, doppler }: SharedSettings) {
  const [vault, zone, zones, cost, project] = await Promise.all([
    backups ? import("../../components/audit/backups.ts") : undefined,
    dns ? import("../../components/dns/index.ts") : undefined,
    dns?.manage === "existing" ? import("../../components/dns/zone.ts") : undefined,
    aws.budget ? import("../../components/cost/index.ts") : undefined,
    doppler.manage === "create" ? import("../../components/secrets/project.ts") : undefined,
  ]);
  const zoneId = dns && zones ? await zones.existingZone(dns.zone) : undefined;
  return { vault, zone, zoneId, cost, project };
}

export type Parts = Awaited<ReturnType<typeof loadParts>>;

interface Common {
  application: string;
  region: string;
  tags: Tags;
}

/** The locked bucket for backups, where an environment makes some. */
export function declareBackups(
  { backups, environments }: SharedSettings,
  { vault }: Parts,
  common: Common & { source: TokenSource; oidcProvider: pulumi.Input<string> },
): Backups | undefined {
  if (!backups || !vault) return undefined;
  return new vault.Backups("backups", {
    ...common,
    ...backups,
    writers: Object.entries(environments).flatMap(([environment, { backup }]) =>
      backup ? [{ environment }] : [],
    ),
  });
}

/** The DNS zone, or who may issue certificates in one that is there; gives the zone's id to the environments. */
export function declareZone(
  { dns }: SharedSettings,
  { zone, zoneId }: Parts,
  tags: Tags,
): pulumi.Input<string> | undefined {
  if (!dns || !zone) return undefined;
  if (zoneId !== undefined && dns.certificateAuthorities.length === 0) return zoneId;
  const { certificateAuthorities } = dns;
  return new zone.Dns("dns", { zone: dns.zone, zoneId, records: [], certificateAuthorities, tags }).zoneId;
}

export function declareCost({ aws, application }: SharedSettings, { cost }: Parts, tags: Tags): void {
  if (!aws.budget || !cost) return;
  const { thresholdsPercent, ...budget } = aws.budget;
  new cost.Cost("cost", {
    application: application.name,
    ...budget,
    actualPercents: thresholdsPercent,
    forecastPercents: [100],
    tags,
  });
}

/** The Doppler project with a config for each environment that has secrets, where it is not there yet. */
export function declareSecretProject(
  { doppler, application, environments }: SharedSettings,
  { project }: Parts,
): void {
  if (!project) return;
  new project.SecretProject("doppler", {
    project: doppler.project,
    manage: doppler.manage,
    description: application.title,
    environments: Object.entries(environments).flatMap(([name, { secrets }]) =>
      secrets ? [{ slug: secrets.config, name, manage: "create" as const, branches: [] }] : [],
    ),
  });
}
