import { join } from "node:path";
import { environmentStack } from "../../stacks/environment/index.ts";
import { readSettingsFiles } from "../../stacks/settings/files.ts";
import { parseSettings } from "../../stacks/settings/parse.ts";
import type { EnvironmentSettings } from "../../stacks/settings/schema.ts";
import { type Registration, record } from "../components/recording.ts";

/** The settings of an example's environment stack. */
export function settingsOf(example: string, stack: string): EnvironmentSettings {
  const folder = join(import.meta.dirname, "..", "..", "examples", example);
  const result = parseSettings({ ...readSettingsFiles(folder, stack).written });
  if ("refusal" in result) throw new Error(JSON.stringify(result.refusal.issues));
  if (result.settings.kind !== "environment")
    throw new Error(`${stack} of ${example} declares no environment`);
  return result.settings;
}

/** The secrets that an environment must have. */
export function secretNamesOf({ secrets, environments, environment }: EnvironmentSettings): string[] {
  const { environmentSecrets = [], rollbackSecrets = [] } = environments[environment]?.secrets ?? {};
  return [
    ...Object.values(secrets.backend).flat(),
    ...secrets.frontend,
    ...environmentSecrets,
    ...rollbackSecrets.map(({ name }) => name),
  ];
}

/** The number that GitHub here gives a team. */
export function teamId(slug: string): number {
  return 1000 + [...slug].reduce((sum, letter) => sum + letter.charCodeAt(0), 0);
}

/** What an example's environment stack registers; Doppler holds these secrets, all that are needed by default. */
export function declareExample(
  settings: EnvironmentSettings,
  secrets: readonly string[] = secretNamesOf(settings),
): Promise<Registration[]> {
  const { github } = settings;
  const repository = `${github.owner}/${github.repository.name}`;
  return record(() => environmentStack(settings), {
    "github:index/getTeam:getTeam": ({ slug }) => ({
      id: String(teamId(String(slug))),
      privacy: "closed",
      members: [`${slug}-one`, `${slug}-two`, `${slug}-three`],
    }),
    "github:index/getRepository:getRepository": () => ({
      name: github.repository.name,
      repoId: 7,
      allowMergeCommit: true,
    }),
    "doppler:index/getSecrets:getSecrets": () => ({
      map: Object.fromEntries(secrets.map((name) => [name, "ab".repeat(32)])),
    }),
    "aws:route53/getZone:getZone": () => ({ zoneId: "Z1" }),
    "azure-native:authorization:getClientConfig": () => ({ subscriptionId: "sub", tenantId: "tenant" }),
    "pulumi:pulumi:readStackOutputs": () => ({
      outputs: {
        handover: {
          repository,
          auditBucket: "archive",
          auditIndexBucket: "archive-index",
          auditRegion: settings.aws.region,
          dnsZoneId: "Z1",
          auditWriterRoles: Object.fromEntries(
            ["development", "staging", "acceptance", "production"].map((name) => [
              name,
              "arn:aws:iam::111122223333:role/writer",
            ]),
          ),
          backupBucket: "backups",
          backupRoles: {},
        },
      },
    }),
  });
}
