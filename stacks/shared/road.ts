import { rotationVariable } from "../../components/secrets/rotation.ts";
import {
  type HostName,
  hostNames,
  type Road,
  type RoadService,
  type RoadStage,
} from "../../components/workflows/files/road.ts";
import { RepositorySecret, WorkflowError } from "../../components/workflows/model/index.ts";
import type { SharedSettings } from "../settings/schema.ts";
import type { WorkflowSettings } from "../settings/workflows.ts";
import { doorsOf, type Stage } from "../stage.ts";

/** What the shared settings and every environment's have in common. */
export type Given = Pick<
  SharedSettings,
  | "application"
  | "github"
  | "releases"
  | "protection"
  | "environments"
  | "services"
  | "secrets"
  | "notifications"
  | "workflows"
>;

/**
 * The road as the workflow files see it. No value of an environment is in it, only the names by which jobs read them.
 *
 * @throws WorkflowError where the settings of services and of workflows contradict each other.
 */
export function roadOf(settings: Given): Road {
  const { application, github, releases, protection, environments, workflows } = settings;
  return {
    title: application.title,
    repository: `${github.owner}/${github.repository.name}`,
    defaultBranch: github.defaultBranch,
    active: releases.activation === "on",
    stages: Object.fromEntries(
      Object.entries(environments).map(([name, stage]) => [name, stageOf(name, stage, settings)]),
    ),
    services: Object.entries(workflows.services).map(([name, service]) => serviceOf(name, service, settings)),
    app: workflows.app && { clientId: workflows.app.clientId, privateKey: workflows.app.privateKeySecret },
    snyk: workflows.snyk && new RepositorySecret("SNYK_TOKEN", workflows.snyk),
    guards: {
      protectedPaths: protection.protectedPaths.length > 0,
      dependencyFreeze: protection.dependencyFreeze.length > 0,
    },
    overrides: releases.overriddenBy !== undefined,
    firstReleases: releases.firstReleaseBy !== undefined,
  };
}

function serviceOf(name: string, given: WorkflowSettings["services"][string], settings: Given): RoadService {
  const declared = platformOf(name, settings);
  if (declared !== undefined && given.host !== undefined && declared !== given.host) {
    throw new WorkflowError(
      `workflows.services.${name}.host is ${given.host}, and services.${name}.platform is ${declared}. Allowed: one of them, or the same.`,
    );
  }
  const { backend, frontend } = settings.secrets;
  return {
    name,
    host: given.host ?? hostNames.find((host) => host === declared),
    checked: { name, toolchain: given.toolchain },
    hostedAs: given.names,
    required: name === "frontend" ? frontend : Object.values(backend).flat(),
  };
}

function platformOf(name: string, { services }: Given): string | undefined {
  if (name === "backend") return services.backend?.platform;
  return name === "frontend" ? services.frontend?.platform : undefined;
}

function stageOf(name: string, stage: Stage, settings: Given): RoadStage {
  const { notifications, secrets } = settings;
  return {
    name,
    tier: stage.tier,
    doors: doorsOf(name, stage),
    branches: stage.branches,
    watchMinutes: stage.watchMinutes,
    limits: stage.limits,
    secrets: secretsOf(stage),
    variables: variablesOf(stage, settings),
    channels: channelsOf(notifications),
    required: stage.secrets ? Object.values(secrets.backend).flat() : [],
  };
}

function channelsOf({ slackWebhookSecret, pagerDutyKeySecret, smtp }: Given["notifications"]): string[] {
  return [slackWebhookSecret, pagerDutyKeySecret, smtp?.userSecret, smtp?.passwordSecret].filter(
    (secret) => secret !== undefined,
  );
}

function secretsOf({ secrets }: Stage): RoadStage["secrets"] {
  if (!secrets) return undefined;
  const { delivery, tokenSecret, environmentSecrets, rollbackSecrets } = secrets;
  const rollback = rollbackSecrets.map(({ name }) => name);
  return delivery === "token" && tokenSecret
    ? { from: "doppler", token: tokenSecret, held: [tokenSecret, ...environmentSecrets], rollback }
    : { from: "environment", rollback };
}

/** What stacks/environment sets at the doors for each host, beside the settings' own variables. */
const hostVariables: Readonly<
  Record<HostName, { service: "BACKEND_URL" | "FRONTEND_URL"; names: readonly string[] }>
> = {
  "azure-functions": {
    service: "BACKEND_URL",
    names: [
      "AZURE_TENANT_ID",
      "AZURE_SUBSCRIPTION_ID",
      "AZURE_RESOURCE_GROUP",
      "AZURE_FUNCTIONAPP_NAME",
      "AZURE_CLIENT_ID",
    ],
  },
  vercel: { service: "FRONTEND_URL", names: ["VERCEL_PROJECT_ID", "VERCEL_TARGET"] },
  // Declared elsewhere: their addresses and names are the settings' own variables.
  railway: { service: "BACKEND_URL", names: [] },
  supabase: { service: "BACKEND_URL", names: [] },
  container: { service: "BACKEND_URL", names: [] },
};

/** The names of the variables that stacks/environment/variables.ts sets at each door. */
function variablesOf(stage: Stage, settings: Given): RoadStage["variables"] {
  const declared = [settings.services.backend?.platform, settings.services.frontend?.platform];
  const brought = hostNames
    .filter((host) => declared.some((one) => one === host))
    .flatMap((host) => [hostVariables[host].service, ...hostVariables[host].names]);
  const archive = ["AUDIT_BUCKET", "AUDIT_INDEX_BUCKET", "AUDIT_ROLE_ARN", "AWS_REGION"];
  const own = Object.keys(stage.variables);
  const rotation = Object.keys(settings.secrets.rotation).length > 0 ? [rotationVariable] : [];
  const backups = stage.backup ? ["BACKUP_BUCKET", "BACKUP_ROLE_ARN"] : [];
  return {
    entry: unique([...archive, ...brought, ...backups, ...rotation, ...own]),
    rollback: unique([...archive, ...brought, ...own]),
  };
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)];
}
