import { createHash } from "node:crypto";
import { suffixed } from "../protocol/naming.ts";
import type { Properties, ResourceType } from "../protocol/resource-type.ts";
import { matching, members, oneOf, text, within } from "../protocol/rules.ts";
import { type Change, inputRules, storedType } from "../world/stored-type.ts";
import type { Cloud } from "../world/world.ts";
import type { AzureDocument } from "./account.ts";
import {
  alreadyExists,
  armId,
  azureError,
  groupOf,
  keepDeletedVault,
  locationOf,
  refuseMissing,
  removeBelow,
  vaultToken,
} from "./arm.ts";

const vaultType = "Microsoft.KeyVault/vaults";

export function vault(cloud: Cloud<AzureDocument>): ResourceType {
  return storedType(cloud, {
    token: vaultToken,
    inputs: inputRules({
      required: "properties resourceGroupName",
      optional: "location tags vaultName",
      replaces: "location resourceGroupName vaultName",
    }),
    computed: ["azureApiVersion", "location", "name", "type"],
    autoName: suffixed("vaultName", 24),
    check(inputs) {
      const { softDeleteRetentionInDays, sku } = members(inputs, "properties");
      const tier = sku === undefined ? undefined : members({ sku }, "sku")["name"];
      return [
        ...within("properties.softDeleteRetentionInDays", softDeleteRetentionInDays, 7, 90),
        ...oneOf("properties.sku.name", tier, ["standard", "premium"]),
      ];
    },
    idOf: (inputs, document) => vaultId(document, inputs),
    taken: ({ id }) => alreadyExists(id),
    admit(change) {
      groupOf(change.document, change.inputs);
      if (!change.old) refuseName(change);
      refuseWeakening(change);
    },
    outputs: ({ inputs, document }) => ({
      azureApiVersion: "2024-11-01",
      location: locationOf(document, inputs),
      name: text(inputs, "vaultName"),
      properties: {
        ...members(inputs, "properties"),
        provisioningState: "Succeeded",
        vaultUri: vaultUri(text(inputs, "vaultName")),
      },
      type: vaultType,
    }),
    settle({ document, inputs }) {
      const name = text(inputs, "vaultName").toLowerCase();
      document.deletedVaults = (document.deletedVaults ?? []).filter((deleted) => deleted !== name);
    },
    release({ document, id, inputs }) {
      keepDeletedVault(document, text(inputs, "vaultName"));
      removeBelow(document, id);
    },
  });
}

export function vaultSecret(cloud: Cloud<AzureDocument>): ResourceType {
  return storedType(cloud, {
    token: "azure-native:keyvault:Secret",
    inputs: inputRules({
      required: "properties resourceGroupName vaultName",
      optional: "secretName tags",
      replaces: "resourceGroupName secretName vaultName",
    }),
    computed: ["azureApiVersion", "location", "name", "type"],
    autoName: suffixed("secretName", 127),
    blindSpots: [
      {
        property: "properties",
        source: "learn.microsoft.com/rest/api/keyvault/secrets: value is never returned",
      },
    ],
    check: (inputs) =>
      matching(
        "secretName",
        inputs["secretName"],
        /^[0-9A-Za-z-]{1,127}$/,
        "1 to 127 letters, digits and '-'",
      ),
    idOf: (inputs, document) => `${vaultId(document, inputs)}/secrets/${text(inputs, "secretName")}`,
    taken: ({ id }) => alreadyExists(id),
    admit({ id, inputs, document, old }) {
      refuseMissing(document, vaultId(document, inputs));
      if (old || !document.deletedSecrets?.includes(id)) return;
      throw azureError(
        409,
        "Conflict",
        `Secret ${text(inputs, "secretName")} is currently in a deleted but recoverable state, and its name cannot ` +
          "be reused; in this state, the secret can only be recovered or purged.",
      );
    },
    outputs({ id, inputs, document }) {
      const { value, ...shown } = members(inputs, "properties");
      const uri = `${vaultUri(text(inputs, "vaultName"))}secrets/${text(inputs, "secretName")}`;
      return {
        azureApiVersion: "2024-11-01",
        location: locationOf(document, inputs),
        name: text(inputs, "secretName"),
        // A value that stays keeps its version, so that only a rotation makes a new one.
        properties: {
          ...shown,
          secretUri: uri,
          secretUriWithVersion: `${uri}/${digest(id, value).slice(0, 32)}`,
        },
        type: `${vaultType}/secrets`,
      };
    },
    // Who may declare a secret at ARM may not read its value there.
    keep(inputs) {
      const { value, ...shown } = members(inputs, "properties");
      return { ...inputs, properties: shown };
    },
    release({ document, id }) {
      document.deletedSecrets = [...(document.deletedSecrets ?? []), id];
    },
  });
}

function vaultId(document: AzureDocument, inputs: Properties): string {
  return armId(document, text(inputs, "resourceGroupName"), vaultType, text(inputs, "vaultName"));
}

function vaultUri(name: string): string {
  return `https://${name.toLowerCase()}.vault.azure.net/`;
}

function digest(id: string, value: unknown): string {
  return createHash("sha256").update(id).update(String(value)).digest("hex");
}

function refuseName({ inputs, document }: Change<AzureDocument>): void {
  const name = text(inputs, "vaultName");
  if (!/^(?!.*--)[A-Za-z][A-Za-z0-9-]{1,22}[A-Za-z0-9]$/.test(name)) {
    throw azureError(
      400,
      "VaultNameNotValid",
      `The vault name '${name}' is invalid. A vault's name must be between 3-24 alphanumeric characters. The name ` +
        "must begin with a letter, end with a letter or digit, and not contain consecutive hyphens.",
    );
  }
  const held = Object.values(document.resources[vaultToken] ?? {}).some(
    (stored) => text(stored.inputs, "vaultName").toLowerCase() === name.toLowerCase(),
  );
  if (held || document.account.takenNames.includes(name)) {
    throw azureError(409, "VaultAlreadyExists", `The vault name '${name}' is already in use.`);
  }
  const recovers = members(inputs, "properties")["createMode"] === "recover";
  if (document.deletedVaults?.includes(name.toLowerCase()) && !recovers) {
    throw azureError(
      409,
      "ConflictError",
      "A vault with the same name already exists in deleted state. You need to either recover or purge existing key " +
        "vault.",
    );
  }
}

/** What protects a vault can be switched on and never off. */
function refuseWeakening({ inputs, old }: Change<AzureDocument>): void {
  const now = members(inputs, "properties");
  const before = members(old?.inputs ?? {}, "properties");
  if (now["enablePurgeProtection"] === false) {
    throw azureError(
      400,
      "BadRequest",
      'The property "enablePurgeProtection" cannot be set to false. Enabling the purge protection for a vault is an ' +
        "irreversible action.",
    );
  }
  if (now["enableSoftDelete"] === false) {
    throw azureError(400, "BadRequest", 'The property "enableSoftDelete" cannot be set to false.');
  }
  const days = "softDeleteRetentionInDays";
  if (old && before[days] !== undefined && now[days] !== undefined && before[days] !== now[days]) {
    throw azureError(
      400,
      "BadRequest",
      `The property "${days}" has been set already and it can't be modified.`,
    );
  }
}
