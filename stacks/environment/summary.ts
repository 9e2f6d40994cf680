import * as pulumi from "@pulumi/pulumi";
import type { Gate } from "../../components/environment/gates.ts";
import { vaultNameOf } from "../../components/services/azure-functions/names.ts";
import { type Service, urlOf } from "../../components/services/service.ts";
import type { EnvironmentSettings } from "../settings/schema.ts";
import type { Stage } from "../stage.ts";
import type { Summary } from "../summary.ts";
import { pathsOf } from "./watch.ts";

/** What an environment's stack tells people and machines. */
export function summaryOf(
  settings: EnvironmentSettings,
  {
    stage,
    gates,
    services,
    repository,
    notices,
  }: {
    stage: Stage;
    gates: readonly Gate[];
    services: readonly Service[];
    repository: string;
    notices: readonly string[];
  },
): Summary {
  const { environment: name, monitoring, roles, doppler, secrets } = settings;
  return {
    stack: pulumi.getStack(),
    kind: "environment",
    application: settings.application.title,
    repository,
    guards: gates.map((gate) => ({
      what: `environment ${gate.name}`,
      by: `${openedBy(gate)}; no administrator's bypass`,
    })),
    approvals: gates.map((gate) => ({
      environment: gate.name,
      branches: branchesOf(settings, stage, gates, gate),
      approvers: rolesAt(gate).flatMap((role) => {
        const holders = roles[role];
        return holders ? [{ role, teams: holders.teams, users: holders.users }] : [];
      }),
      ...(rolesAt(gate).length > 0 ? {} : { why: whyOpen(gate) }),
    })),
    health: monitoring
      ? services.flatMap((service) =>
          pathsOf(stage, service).map((path) => ({
            target: `${service.kind} of ${name}`,
            url: urlOf(service).apply((url) => `${url}${path}`),
            everySeconds: monitoring.intervalSeconds,
            alarm: `after ${monitoring.failures} failed checks, or no data`,
            notifies: emailsOf(stage),
          })),
        )
      : [],
    services: services.map((service) => ({
      environment: name,
      kind: service.kind,
      platform: service.platform,
      name: service.serviceName,
      url: urlOf(service),
    })),
    secrets: stage.secrets
      ? [
          {
            environment: name,
            from: `Doppler ${doppler.project}/${stage.secrets.config}`,
            to: `GitHub environment ${name}`,
            names: [...Object.values(secrets.backend).flat(), ...secrets.frontend],
          },
        ]
      : [],
    stays: staysOf(settings, gates),
    notices: [
      ...notices,
      ...(stage.secrets?.rollbackSecrets ?? []).map(
        ({ name: secret, reason, until }) =>
          `The way back of ${name}, which opens without a person, holds ${secret} until ${until}: ${reason}`,
      ),
    ],
  };
}

/** What a destroy leaves: the record of promotions, and the vault that the running service reads. */
export function staysOf({ github, backend }: EnvironmentSettings, gates: readonly Gate[]): Summary["stays"] {
  return [
    ...gates.flatMap(({ promotion }) =>
      promotion
        ? [
            {
              what: `branch ${promotion.branch} of ${github.owner}/${github.repository.name}`,
              why: "what was promoted when, and who agreed, is evidence",
              until: "a person deletes it",
            },
          ]
        : [],
    ),
    ...(backend
      ? [
          {
            what: `Key Vault ${vaultNameOf(backend.name)}`,
            why: "it is protected: Azure keeps the name of a deleted vault, and what reads its secrets would stop",
            until: "a person takes the protection off and deletes it; Azure then keeps it for 90 days",
          },
        ]
      : []),
  ];
}

function whyOpen(gate: Gate): string {
  return gate.purpose === "rollback"
    ? "a rollback must not wait for a person; its credentials can only go back"
    : "no approval is declared for this stage";
}

function emailsOf({ alerts }: Stage): string[] {
  return [...new Set(alerts?.escalation.flatMap(({ emails }) => emails) ?? [])];
}

function rolesAt({ role, promotion }: Gate): readonly string[] {
  return promotion?.roles ?? (role ? [role] : []);
}

function openedBy(gate: Gate): string {
  if (gate.promotion) {
    return `pull request to ${gate.promotion.branch}, approved by ${gate.promotion.roles.join(" and ")}`;
  }
  return gate.role ? `${gate.role} approves, never who started the run` : "branches only";
}

function branchesOf(
  { github }: EnvironmentSettings,
  stage: Stage,
  gates: readonly Gate[],
  { purpose, promotion }: Gate,
): string[] {
  if (promotion) return [promotion.branch];
  if (purpose !== "rollback") return stage.branches;
  return [github.defaultBranch, ...gates.flatMap((gate) => gate.promotion?.branch ?? [])];
}
