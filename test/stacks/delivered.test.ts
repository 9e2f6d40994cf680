import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { readContract } from "../../pipeline/contract/read.ts";
import { readSuite } from "../../pipeline/smoke/suite/read.ts";
import { secretIn } from "../../policies/secrets/secret-form.ts";
import { rulesOf } from "../../stacks/shared/contract.ts";
import { deliveredFiles } from "../../stacks/shared/files.ts";
import { repository } from "../e2e/harness.ts";
import { sharedSettings } from "./shared-settings.ts";

const pipelines: Record<string, string> = {
  "seed 000": repository,
  "seed 001": join(repository, "examples/001-omega"),
  "seed 002": join(repository, "examples/002-clinical-diary"),
  "seed 003": join(repository, "examples/003-acceptance"),
  "seed 004": join(repository, "examples/004-salunga"),
};

const rendered = new Map<string, Promise<Map<string, string>>>();

/** Rendered once for all tests: bundling the runtime takes its time. */
function texts(folder: string): Promise<Map<string, string>> {
  const known = rendered.get(folder) ?? render(folder);
  rendered.set(folder, known);
  return known;
}

async function render(folder: string): Promise<Map<string, string>> {
  const sets = await deliveredFiles(sharedSettings(folder));
  const entries = sets.flatMap(({ files }) => Object.entries(files));
  return new Map(entries.map(([path, { content }]) => [path, String(content)]));
}

describe.each(Object.entries(pipelines))("what %s delivers", (_, folder) => {
  it("has rules that its runtime reads, with the services that are asked, watched and brought back", async () => {
    const contract = readContract(
      (await texts(folder)).get(".gatehouse/contract.json") ?? "",
      "contract.json",
    );
    const production = contract.environments["production"];
    expect(Object.keys(production?.services ?? {}).length).toBeGreaterThan(0);
    expect(production?.watch?.errorRatePoints).toBe(1);
    expect(production?.monitor?.checks).toContain("response-times");
  });

  it("has smoke suites that the runtime reads, each of a service that there is", async () => {
    const files = await texts(folder);
    const { environments } = readContract(files.get(".gatehouse/contract.json") ?? "", "contract.json");
    const services = new Set(
      Object.values(environments).flatMap((stage) => Object.keys(stage.services ?? {})),
    );
    for (const [path, text] of files) {
      if (!path.startsWith("tools/testing/smoke-tests/")) continue;
      const { service } = readSuite(text, path);
      if (service !== undefined) expect(services, path).toContain(service);
    }
  });

  it("names in its rules only workflows that it brings", async () => {
    const files = await texts(folder);
    const { environments } = readContract(files.get(".gatehouse/contract.json") ?? "", "contract.json");
    for (const { monitor } of Object.values(environments)) {
      for (const { workflow } of monitor?.schedules ?? []) {
        expect([...files.keys()]).toContain(`.github/workflows/${workflow}`);
      }
    }
  });

  it("holds nothing that looks like a secret, and is the same bytes each time", async () => {
    const files = await texts(folder);
    for (const [path, text] of files) expect(secretIn(text), path).toBeUndefined();
    expect(await render(folder)).toEqual(files);
  });

  it("brings the checks of a developer's machine as a file that pre-commit reads", async () => {
    const config = parse((await texts(folder)).get(".pre-commit-config.yaml") ?? "");
    expect(config.repos.length).toBeGreaterThan(0);
  });
});

it("the Supabase pipeline's rules hand its migrations to the Supabase CLI", async () => {
  const { migrations } = readContract(
    (await texts(pipelines["seed 002"] ?? "")).get(".gatehouse/contract.json") ?? "",
    "contract.json",
  );
  expect(migrations).toMatchObject({
    layout: "supabase",
    environments: { production: { certified: true, backup: { proof: "restore" } } },
  });
});

it("S001-MIG-04: the migration command that takes a file's name lies where the specification has it", async () => {
  const script = (await texts(pipelines["seed 001"] ?? "")).get("backend/apply_migration.py");
  expect(script).toContain("ROOT = pathlib.Path(__file__).resolve().parents[1]");
});

it("S004-OPS-03: maintenance that is declared stops releases on its days and mutes the monitor meanwhile", async () => {
  const settings = sharedSettings(pipelines["seed 004"] ?? "");
  const window = {
    from: "2027-03-06T22:00:00Z",
    to: "2027-03-07T04:00:00Z",
    reason: "Database upgrade",
    services: [],
  };
  const production = settings.environments["production"];
  if (!production) throw new Error("The road has no production.");
  const changed = {
    ...settings,
    environments: { ...settings.environments, production: { ...production, maintenance: [window] } },
  };
  const rules = rulesOf(changed, []).environments["production"];
  expect(rules?.blackouts).toEqual([{ from: "2027-03-06", to: "2027-03-07", reason: "Database upgrade" }]);
  expect(rules?.monitor?.mutes).toEqual([window]);
});

it("S002-STACK-02: a decision says that Pulumi's state takes Terraform's role, and why", () => {
  const text = readFileSync(join(repository, "docs/decisions/016-state.md"), "utf8");
  expect(text).toMatch(/S002-STACK-02.*Pulumi's state takes that\s+role, because/s);
});
