import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { serviceOf } from "../../../sandbox/protocol/provider-service.ts";
import type { Properties } from "../../../sandbox/protocol/resource-type.ts";
import { openers } from "../accounts.ts";
import { temporaryFolder } from "../cloud.ts";
import { account, inGroup } from "./group.ts";

const vault = "azure-native:keyvault:Vault";
const secret = "azure-native:keyvault:Secret";
const group = "azure-native:resources:ResourceGroup";

function named(vaultName: string, properties: Properties = {}): Properties {
  return {
    ...inGroup,
    vaultName,
    properties: { tenantId: "tenant", sku: { family: "A", name: "standard" }, ...properties },
  };
}

describe("a vault", () => {
  it("answers where it is", () => {
    const { state } = account().create(vault, named("kv-acme"));
    expect(state["properties"]).toMatchObject({ vaultUri: "https://kv-acme.vault.azure.net/" });
    expect(state["location"]).toBe("eastus");
  });

  it.each(["ab", "1vault", "two--hyphens", "ends-", "a".repeat(25)])("cannot be called %s", (name) => {
    expect(() => account().create(vault, named(name))).toThrow(/Code="VaultNameNotValid"/);
  });

  it("has a name that nobody else has, in any group or tenant", () => {
    const azure = account();
    azure.create(group, { resourceGroupName: "other", location: "eastus" });
    azure.create(vault, named("kv-acme"));
    for (const taken of [{ ...named("KV-acme"), resourceGroupName: "other" }, named("theirs")]) {
      expect(() => azure.create(vault, taken)).toThrow(/Code="VaultAlreadyExists"/);
    }
  });

  it.each(["itself", "its group"])("keeps its name when %s is deleted, until it is recovered", (what) => {
    const azure = account();
    const made = azure.create(vault, named("kv-acme"));
    if (what === "itself") azure.delete(vault, made);
    else {
      const [id = ""] = made.id.split("/providers/");
      azure.delete(group, { id, state: {} });
      azure.create(group, { ...inGroup, location: "eastus" });
    }
    expect(() => azure.create(vault, named("kv-acme"))).toThrow(
      /Code="ConflictError" Message="A vault with the same name already exists in deleted state\./,
    );
    azure.create(vault, named("kv-acme", { createMode: "recover" }));
    azure.delete(vault, { id: made.id, state: {} });
    expect(() => azure.create(vault, named("kv-acme"))).toThrow(/deleted state/);
  });

  it("never loses what protects it", () => {
    const azure = account();
    const protection = { enablePurgeProtection: true, softDeleteRetentionInDays: 90 };
    const made = azure.create(vault, named("kv-acme", protection));
    for (const [change, words] of [
      [{ enablePurgeProtection: false }, '"enablePurgeProtection" cannot be set to false'],
      [{ enableSoftDelete: false }, '"enableSoftDelete" cannot be set to false'],
      [{ softDeleteRetentionInDays: 7 }, "has been set already and it can't be modified"],
    ] as const) {
      expect(() => azure.update(vault, made, named("kv-acme", { ...protection, ...change }))).toThrow(words);
    }
    expect(azure.update(vault, made, { ...named("kv-acme", protection), tags: { a: "b" } })["tags"]).toEqual({
      a: "b",
    });
  });

  it("keeps what was deleted for 7 to 90 days", () => {
    expect(account().objections(vault, named("kv-acme", { softDeleteRetentionInDays: 91 }))[0]).toMatch(
      /range \(7 - 90\)/,
    );
  });
});

describe("a vault's secret", () => {
  const url = { ...inGroup, vaultName: "kv-acme", secretName: "DATABASE-URL" };

  /** Beside the engine's ways, since nothing can import a value that is never shown. */
  function filled(value: string) {
    const folder = temporaryFolder();
    const provider = serviceOf(openers["azure-native"](folder));
    provider.create(group, { ...inGroup, location: "eastus" }, false);
    provider.create(vault, named("kv-acme"), false);
    return { folder, provider, made: provider.create(secret, { ...url, properties: { value } }, false) };
  }

  it("is never shown again, nor kept where it can be read", () => {
    const { folder, provider, made } = filled("marker-of-a-value");
    const imported = provider.read(secret, made.id, { inputs: {}, outputs: {} });
    expect(JSON.stringify(imported)).not.toContain("marker-of-a-value");
    expect(JSON.stringify(made.state)).not.toContain("marker-of-a-value");
    expect(readFileSync(join(folder, "azure-native.json"), "utf8")).not.toContain("marker-of-a-value");
  });

  it("has not drifted for a refresh, which cannot see its value", () => {
    const { provider, made } = filled("one");
    const inputs = { ...url, properties: { value: "one" } };
    const live = provider.read(secret, made.id, { inputs, outputs: { ...inputs, ...made.state } });
    expect(live?.inputs).toEqual(inputs);
  });

  it("gets a new version by a new value and by nothing else", () => {
    const { provider, made } = filled("one");
    const version = (state: Properties) => JSON.stringify(state["properties"]);
    const update = (value: string) =>
      provider.update(secret, made.id, { ...url, properties: { value } }, made.state, false);
    expect(version(update("one"))).toBe(version(made.state));
    expect(version(update("two"))).not.toBe(version(made.state));
  });

  it("lies in a vault that exists, under a name without underscores", () => {
    const azure = account();
    const properties = { value: "x" };
    expect(() => azure.create(secret, { ...url, properties })).toThrow(/Code="ResourceNotFound"/);
    expect(azure.objections(secret, { ...url, secretName: "DATABASE_URL", properties })[0]).toMatch(
      /letters, digits and '-'/,
    );
  });

  it("keeps its name when it is deleted", () => {
    const { provider, made } = filled("one");
    provider.delete(secret, made.id, made.state);
    expect(() => provider.create(secret, { ...url, properties: { value: "one" } }, false)).toThrow(
      /Secret DATABASE-URL is currently in a deleted but recoverable state/,
    );
  });
});
