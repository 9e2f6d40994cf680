import { describe, expect, it, onTestFinished } from "vitest";
import type { Written } from "../../../pipeline/facts/evidence.ts";
import { rollbackCommand } from "../../../pipeline/release/commands/rollback.ts";
import { openWorld } from "../../sandbox/github/replay/world.ts";
import { ask } from "../cli/ask.ts";
import {
  bad,
  calm,
  contract,
  correction,
  deployment,
  final,
  good,
  type Hosts,
  old,
  passing,
  usualRecords,
  worldOf,
} from "./setting.ts";

const because = ["--reason", "Service outage"];

async function back(
  args: readonly string[],
  given: {
    records?: readonly Written[] | undefined;
    hosts?: Hosts;
    environment?: Record<string, string>;
  } = {},
) {
  const hosts = given.hosts ?? calm();
  const records = "records" in given ? given.records : usualRecords();
  const undone: string[] = [];
  const command = rollbackCommand(
    async (_given, _frame, to) => {
      undone.push(to);
      return `Undone down to ${to}.`;
    },
    worldOf(records, hosts),
  );
  const said = await ask(["rollback", "--environment", "production", "--record", "{record}", ...args], {
    contract,
    commands: [command],
    ...(given.environment ? { environment: given.environment } : {}),
  });
  const record = said.record === undefined ? undefined : JSON.parse(said.record);
  return { ...said, hosts, undone, kept: record };
}

describe("rollback", () => {
  it("S000-RB-02: goes back to the last build recorded as good, never the failed one", async () => {
    const { code, out, hosts, kept } = await back(because);
    expect(code, out).toBe(0);
    expect(hosts.did).toEqual(["azure-functions back to 222", "vercel back to 222"]);
    expect(kept).toMatchObject({ from: bad, to: good, outcome: "success", reason: "Service outage" });
    expect(out).toContain("production is back at 222222222222.");
  });

  it("S000-RB-02: fails where there is no good one, and touches nothing", async () => {
    const { code, out, hosts } = await back(because, {
      records: [deployment(bad, "2027-02-01T14:00:00Z", "failure")],
    });
    expect(code).toBe(1);
    expect(hosts.did).toEqual([]);
    expect(out).toContain("nothing to go back to");
  });

  it("goes from a good release to the one before, and counts what an earlier rollback put back", async () => {
    const live = await back(because, { records: usualRecords().slice(1) });
    expect(live.kept).toMatchObject({ from: good, to: old });
    const again = await back(because, {
      records: [correction(old, "2027-02-01T15:00:00Z"), ...usualRecords().slice(1)],
    });
    expect(again.kept).toMatchObject({ from: old, to: good });
  });

  it("S004-RB-03: takes exactly the version that is named, and refuses one that was never good here", async () => {
    expect((await back([...because, "--target-version", old])).kept).toMatchObject({ to: old });
    const unknown = await back([...because, "--target-version", "9".repeat(40)]);
    expect(unknown.code).toBe(1);
    expect(unknown.hosts.did).toEqual([]);
    expect(unknown.out).toMatch(/999999999999 was never a good release here.*222222222222, 111111111111/s);
  });

  it("S002-RB-03: resolves a tag at GitHub, and says which it does not know", async () => {
    const world = await openWorld();
    onTestFinished(() => world.close());
    const environment = { GITHUB_API_URL: world.url, GITHUB_TOKEN: world.token };
    const missing = await back([...because, "--target-version", "v1.2.3"], { environment });
    expect(missing.code).toBe(2);
    expect(missing.err).toMatch(/--target-version is "v1\.2\.3", and GitHub resolves it to no commit/);
    const head =
      world.state().repositories.find(({ name }) => name === "app")?.git.refs["refs/heads/main"] ?? "";
    const found = await back([...because, "--target-version", "main"], {
      environment,
      records: [
        deployment(bad, "2027-02-01T14:00:00Z", "failure"),
        deployment(head, "2027-01-31T14:00:00Z", "success"),
      ],
    });
    expect(found.kept).toMatchObject({ to: head });
  });

  it.each([
    ["backend", ["azure-functions back to 222"], []],
    ["frontend", ["vercel back to 222"], []],
    ["canary", ["azure-functions back to 222"], []],
    ["database", [], ["015"]],
    ["all", ["azure-functions back to 222", "vercel back to 222"], []],
  ])("S004-RB-02: the scope %s touches no more than it says", async (scope, did, undone) => {
    const result = await back([...because, "--scope", scope]);
    expect(result.code, result.out).toBe(0);
    expect(result.hosts.did).toEqual(did);
    expect(result.undone).toEqual(undone);
  });

  it("S002-RB-04: refuses to begin without a reason, in every environment", async () => {
    for (const args of [[], ["--reason", " "]]) {
      const { code, err, hosts } = await back(args);
      expect(code).toBe(2);
      expect(err).toMatch(/--reason/);
      expect(hosts.did).toEqual([]);
    }
  });

  it("S002-RB-02: finds, undoes the database before new code had traffic, then brings the application back", async () => {
    const hosts = { ...calm(), traffic: false };
    const { kept, undone } = await back(because, { hosts });
    expect(undone).toEqual(["015"]);
    expect(
      kept.steps.map(({ name, outcome }: { name: string; outcome: string }) => `${name}: ${outcome}`),
    ).toEqual([
      "find the last good release: done",
      "database: done",
      "backend on azure-functions: done",
      "frontend on vercel: done",
    ]);
  });

  it("keeps the schema once new code had traffic, and says so", async () => {
    const { undone, out } = await back(because);
    expect(undone).toEqual([]);
    expect(out).toContain("New code had traffic: the migration stays, and the code alone goes back.");
  });

  it("S004-RB-04: fails twice, then succeeds, with three logged tries", async () => {
    const hosts = { ...calm(), refusals: { "azure-functions": [passing(), passing()] } };
    const { code, kept, out } = await back(because, { hosts });
    expect(code, out).toBe(0);
    const step = kept.steps.find(({ name }: { name: string }) => name.startsWith("backend"));
    expect(step.tries).toEqual(["Azure POST /slotsswap: 503", "Azure POST /slotsswap: 503", "done"]);
    expect(out).toContain("Tried 3 times");
  });

  it("S004-RB-04: tells of a permanent failure what the host said, and what is in which state", async () => {
    const hosts = { ...calm(), refusals: { "azure-functions": [final()] } };
    const { code, out, kept } = await back(because, { hosts });
    expect(code).toBe(1);
    expect(out).toContain("403 AuthorizationFailed");
    expect(out).toContain("backend on azure-functions: COULD NOT go back");
    expect(out).toContain("frontend on vercel: was not touched");
    expect(kept).toMatchObject({ outcome: "failure", to: good });
    expect(hosts.did).toEqual([]);
  });

  it("goes on with the archive away, by the file of the last good release", async () => {
    const world = await openWorld();
    onTestFinished(() => world.close());
    const environment = { GITHUB_API_URL: world.url, GITHUB_TOKEN: world.token };
    const none = await back(because, { records: undefined, environment });
    expect(none.code).toBe(1);
    const { writeLastGood } = await import("../../../pipeline/release/last-good.ts");
    const { openGithub } = await import("../../../platforms/github/client.ts");
    const source = {
      github: openGithub({ token: world.token, baseUrl: world.url }),
      at: { owner: "acme", repo: "app" },
    };
    await writeLastGood(source, "production", "main", {
      last_good_sha: good,
      deployed_at: "2027-01-31T14:00:00Z",
    });
    const { code, out, kept } = await back([...because, "--target-version", good], {
      records: undefined,
      environment,
    });
    expect(code, out).toBe(0);
    expect(kept).toMatchObject({ to: good });
    expect(out).toContain("The ledger could not be read (S3 does not answer)");
  });

  it("masks the secrets of its job in everything that it says", async () => {
    const hosts = { ...calm(), refusals: { vercel: [final()] } };
    const { out, record } = await back(["--reason", "token sk-very-secret-value leaked"], {
      hosts,
      environment: { VERCEL_TOKEN: "sk-very-secret-value" },
    });
    expect(out + record).not.toContain("sk-very-secret-value");
  });
});
