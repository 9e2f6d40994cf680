import * as pulumi from "@pulumi/pulumi";
import type { AzureFunctionsArgs } from "../../../components/services/azure-functions/index.ts";
import type { ServiceProfile } from "../../../components/services/profile.ts";

/** A value that must be found nowhere but in secrets. */
export const marker = "marker-of-a-secret-value";

export const profile: ServiceProfile = {
  instances: { minimum: 2, maximum: 5 },
  zoneRedundant: true,
  logLevel: "warning",
  featureFlags: { newCheckout: true, "dark-mode": false },
  monitoring: "comprehensive",
};

/** What Consumption can keep. */
export const small: ServiceProfile = {
  ...profile,
  instances: { minimum: 0, maximum: 3 },
  zoneRedundant: false,
  monitoring: "basic",
};

/** A backend as a stage would declare it; made anew, since an output belongs to one run. */
export function backend(changes: Partial<AzureFunctionsArgs> = {}): AzureFunctionsArgs {
  return {
    service: "app-prod",
    location: "eastus",
    sku: "EP1",
    pythonVersion: "3.12",
    healthPath: "/health",
    repository: "acme/app",
    environment: "production",
    rollbackEnvironment: "production-rollback",
    account: {
      subscriptionId: "00000000-0000-4000-8000-000000000001",
      tenantId: "00000000-0000-4000-8000-000000000002",
    },
    tags: { application: "app", environment: "production" },
    profile,
    // Not secret, as a value that somebody forgot to mark.
    runtimeSecrets: ["DATABASE_URL", "JWT_SECRET"].map((name) => ({ name, value: pulumi.output(marker) })),
    logRetentionDays: 90,
    alerts: { emails: ["operators@app.example"], severity: 1 },
    ...changes,
  };
}
