import * as pulumi from "@pulumi/pulumi";
import { resolveRole } from "../components/access/roles.ts";
import { type Gate, gatesOf } from "../components/environment/gates.ts";
import { Environment } from "../components/environment/index.ts";
import type { Monitoring as MonitoringComponent } from "../components/monitoring/index.ts";
import type { Secrets as SecretsComponent } from "../components/secrets/index.ts";
import { type Service, urlOf } from "../components/services/service.ts";
import type { Vercel as VercelComponent } from "../components/services/vercel/index.ts";
import { type Handover, readHandover } from "./handover.ts";
import type { EnvironmentSettings } from "./settings/schema.ts";
import type { Summary } from "./summary.ts";

/** Declares one stage: its doors, its secrets, its services and who watches them. */
export async function environmentStack(
  settings: EnvironmentSettings,
): Promise<{ summary: pulumi.Input<Summary> }> {
  const stage = settings.environment;
  const gates = gatesOf(stage.name, stage.approvals);
  // Clouds are asked while the parts load; nothing is declared before every answer is there.
  const [handover, secrets, roles, azure, vercel, monitoring] = await Promise.all([
    readHandover(settings.organization, settings.sharedStack),
    loadSecrets(settings),
    Promise.all(
      stage.approvals.map((name) => resolveRole(name, settings.roles[name] ?? { teams: [], users: [] })),
    ),
    loadAzure(settings),
    settings.frontend ? import("../components/services/vercel/index.ts") : undefined,
    settings.monitoring ? import("../components/monitoring/index.ts") : undefined,
  ]);
  const environment = new Environment(stage.name, {
    repository: settings.github.repository.name,
    tier: stage.tier,
    gates,
    roles,
    branches: stage.branches,
    rollbackBranches: [settings.github.defaultBranch],
  });
  const rollback = gates.find((gate) => gate.purpose === "rollback")?.name;

  const backend = azure && declareBackend(settings, azure, handover.repository, rollback);
  const frontend = vercel && declareFrontend(settings, vercel.Vercel, backend, secrets?.valueOf);
  const services = [backend, frontend].filter((service) => service !== undefined);
  setVariables(environment, settings, services, handover, rollback);
  if (secrets) declareSecrets(settings, secrets.Secrets, environment);
  if (monitoring) declareMonitoring(settings, monitoring.Monitoring, services);

  return { summary: summaryOf(settings, gates, services, handover.repository) };
}

/** Reads a secret's value by name; only hosts that must be given one ask for it. */
type SecretValues = (name: string) => pulumi.Output<string>;

async function loadSecrets({ doppler, environment, secrets }: EnvironmentSettings) {
  if (!environment.dopplerConfig) return undefined;
  const { readSecrets, Secrets } = await import("../components/secrets/index.ts");
  const schema = { ...secrets.backend, frontend: secrets.frontend };
  return { Secrets, valueOf: await readSecrets(doppler.project, environment.dopplerConfig, schema) };
}

function declareSecrets(
  { doppler, environment: stage, github }: EnvironmentSettings,
  Secrets: typeof SecretsComponent,
  environment: Environment,
): void {
  if (!stage.dopplerConfig) return;
  new Secrets(`${stage.name}-secrets`, {
    project: doppler.project,
    config: stage.dopplerConfig,
    integration: doppler.githubIntegration,
    repository: github.repository.name,
    environment: environment.door(stage.name).environment,
  });
}

async function loadAzure({ backend }: EnvironmentSettings) {
  if (!backend) return undefined;
  const { AzureFunctions, azureAccount } = await import("../components/services/azure-functions/index.ts");
  return { AzureFunctions, account: await azureAccount() };
}

function declareBackend(
  { backend, environment }: EnvironmentSettings,
  { AzureFunctions, account }: NonNullable<Awaited<ReturnType<typeof loadAzure>>>,
  repository: string,
  rollbackEnvironment: string | undefined,
): Service | undefined {
  if (!backend) return undefined;
  return new AzureFunctions(`${environment.name}-backend`, {
    service: backend.name,
    location: backend.location,
    sku: backend.sku,
    pythonVersion: backend.pythonVersion,
    healthPath: backend.healthPaths[0] ?? "/",
    repository,
    environment: environment.name,
    rollbackEnvironment,
    account,
  });
}

function declareFrontend(
  { frontend, environment, secrets }: EnvironmentSettings,
  Vercel: typeof VercelComponent,
  backend: Service | undefined,
  secretNamed: SecretValues | undefined,
): Service | undefined {
  if (!frontend) return undefined;
  return new Vercel(`${environment.name}-frontend`, {
    ...frontend,
    variables: [
      ...(backend ? [{ key: "NEXT_PUBLIC_API_URL", value: urlOf(backend), sensitive: false }] : []),
      ...(secretNamed
        ? secrets.frontend.map((key) => ({
            key,
            value: secretNamed(key),
            sensitive: !key.startsWith("NEXT_PUBLIC_"),
          }))
        : []),
    ],
  });
}

function setVariables(
  environment: Environment,
  settings: EnvironmentSettings,
  services: readonly Service[],
  handover: Handover,
  rollback: string | undefined,
): void {
  const audit = {
    AUDIT_BUCKET: handover.auditBucket,
    AUDIT_ROLE_ARN: handover.auditWriterRole,
    AWS_REGION: handover.auditRegion,
  };
  const urls = Object.fromEntries(
    services.map((service) => [`${service.kind.toUpperCase()}_URL`, urlOf(service)]),
  );
  environment.setVariables(
    settings.environment.name,
    Object.assign(
      {},
      audit,
      urls,
      ...services.map((service) => service.deployVariables),
      settings.environment.variables,
    ),
  );
  if (rollback) {
    environment.setVariables(
      rollback,
      Object.assign({}, audit, urls, ...services.map((service) => service.rollbackVariables)),
    );
  }
}

function declareMonitoring(
  settings: EnvironmentSettings,
  Monitoring: typeof MonitoringComponent,
  services: readonly Service[],
): void {
  const { monitoring, application, environment } = settings;
  if (!monitoring || services.length === 0) return;
  new Monitoring(`${environment.name}-monitoring`, {
    ...monitoring,
    application: application.name,
    environment: environment.name,
    endpoints: services.map((service) => ({
      name: service.kind,
      host: service.host,
      paths: pathsOf(settings, service),
    })),
  });
}

function pathsOf({ backend }: EnvironmentSettings, service: Service): readonly string[] {
  return service.kind === "backend" && backend ? backend.healthPaths : ["/"];
}

function summaryOf(
  settings: EnvironmentSettings,
  gates: readonly Gate[],
  services: readonly Service[],
  repository: string,
): Summary {
  const { environment: stage, monitoring, github, roles, doppler, secrets } = settings;
  return {
    stack: pulumi.getStack(),
    kind: "environment",
    application: settings.application.title,
    repository,
    guards: gates.map((gate) => ({
      what: `environment ${gate.name}`,
      by: gate.role
        ? `${gate.role} approves, never who started the run; no administrator's bypass`
        : "branches only; no administrator's bypass",
    })),
    approvals: gates.map((gate) => {
      const holders = gate.role ? roles[gate.role] : undefined;
      return {
        environment: gate.name,
        branches: gate.purpose === "rollback" ? [github.defaultBranch] : stage.branches,
        approvers:
          gate.role && holders ? [{ role: gate.role, teams: holders.teams, users: holders.users }] : [],
        ...(gate.role ? {} : { why: whyOpen(gate) }),
      };
    }),
    health: monitoring
      ? services.flatMap((service) =>
          pathsOf(settings, service).map((path) => ({
            target: `${service.kind} of ${stage.name}`,
            url: urlOf(service).apply((url) => `${url}${path}`),
            everySeconds: monitoring.intervalSeconds,
            alarm: `after ${monitoring.failures} failed checks, or no data`,
            notifies: monitoring.emails,
          })),
        )
      : [],
    services: services.map((service) => ({
      environment: stage.name,
      kind: service.kind,
      platform: service.platform,
      name: service.serviceName,
      url: urlOf(service),
    })),
    secrets: stage.dopplerConfig
      ? [
          {
            environment: stage.name,
            from: `Doppler ${doppler.project}/${stage.dopplerConfig}`,
            to: `GitHub environment ${stage.name}`,
            names: [...Object.values(secrets.backend).flat(), ...secrets.frontend],
          },
        ]
      : [],
    stays: [],
    notices: [],
  };
}

function whyOpen(gate: Gate): string {
  return gate.purpose === "rollback"
    ? "a rollback must not wait for a person; its credentials can only go back"
    : "no approval is declared for this stage";
}
