import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { rules } from "../../pipeline/gate/rules/index.ts";
import { qualities } from "../../policies/document/qualities.ts";
import { renderDocument } from "../../policies/document/render.ts";
import { wire } from "../../policies/form/crossguard.ts";
import { policies } from "../../policies/policies.ts";
import { preview } from "./resources.ts";

const root = new URL("../../", import.meta.url);
const document = readFileSync(new URL("docs/policies.md", root), "utf8");

const register = z
  .object({ requirements: z.array(z.object({ id: z.string() })) })
  .parse(parse(readFileSync(new URL("docs/requirements.yaml", root), "utf8")));

const names = policies.map(({ metadata }) => metadata.name);

describe("the pack", () => {
  it("registers every file that holds a policy", () => {
    const files = readdirSync(new URL("policies/", root), { recursive: true, encoding: "utf8" }).filter(
      (file) =>
        file.endsWith(".ts") &&
        readFileSync(new URL(`policies/${file}`, root), "utf8").includes(": Policy = {"),
    );
    expect(files.map((file) => basename(file, ".ts")).sort()).toEqual([...names].sort());
  });

  it("holds the four policies of the beginning and twenty-five more", () => {
    expect(policies).toHaveLength(29);
  });

  it("enforces every policy as mandatory, under a name of its own", () => {
    const wired = wire(policies, preview);
    expect(new Set(wired.map(({ name }) => name)).size).toBe(policies.length);
    expect(wired.map(({ enforcementLevel }) => enforcementLevel)).toEqual(policies.map(() => "mandatory"));
  });
});

describe.each(policies.map(({ metadata }) => [metadata.name, metadata] as const))(
  "the metadata of %s",
  (name, metadata) => {
    it("is complete", () => {
      expect(name).toMatch(/^[a-z]+(-[a-z]+)+$/);
      for (const text of [metadata.displayName, metadata.description, metadata.remediationSteps]) {
        expect(text.trim().length).toBeGreaterThan(20);
      }
      for (const clause of metadata.clauses) {
        for (const text of Object.values(clause)) expect(text).not.toBe("");
      }
      expect(metadata.tags).not.toEqual([]);
    });

    it("states the demand as a sentence", () => {
      expect(metadata.description).toMatch(/ must have .+\.$/);
    });

    it("names requirements that the register has", () => {
      const known = register.requirements.map(({ id }) => id);
      expect(metadata.requirements.filter((id) => !known.includes(id))).toEqual([]);
    });

    it("links to its own section of the documents", () => {
      expect(metadata.url).toBe(`docs/policies.md#${name}`);
      expect(document).toContain(`\n## ${name}\n`);
    });

    it("reaches Pulumi", () => {
      const wired = wire(policies, preview).find((policy) => policy.name === name);
      expect(wired).toMatchObject({
        displayName: metadata.displayName,
        description: metadata.description,
        severity: metadata.severity,
        remediationSteps: metadata.remediationSteps,
        url: metadata.url,
        framework: metadata.clauses[0],
      });
      expect(wired?.tags).toEqual([...metadata.tags, ...metadata.requirements]);
    });
  },
);

describe("docs/policies.md", () => {
  it("is in step with the metadata (node policies/document/write.ts writes it)", () => {
    expect(document).toBe(
      renderDocument(
        policies.map(({ metadata }) => metadata),
        qualities,
      ),
    );
  });

  it("S000-PRIN-01: has policies or gates for each of the five qualities, and each of them exists", () => {
    expect(qualities.map(({ name }) => name)).toEqual([
      "safe",
      "tested",
      "predictable",
      "reversible",
      "compliant",
    ]);
    const gates = rules.map(({ name }) => name);
    for (const { name, policies: enforcing, gates: asked } of qualities) {
      expect(enforcing.length, name).toBeGreaterThan(0);
      expect(enforcing.filter((policy) => !names.includes(policy))).toEqual([]);
      expect(asked.filter((gate) => !gates.includes(gate))).toEqual([]);
      const row = document.split("\n").find((line) => line.startsWith(`| ${name} |`));
      for (const one of [...enforcing, ...asked]) expect(row).toContain(one);
    }
  });
});
