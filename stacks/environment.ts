import * as pulumi from "@pulumi/pulumi";
import { resolveRole } from "../components/access/roles.ts";
import { type Gate, gatesOf } from "../components/environment/gates.ts";
import { Environment } from "../components/environment/index.ts";
import type { Secrets } from "../components/secrets/index.ts";
import { type Service, urlOf } from "../components/services/service.ts";
import { type Handover, readHandover } from "./handover.ts";
import type { EnvironmentSettings } from "./settings/schema.ts";
import type { Summary } from "./summary.ts";

/** Declares one stage: its doors, its secrets, its services and who watches them. */
export async function environmentStack(
  settings: EnvironmentSettings,
): Promise<{ summary: pulumi.Input<Summary> }> {
  const stage = settings.environment;
  const gates = gatesOf(stage.name, stage.approvals);
  const [handover, secrets, roles] = await Promise.all([
    readHandover(settings.organization, settings.sharedStack),
    secretValues(settings),
    Promise.all(
      stage.approvals.map((name) => resolveRole(name, settings.roles[name] ?? { teams: [], users: [] })),
    ),
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

  const backend = await declareBackend(settings, handover.repository, rollback);
  const frontend = await declareFrontend(settings, backend, secrets);
  const services = [backend, frontend].filter((service) => service !== undefined);
  setVariables(environment, settings, services, handover, rollback);
  await declareSecrets(settings, environment);
  await declareMonitoring(settings, services);

  return { summary: summaryOf(settings, gates, services, handover.repository) };
}

/** Reads a secret's value by name; only hosts that must be given one ask for it. */
type SecretValues = (name: string) => pulumi.Output<string>;

async function secretValues({
  doppler,
  environment,
  secrets,
}: EnvironmentSettings): Promise<SecretValues | undefined> {
  if (!environment.dopplerConfig) return undefined;
  const { readSecrets } = await import("../components/secrets/index.ts");
  return readSecrets(doppler.project, environment.dopplerConfig, {
    ...secrets.backend,
    frontend: secrets.frontend,
  });
}

async function declareSecrets(
  settings: EnvironmentSettings,
  environment: Environment,
): Promise<Secrets | undefined> {
  const { doppler, environment: stage, github } = settings;
  if (!stage.dopplerConfig) return undefined;
  const { Secrets } = await import("../components/secrets/index.ts");
  return new Secrets(`${stage.name}-secrets`, {
    project: doppler.project,
    config: stage.dopplerConfig,
    integration: doppler.githubIntegration,
    repository: github.repository.name,
    environment: environment.door(stage.name).environment,
  });
}

async function declareBackend(
  { backend, environment }: EnvironmentSettings,
  repository: string,
  rollbackEnvironment: string | undefined,
): Promise<Service | undefined> {
  if (!backend) return undefined;
  const { AzureFunctions, azureAccount } = await import("../components/services/azure-functions/index.ts");
  return new AzureFunctions(`${environment.name}-backend`, {
    service: backend.name,
    location: backend.location,
    sku: backend.sku,
    pythonVersion: backend.pythonVersion,
    healthPath: backend.healthPaths[0] ?? "/",
    repository,
    environment: environment.name,
    rollbackEnvironment,
    account: await azureAccount(),
  });
}

async function declareFrontend(
  { frontend, environment, secrets }: EnvironmentSettings,
  backend: Service | undefined,
  secretNamed: SecretValues | undefined,
): Promise<Service | undefined> {
  if (!frontend) return undefined;
  const { Vercel } = await import("../components/services/vercel/index.ts");
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

async function declareMonitoring(settings: EnvironmentSettings, services: readonly Service[]): Promise<void> {
  const { monitoring, application, environment } = settings;
  if (!monitoring || services.length === 0) return;
  const { Monitoring } = await import("../components/monitoring/index.ts");
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
