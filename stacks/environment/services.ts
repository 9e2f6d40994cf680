import { type Service, urlOf } from "../../components/services/service.ts";
import type { Vercel as VercelComponent } from "../../components/services/vercel/index.ts";
import type { EnvironmentSettings } from "../settings/schema.ts";
import type { Stage } from "../stage.ts";
import { tagsOf } from "../tags.ts";
import type { SecretValues } from "./secrets.ts";

/** Loads the component of the backend's host, and asks which account it works in. */
export async function loadAzure({ backend }: EnvironmentSettings) {
  if (!backend) return undefined;
  const { AzureFunctions, azureAccount } = await import("../../components/services/azure-functions/index.ts");
  return { AzureFunctions, account: await azureAccount() };
}

/** Azure's numbers for how bad an alert is, from 0. */
const azureSeverity = { critical: 0, high: 1, low: 3 } as const;

export function declareBackend(
  settings: EnvironmentSettings,
  stage: Stage,
  azure: Awaited<ReturnType<typeof loadAzure>>,
  given: {
    repository: string;
    rollbackEnvironment: string | undefined;
    secretNamed: SecretValues | undefined;
  },
): Service | undefined {
  const { backend, environment } = settings;
  if (!backend || !azure) return undefined;
  const { secretNamed } = given;
  const { emails } = stage.alerts?.escalation[0] ?? { emails: settings.notifications.emails };
  return new azure.AzureFunctions(`${environment}-backend`, {
    service: backend.name,
    location: backend.location,
    sku: backend.sku,
    pythonVersion: backend.pythonVersion,
    healthPath: stage.health["backend"]?.[0] ?? "/",
    repository: given.repository,
    environment,
    rollbackEnvironment: given.rollbackEnvironment,
    account: azure.account,
    tags: tagsOf(settings),
    profile: stage.profile,
    runtimeSecrets: secretNamed
      ? Object.values(settings.secrets.backend)
          .flat()
          .map((name) => ({ name, value: secretNamed(name) }))
      : [],
    logRetentionDays: backend.logRetentionDays,
    alerts: { emails, severity: azureSeverity[stage.alerts?.severity ?? "low"] },
    ...(backend.budget ? { budget: { ...backend.budget, startDate: backend.budget.from } } : {}),
  });
}

export function declareFrontend(
  { frontend, environment, secrets }: EnvironmentSettings,
  vercel: { Vercel: typeof VercelComponent } | undefined,
  backend: Service | undefined,
  secretNamed: SecretValues | undefined,
): Service | undefined {
  if (!frontend || !vercel) return undefined;
  return new vercel.Vercel(`${environment}-frontend`, {
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
