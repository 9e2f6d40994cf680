import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type ByHand, openByHand } from "./by-hand.ts";
import { censusOf } from "./census.ts";
import { begin, layOut, type Place, type Run, repository, run } from "./harness.ts";
import { readDocument } from "./report.ts";
import { realResources } from "./state.ts";

// One pipeline through its whole life, test by test: each one builds on what the one before left.
const stacks = ["shared", "development", "staging", "production"];
let place: Place;
let settingsBefore: Folder;

beforeAll(() => {
  place = layOut();
  settingsBefore = lookAt(place.config);
});
afterAll(() => place.remove());

const minutes = 60_000;

interface Folder {
  names: string[];
  settings: string[];
}

/** What the main job could write to in a pipeline's folder: its settings files, and new files. */
function lookAt(folder: string): Folder {
  const names = readdirSync(folder).filter((name) => name !== ".gatehouse");
  const settings = names.filter((name) => /^Pulumi.*\.yaml$/.test(name));
  return { names, settings: settings.map((name) => readFileSync(join(folder, name), "utf8")) };
}

describe("npm start, from nothing", () => {
  let first: Run;

  beforeAll(async () => {
    first = await run(place, ["--json"]);
  }, 4 * minutes);

  it("puts every stack up, in order, and a second preview shows no change", () => {
    expect(first.exitCode, first.stderr + first.stdout).toBe(0);
    const document = readDocument(first.stdout);
    expect(document.stacks.map(({ stack }) => stack)).toEqual(stacks);
    for (const { stack, up, again } of document.stacks) {
      expect(up?.changes.length, stack).toBeGreaterThan(5);
      expect(again?.changes, stack).toEqual([]);
    }
  });

  it("prints its time and peak memory", () => {
    const { seconds, memory } = readDocument(first.stdout);
    expect(seconds).toBeGreaterThan(5);
    expect(memory.bytes).toBeGreaterThan(200_000_000);
    expect(memory.method).toContain("resident memory");
  });

  it("tells on the page what guards what, who must approve, where health is watched, and draws it", () => {
    const page = readFileSync(join(place.folder, "report.md"), "utf8");
    expect(page).toContain("```mermaid\nflowchart LR\n");
    expect(page).toMatch(/\| branch main \| .*pull request/);
    expect(page).toContain("| production | main | release-approver (team release-approvers) |");
    expect(page).toMatch(/\| backend of production \| https:\/\/mayassistant-prod\S+\/health every 30 s, /);
    expect(page).toContain("COMPLIANCE, kept 2557 days (7 years)");
  });

  it("writes nothing into the pipeline's own folder, although the engine keeps a salt in stack files", () => {
    expect(lookAt(place.config)).toEqual(settingsBefore);
  });

  it("says the same to people, when there is nothing left to do, and changes nothing", {
    timeout: 2 * minutes,
  }, async () => {
    const before = censusOf(place);
    const again = await run(place);
    expect(again.exitCode, again.stderr).toBe(0);
    expect(again.stdout).toMatch(
      /^✓ The road stands: 4 stacks, \d+ resources; there was nothing to change\.\n/,
    );
    for (const title of ["What guards what", "Who must approve", "Where health is watched"]) {
      expect(again.stdout).toContain(title);
    }
    expect(again.stdout).toContain("production-rollback");
    expect(again.stdout).toMatch(/Time \d.* s, peak memory \d+ MB/);
    expect(again.stderr).not.toContain(": up ");
    expect(censusOf(place)).toEqual(before);
  });
});

describe("drift that somebody makes by hand", { timeout: minutes }, () => {
  let hand: ByHand;
  const repo = "/repos/mayassistant-org/mayassistant";
  const production = `${repo}/environments/production`;
  const policy = { deployment_branch_policy: { protected_branches: false, custom_branch_policies: true } };

  beforeAll(async () => {
    hand = await openByHand(place);
  }, minutes);
  afterAll(() => hand.close());

  it("is none while nobody did anything", async () => {
    expect(await hand.drift("production")).toEqual([]);
  });

  it("is not seen where the published provider is blind: reviewers that are gone altogether", async () => {
    await hand.github("PUT", production, {
      ...policy,
      reviewers: [],
      prevent_self_review: false,
      can_admins_bypass: false,
    });
    expect(await hand.drift("production")).toEqual([]);
  });

  it("is seen where it is not: other reviewers, self-review, administrators", async () => {
    const team = z
      .object({ id: z.number() })
      .parse(await hand.github("GET", "/orgs/mayassistant-org/teams/developers"));
    const reviewers = [{ type: "Team", id: team.id }];
    await hand.github("PUT", production, {
      ...policy,
      reviewers,
      prevent_self_review: false,
      can_admins_bypass: true,
    });
    expect(await hand.drift("production")).toEqual([
      {
        operation: "update",
        resource: "github:RepositoryEnvironment production-production",
        properties: ["canAdminsBypass", "preventSelfReview", "reviewers[0].teams[0]"],
      },
    ]);
  });

  it("is seen of a ruleset that lost a rule, and of one that is gone", async () => {
    const rulesets = z
      .array(z.object({ id: z.number(), name: z.string() }))
      .parse(await hand.github("GET", `${repo}/rulesets`));
    const named = (part: string) => rulesets.find(({ name }) => name.includes(part))?.id;
    await hand.github("PUT", `${repo}/rulesets/${named("default")}`, { rules: [{ type: "deletion" }] });
    await hand.github("DELETE", `${repo}/rulesets/${named("integration")}`);
    const drift = await hand.drift("shared");
    expect(drift.map(({ operation, resource }) => `${operation} ${resource}`).sort()).toEqual([
      "create github:RepositoryRuleset protection-integration-branch",
      "update github:RepositoryRuleset protection-default-branch",
    ]);
  });

  it("is seen of a sync's integration, and not of the environment that it writes to", async () => {
    const sync = ["resources", "doppler:secretsSync/githubActions:GithubActions"];
    const [id = ""] = hand.names("doppler", sync).filter((name) => name.includes(".stg."));
    hand.set("doppler", [...sync, id, "inputs", "environmentName"], "elsewhere");
    expect(await hand.drift("staging")).toEqual([]);
    hand.set("doppler", [...sync, id, "inputs", "integration"], "00000000-0000-4000-8000-000000000000");
    expect(await hand.drift("staging")).toEqual([
      expect.objectContaining({ operation: "replace", properties: ["integration"] }),
    ]);
  });
});

describe("npm start -- --destroy", { timeout: 2 * minutes }, () => {
  it("removes what the real clouds would release, and tells what stays, why and until when", async () => {
    const { exitCode, stdout, stderr } = await run(place, ["--destroy"]);
    expect(exitCode, stderr + stdout).toBe(0);
    expect(stdout).toMatch(/^✓ Removed \d{3} resources\. 11 things stay, as in the real clouds\.\n/);
    expect(stdout).toMatch(
      /S3 bucket mayassistant-audit-archive.*\(stack shared\)\n {4}why: .*evidence.*\n {4}until: 2557 days after/,
    );
    expect(stdout).toMatch(/Key Vault kv-mayassistant-prod \(stack production\)\n {4}why: +it is protected/);
    expect(stdout).toContain("npm run sandbox -- --reset");
    const left = new Set(realResources(place, stacks).map(({ type }) => type));
    expect([...left].filter((type) => !type.startsWith("aws:")).sort()).toEqual([
      "azure-native:keyvault:Vault",
      "azure-native:resources:ResourceGroup",
    ]);
    expect(left).toContain("aws:s3/bucket:Bucket");
  });

  it("is calm when there is nothing left to remove", async () => {
    const before = censusOf(place);
    const { exitCode, stdout, stderr } = await run(place, ["--destroy"]);
    expect(exitCode, stderr + stdout).toBe(0);
    expect(stdout).toMatch(/^✓ There was nothing left to remove\. 11 things stay/);
    expect(censusOf(place)).toEqual(before);
  });

  it("is no obstacle for the next npm start, here from the checkout itself, which it leaves as it was", async () => {
    const before = lookAt(repository);
    const own = { ...place, config: repository };
    const { exitCode, stdout, stderr } = await run(own, ["--stack", "shared", "--json"]);
    expect(exitCode, stderr + stdout).toBe(0);
    expect(lookAt(repository)).toEqual(before);
    const [shared] = readDocument(stdout).stacks;
    expect(shared?.again?.changes).toEqual([]);
    const buckets = shared?.up?.changes.filter(({ resource }) => resource.startsWith("aws:Bucket "));
    // The index can be rebuilt from the records: it went, and comes back. The archive never went.
    expect(buckets?.map(({ operation, resource }) => `${operation} ${resource}`)).toEqual([
      "create aws:Bucket audit-index-bucket",
    ]);
  });
});

it("lets one run at a time into a sandbox", { timeout: minutes }, async () => {
  const first = begin(place, ["--stack", "shared"]);
  while (!existsSync(join(place.folder, "run.lock"))) await new Promise((next) => setTimeout(next, 10));
  const second = await run(place, ["--stack", "shared"]);
  expect(second.exitCode).toBe(2);
  expect(second.stderr).toContain(`Another run (process ${first.process.pid}, since `);
  expect((await first.end).exitCode).toBe(0);
});
