import { describe, expect, it } from "vitest";
import { realDataOnlyInProduction as policy } from "../../../policies/data/real-data-only-in-production.ts";
import type { Run } from "../../../policies/form/run.ts";
import type { Properties, Value } from "../../../policies/form/value.ts";
import { readSettingsFiles } from "../../../stacks/settings/files.ts";
import { changed, judgeStack, preview, resource, violations } from "../resources.ts";

const road: Properties = {
  acceptance: {
    tier: "staging",
    dataClass: "anonymised",
    database: { kind: "postgres", reference: "acceptance-db.example", anonymisedBy: "scripts/mask.sql" },
  },
  production: {
    tier: "production",
    dataClass: "real",
    database: { kind: "postgres", reference: "db.example" },
  },
};
const of = (environment: string, environments = road): Run => ({
  ...preview,
  environment,
  environments,
  tier: environment === "production" ? "production" : "staging",
});
const acceptance = resource("gatehouse:components:Environment", "acceptance", { tier: "staging" });
const refused = (path: string, value: Value | undefined) =>
  violations(judgeStack(policy, [acceptance], of("acceptance", changed(road, path, value))));
const variable = (value: Value) =>
  resource("github:index/actionsEnvironmentVariable:ActionsEnvironmentVariable", "host", {
    variableName: "DATABASE_HOST",
    value,
  });

describe("a stage before production", () => {
  it("passes with test data, or with a record of what made them anonymous", () => {
    expect(judgeStack(policy, [acceptance], of("acceptance"))).toEqual([]);
    const test = changed(road, "acceptance", { tier: "staging", dataClass: "test" });
    expect(judgeStack(policy, [acceptance], of("acceptance", test))).toEqual([]);
  });

  it("S003-DATA-01, the policy: anonymised data without the record are refused", () => {
    for (const value of [undefined, "", "  "]) {
      expect(refused("acceptance.database.anonymisedBy", value)[0]).toContain(
        'Environment component "acceptance" must have database.anonymisedBy with what made the data anonymous',
      );
    }
    expect(refused("acceptance.database", undefined)).toHaveLength(1);
  });

  it("S003-DATA-02: production's data class and production's database are refused", () => {
    expect(refused("acceptance.dataClass", "real")).toEqual([
      'Environment component "acceptance" must have dataClass test or anonymised before production; given: "real".',
    ]);
    expect(refused("acceptance.database.reference", "DB.example")).toEqual([
      'Environment component "acceptance" must have a database that no production has; given: "DB.example", which is production\'s.',
    ]);
  });

  it("is refused where the settings do not say whose data it has", () => {
    expect(refused("acceptance.dataClass", undefined)).toHaveLength(1);
    const silent: Run = { ...preview, tier: "staging" };
    expect(violations(judgeStack(policy, [acceptance], silent))).toHaveLength(1);
  });

  it("is refused with production's database in a variable, or with its class in a tag", () => {
    expect(
      violations(judgeStack(policy, [variable("postgres://db.example:5432/app")], of("acceptance"))),
    ).toEqual([
      'Resource before production "host" must have DATABASE_HOST without production\'s database; given: a value that names it.',
    ]);
    const bucket = resource("aws:s3/bucket:Bucket", "copy", { tags: { "data-class": "real" } });
    expect(violations(judgeStack(policy, [bucket], of("acceptance")))).toHaveLength(1);
    for (const one of [variable("postgres://db.example:5432/app"), bucket]) {
      expect(judgeStack(policy, [one], of("production"))).toEqual([]);
    }
  });

  it.each([
    ["db.example", "postgres://my-db.example/app", false],
    ["db.example", "postgres://db.example.org/app", false],
    ["db.example", "host=db.example", true],
    ["abcdef", "db.abcdef.supabase.co", true],
    ["abcdef", "db.abcdefgh.supabase.co", false],
  ])("tells the database %s in %s from one of a like name: %s", (reference, value, found) => {
    const run = of("acceptance", changed(road, "production.database.reference", reference));
    expect(violations(judgeStack(policy, [variable(value)], run))).toHaveLength(found ? 1 : 0);
  });

  it("may have a database on its own machine of any name", () => {
    const local = changed(
      changed(road, "acceptance.database.kind", "local"),
      "acceptance.database.reference",
      "db.example",
    );
    expect(judgeStack(policy, [acceptance], of("acceptance", local))).toEqual([]);
  });
});

describe("staging of seed 001", () => {
  const { environments } = readSettingsFiles("examples/001-omega", "staging").written;
  const written: Properties = JSON.parse(JSON.stringify(environments));
  const staging = resource("gatehouse:components:Environment", "staging", { tier: "staging" });

  it("S001-ENV-05: holds test data, and is refused when it points at the production database", () => {
    expect(written["staging"]).toMatchObject({ dataClass: "test" });
    expect(judgeStack(policy, [staging], of("staging", written))).toEqual([]);
    const reference = "db.mayassistant.com";
    expect(written["production"]).toMatchObject({ database: { reference } });
    const wrong = changed(written, "staging.database.reference", reference);
    expect(violations(judgeStack(policy, [staging], of("staging", wrong)))).toHaveLength(1);
  });
});
