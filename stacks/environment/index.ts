import type * as pulumi from "@pulumi/pulumi";
import { accessNotices } from "../../components/environment/access.ts";
import { Environment } from "../../components/environment/index.ts";
import { writersAmong } from "../../components/protection/access.ts";
import { readHandover } from "../handover.ts";
import { demandApprovable, resolveRoles, rolesOf } from "../roles.ts";
import type { EnvironmentSettings } from "../settings/schema.ts";
import { doorsOf, stageOf } from "../stage.ts";
import type { Summary } from "../summary.ts";
import { declareDomains, loadDns } from "./domains.ts";
import { declareSecrets, loadSecrets } from "./secrets.ts";
import { declareBackend, declareFrontend, loadAzure } from "./services.ts";
import { summaryOf } from "./summary.ts";
import { setVariables } from "./variables.ts";
import { declareMonitoring } from "./watch.ts";

/** Declares one stage: its doors, its secrets, its services and who watches them. */
export async function environmentStack(
  settings: EnvironmentSettings,
): Promise<{ summary: pulumi.Input<Summary> }> {
  const { github, environment: name } = settings;
  const stage = stageOf(settings);
  const gates = doorsOf(name, stage);
  const access = Object.entries(github.access).map(([slug, permission]) => ({ slug, permission }));
  const notices = accessNotices(
    { environment: name, teams: stage.openTo, administrators: stage.administrators },
    access,
  );
  // Clouds are asked while the parts load; nothing is declared before every answer is there.
  const [handover, secrets, roles, azure, vercel, monitoring, dns] = await Promise.all([
    readHandover(settings.organization, settings.sharedStack),
    loadSecrets(settings, stage),
    resolveRoles(settings, rolesOf(settings, stage)),
    loadAzure(settings),
    settings.frontend ? import("../../components/services/vercel/index.ts") : undefined,
    settings.monitoring ? import("../../components/monitoring/index.ts") : undefined,
    loadDns(settings),
  ]);
  demandApprovable(settings, name, stage, roles);
  const environment = new Environment(name, {
    repository: github.repository.name,
    tier: stage.tier,
    gates,
    roles,
    branches: stage.branches,
    defaultBranch: github.defaultBranch,
    writers: writersAmong(access).map(({ slug }) => slug),
    signedCommits: github.signedCommits,
  });
  const rollback = gates.find((gate) => gate.purpose === "rollback")?.name;

  const backend = declareBackend(settings, stage, azure, {
    repository: handover.repository,
    rollbackEnvironment: rollback,
    secretNamed: secrets?.secretNamed,
  });
  const frontend = declareFrontend(settings, vercel, backend, secrets?.secretNamed);
  const services = [backend, frontend].filter((service) => service !== undefined);
  setVariables(environment, settings, stage, {
    services,
    handover,
    rollback,
    record: secrets?.record ?? {},
  });
  if (secrets) declareSecrets(settings, stage, secrets, environment, rollback);
  declareMonitoring(settings, stage, monitoring, services);
  declareDomains(settings, dns, handover);

  return {
    summary: summaryOf(settings, { stage, gates, services, repository: handover.repository, notices }),
  };
}
