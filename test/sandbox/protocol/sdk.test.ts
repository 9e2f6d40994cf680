import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { openers } from "../accounts.ts";
import { temporaryFolder } from "../cloud.ts";

const { resolve } = createRequire(import.meta.url);
const scopes: Record<string, string> = {
  aws: "@pulumi/aws",
  "azure-native": "@pulumi/azure-native",
  vercel: "@pulumiverse/vercel",
  doppler: "@pulumiverse/doppler",
};

/** What the published SDK's constructor sends for a type: generated from the published provider's schema. */
function constructorOf(token: string): { inputs: string[]; required: string[] } {
  const [provider = "", module = "", name = ""] = token.split(":");
  const file = name.charAt(0).toLowerCase() + name.slice(1);
  const folder = (module.split("/")[0] ?? "").toLowerCase().replace("index", "");
  const source = readFileSync(
    resolve([scopes[provider], folder, `${file}.js`].filter(Boolean).join("/")),
    "utf8",
  );
  const names = (pattern: RegExp) => [...source.matchAll(pattern)].map(([, found]) => found ?? "");
  return {
    inputs: names(/resourceInputs\["(\w+)"\] = [^;]*\bargs\b/g),
    required: names(/Missing required property '(\w+)'/g),
  };
}

describe.each(Object.entries(openers))("the sandbox's %s", (name, open) => {
  it("takes the inputs that the SDK sends, and asks for those that the SDK asks for", () => {
    const types = open(temporaryFolder()).types;
    expect(types.length).toBeGreaterThan(2);
    for (const { token, inputs } of types) {
      const sdk = constructorOf(token);
      expect(sdk.inputs, token).not.toEqual([]);
      expect(Object.keys(inputs).sort(), token).toEqual([...new Set(sdk.inputs)].sort());
      const required = Object.keys(inputs).filter((input) => inputs[input]?.required);
      expect(required.sort(), token).toEqual(sdk.required.sort());
    }
  });

  it("has the version that the SDK asks for", () => {
    const file = resolve(`${scopes[name]}/package.json`);
    const { version } = JSON.parse(readFileSync(file, "utf8"));
    expect(open(temporaryFolder()).version).toBe(version.replace(/^v/, ""));
  });
});
