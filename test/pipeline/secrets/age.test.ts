import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { rotationRecord, rotationVariable } from "../../../components/secrets/rotation.ts";
import { type AgeFacts, judgeAges, readRotation } from "../../../pipeline/secrets/age.ts";
import { ask } from "../cli/ask.ts";
import { openHostile, tells, type World } from "../cli/hostile.ts";
import { contract, monday } from "../world.ts";

/** As the environment's stack writes it. */
const written = rotationRecord(
  { backend: ["DATABASE_URL", "JWT_SECRET_KEY"] },
  {
    DATABASE_URL: { everyDays: 90, last: "2026-12-01" },
    JWT_SECRET_KEY: { everyDays: 30, last: "2027-01-02" },
  },
);

const facts = (stored: AgeFacts["stored"] = { missing: "Not asked." }): AgeFacts => ({
  facts: 1,
  environment: "production",
  rotation: readRotation(written, rotationVariable),
  stored,
});

const verdicts = (given: AgeFacts, day: string) =>
  Object.fromEntries(judgeAges(given, Date.parse(day)).map(({ name, verdict }) => [name, verdict]));

describe("S004-SEC-02: how old secrets are", () => {
  it.each([
    ["2027-02-01T23:59:59Z", { DATABASE_URL: "yes", JWT_SECRET_KEY: "yes" }],
    ["2027-02-02T00:00:00Z", { DATABASE_URL: "yes", JWT_SECRET_KEY: "no" }],
    ["2027-03-01T23:59:59Z", { DATABASE_URL: "yes", JWT_SECRET_KEY: "no" }],
    ["2027-03-02T00:00:00Z", { DATABASE_URL: "no", JWT_SECRET_KEY: "no" }],
  ])("%s", (day, expected) => {
    expect(verdicts(facts(), day)).toEqual(expected);
  });

  it("GitHub's copy that is older than the settings say proves that nothing was replaced", () => {
    const stored = (updatedAt: string) => facts({ value: [{ name: "DATABASE_URL", updatedAt }] });
    expect(verdicts(stored("2026-11-30T23:00:00Z"), monday)).toMatchObject({ DATABASE_URL: "no" });
    expect(verdicts(stored("2026-12-01T01:00:00Z"), monday)).toMatchObject({ DATABASE_URL: "yes" });
    // A sync writes old values again: a later day proves nothing, and does not help one that is overdue.
    expect(verdicts(stored("2027-03-30T00:00:00Z"), "2027-04-01T00:00:00Z")).toMatchObject({
      DATABASE_URL: "no",
    });
  });

  it("a day in the future is none", () => {
    expect(verdicts(facts(), "2026-12-15T00:00:00Z")).toEqual({ DATABASE_URL: "yes", JWT_SECRET_KEY: "no" });
  });

  it.each([undefined, "", "{", "[]", '{"A":{"due":"x","everyDays":1,"last":"2027-01-01"}}'])(
    "%j is no record of rotation, and could not be told",
    (text) => {
      const given = { ...facts(), rotation: readRotation(text, rotationVariable) };
      expect(judgeAges(given, Date.parse(monday)).map(({ verdict }) => verdict)).toEqual(["unknown"]);
    },
  );
});

describe("secrets age", () => {
  let world: World;
  beforeAll(async () => {
    world = await openHostile();
  });
  afterAll(() => world.close());
  beforeEach(() => {
    world.lies.length = 0;
  });

  const age = (environment: Record<string, string> = {}) =>
    ask(["secrets", "age", "--environment", "production", "--record", "{record}"], {
      contract,
      environment: {
        GITHUB_API_URL: world.url,
        GITHUB_TOKEN: world.token,
        [rotationVariable]: written,
        ...environment,
      },
    });

  it("compares with what GitHub shows of the environment that jobs deploy through", async () => {
    world.lies.push(
      tells("/environments/production/secrets", {
        total_count: 1,
        secrets: [
          { name: "DATABASE_URL", created_at: "2026-01-01T00:00:00Z", updated_at: "2026-01-01T00:00:00Z" },
        ],
      }),
    );
    const said = await age();
    expect(said.code).toBe(1);
    expect(said.out).toContain("Secrets of production must be replaced: DATABASE_URL.");
    expect(JSON.parse(said.record ?? "")).toMatchObject({
      decision: { command: "secrets age", verdict: "no" },
    });
  });

  it("goes by the settings where GitHub shows nothing, and says so", async () => {
    world.lies.push(
      tells("/environments/production/secrets", { message: "Resource not accessible by integration" }, 403),
    );
    const said = await age();
    expect([said.code, said.err]).toEqual([0, ""]);
    expect(said.out).toContain("GitHub's own days were not compared: GitHub answered 403");
  });

  it("cannot tell without a record", async () => {
    expect((await age({ [rotationVariable]: "" })).code).toBe(3);
  });
});
