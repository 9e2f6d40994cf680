import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { manifestFor } from "../../doctor/manifest.ts";
import { permissions, scopes } from "../../doctor/permissions.ts";
import { appVariables } from "../../doctor/read/github-app.ts";
import { steps } from "../../doctor/steps.ts";

const document = readFileSync(join(import.meta.dirname, "..", "..", "docs", "bootstrap.md"), "utf8");
const ids = steps.map(({ id }) => id);

const awsPolicy = z.object({
  Statement: z.array(z.object({ Action: z.union([z.string(), z.array(z.string())]) })),
});
const azureRole = z.object({ Actions: z.array(z.string()) });

describe("docs/bootstrap.md", () => {
  it("has a section for each step and no other, in the same order, under the same title", () => {
    const sections = [...document.matchAll(/^<a id="([^"]+)"><\/a>\n### (.+)$/gm)];
    expect(sections.map(([, id]) => id).toSorted()).toEqual(ids.toSorted());
    for (const [, id, title] of sections) {
      expect(title, id).toBe(steps.find((step) => step.id === id)?.title);
    }
    expect(sections.map(([, id]) => id)).toEqual(ids);
  });

  it("draws each step once in its picture, after those that come before it", () => {
    const picture = /```mermaid\n([\s\S]*?)```/.exec(document)?.[1] ?? "";
    const lines = picture.split("\n").map((line) => line.trim());
    const nodes = lines
      .filter((line) => /^[a-z-]+( -->|$)/.test(line) && line !== "end" && !line.startsWith("people"))
      .flatMap((line) => line.split(" --> "));
    expect(nodes.toSorted()).toEqual(ids.toSorted());
    for (const line of lines.filter((one) => one.includes("-->") && !one.startsWith("people"))) {
      const places = line.split(" --> ").map((id) => ids.indexOf(id));
      expect(places, line).toEqual(places.toSorted((a, b) => a - b));
    }
  });

  it("lists exactly the permissions that are checked, each with its level and its reason", () => {
    const rows = [...document.matchAll(/^\| `([a-z_]+)` \| (read|write) \| (.+) \|$/gm)];
    expect(rows.map(([, name, level, why]) => ({ name, level, why }))).toEqual(
      permissions.map(({ name, level, why }) => ({ name, level, why })),
    );
  });

  it("names the scopes and the variables that are looked at", () => {
    for (const { name } of scopes) expect(document).toContain(`\`${name}\``);
    const variables = [
      "GITHUB_TOKEN",
      "GITHUB_OWNER",
      "AWS_PROFILE",
      "AWS_REGION",
      "ARM_SUBSCRIPTION_ID",
      "DOPPLER_TOKEN",
    ];
    for (const name of [...appVariables, ...variables, "VERCEL_API_TOKEN"]) expect(document).toContain(name);
  });

  it("links to sections that it has", () => {
    for (const [, id] of document.matchAll(/\]\(#([^)]+)\)/g)) expect(ids).toContain(id);
  });

  it("has policies that are JSON, give away no service as a whole, and can lose no evidence", () => {
    const [aws, azure, ...more] = [...document.matchAll(/```json\n([\s\S]*?)```/g)].map(([, text]) =>
      JSON.parse(text ?? ""),
    );
    expect(more).toEqual([]);
    const actions = awsPolicy.parse(aws).Statement.flatMap(({ Action }) => Action);
    expect(actions.filter((action) => /^\*$|:\*$/.test(action))).toEqual([]);
    expect(
      actions.filter((action) => /DeleteBucket|DeleteObject|KeyDeletion|Bypass|PutObject$/.test(action)),
    ).toEqual([]);
    const allowed = azureRole.parse(azure).Actions;
    expect(allowed.filter((action) => !/^Microsoft\.[A-Za-z]+\/[A-Za-z*]/.test(action))).toEqual([]);
  });
});

it("the manifest is made of the same list", () => {
  const manifest = manifestFor({ title: "t", owner: "o", repository: "r" }, { createTeams: false });
  expect(Object.keys(manifest.default_permissions)).toEqual(permissions.map(({ name }) => name));
});
