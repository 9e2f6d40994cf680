import { Secret } from "@pulumi/azure-native/keyvault/secret.js";
import { Vault } from "@pulumi/azure-native/keyvault/vault.js";
import type { UserAssignedIdentity } from "@pulumi/azure-native/managedidentity/userAssignedIdentity.js";
import * as pulumi from "@pulumi/pulumi";
import { secretNameOf, vaultNameOf } from "./names.ts";
import { type Place, placed } from "./place.ts";
import { assign, builtInRole } from "./roles.ts";

export interface RuntimeSecret {
  /** The variable by which the code reads it, for example `DATABASE_URL`. */
  name: string;
  value: pulumi.Output<string>;
}

/** Variables that this component sets itself, or that the Functions host reads its own configuration from. */
const reserved =
  /^(AZURE_CLIENT_ID$|APPLICATIONINSIGHTS_|AZUREFUNCTIONS|AZUREWEBJOBS|FEATURE_|FUNCTIONS_|WEBSITES?_)/i;

/** Why secrets cannot be kept under their names; empty where they can. */
export function secretProblems(secrets: readonly Pick<RuntimeSecret, "name">[]): string[] {
  const keys = secrets.map(({ name }) => secretNameOf(name).toLowerCase());
  return secrets.flatMap(({ name }, index) => {
    if (!/^[A-Za-z][A-Za-z0-9_]{0,126}$/.test(name)) {
      return [
        `runtimeSecrets ${name}: begin with a letter and go on with letters, digits and '_', at most 127.`,
      ];
    }
    if (reserved.test(name))
      return [`runtimeSecrets ${name}: the function app has a variable of that kind itself.`];
    const double = keys.indexOf(secretNameOf(name).toLowerCase()) < index;
    return double
      ? [`runtimeSecrets ${name}: another one is ${secretNameOf(name)} in the vault; rename one.`]
      : [];
  });
}

/**
 * The vault of one environment's run-time secrets. Who may read is said by roles alone: the runtime may, and nobody
 * else of this program. It can be reached from everywhere, since a plan without a network of its own has no address
 * that a firewall could tell; Azure takes no connection below TLS 1.2. A vault or a secret that is deleted is kept for
 * 90 days and cannot be purged before, so a name that was taken away must be recovered before it is used again.
 */
export function createVault(place: Place, tenantId: string): Vault {
  return new Vault(
    place.child("vault"),
    {
      vaultName: vaultNameOf(place.service),
      ...placed(place),
      properties: {
        tenantId,
        sku: { family: "A", name: "standard" },
        enableRbacAuthorization: true,
        enableSoftDelete: true,
        softDeleteRetentionInDays: 90,
        enablePurgeProtection: true,
        enabledForDeployment: false,
        enabledForDiskEncryption: false,
        enabledForTemplateDeployment: false,
        networkAcls: { bypass: "AzureServices", defaultAction: "Allow" },
      },
    },
    { parent: place.parent, protect: true },
  );
}

/** Puts the secrets into the vault and lets the runtime read them. Gives back what a site must wait for. */
export function fillVault(
  place: Place,
  vault: Vault,
  secrets: readonly RuntimeSecret[],
  runtime: UserAssignedIdentity,
  subscriptionId: string,
): pulumi.Resource[] {
  const grant = assign(place, "runtime-secrets", {
    scope: vault.id,
    principalId: runtime.principalId,
    roleDefinitionId: builtInRole(subscriptionId, "keyVaultSecretsUser"),
  });
  const kept = secrets.map(
    ({ name, value }) =>
      new Secret(
        place.child(`secret-${name}`),
        {
          secretName: secretNameOf(name),
          vaultName: vaultNameOf(place.service),
          resourceGroupName: place.group.name,
          tags: place.tags,
          // Secret here whatever it was before: what is not encrypted on its way in stays readable in the state.
          properties: { value: pulumi.secret(value) },
        },
        { parent: place.parent, dependsOn: [vault] },
      ),
  );
  return [grant, ...kept];
}

/** What stands in an app setting in place of a secret: without a version, so that a rotation reaches the app by itself. */
export function referenceTo(service: string, variable: string): string {
  const address = `https://${vaultNameOf(service)}.vault.azure.net/secrets/${secretNameOf(variable)}`;
  return `@Microsoft.KeyVault(SecretUri=${address})`;
}
