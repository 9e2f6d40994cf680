import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type ByHand, openByHand } from "./by-hand.ts";
import { type AtWork, openAtWork } from "./engine.ts";
import { layOut, type Place } from "./harness.ts";

// The first up on a repository that people have worked in for long, and that nobody imports anything of.
const repo = "/repos/mayassistant-org/mayassistant";
const team = "/orgs/mayassistant-org/teams";
const environments = `${repo}/environments`;
const theirWorkflow = "on: push\njobs: {}\n";
const inBase64 = (text: string) => Buffer.from(text).toString("base64");

let place: Place;
let hand: ByHand;
let work: AtWork;

beforeAll(async () => {
  place = layOut();
  hand = await openByHand(place);
  await hand.github("PATCH", repo, { homepage: "https://mayassistant.example", has_wiki: true });
  await hand.github("POST", `${repo}/labels`, { name: "needs-design", color: "ffffff" });
  const { id } = z
    .object({ id: z.number() })
    .parse(await hand.github("POST", "/orgs/mayassistant-org/teams", { name: "designers" }));
  await hand.github("PUT", `${team}/designers/repos/mayassistant-org/mayassistant`, { permission: "triage" });
  for (const environment of ["development", "preview"]) {
    await hand.github("PUT", `${environments}/${environment}`, {
      reviewers: [{ type: "Team", id }],
      deployment_branch_policy: null,
    });
    await hand.github("POST", `${environments}/${environment}/variables`, { name: "THEIRS", value: "kept" });
  }
  await hand.github("POST", `${repo}/rulesets`, {
    name: "tags are kept",
    target: "tag",
    enforcement: "active",
    conditions: { ref_name: { include: ["~ALL"], exclude: [] } },
    rules: [{ type: "deletion" }],
  });
  await hand.github("PUT", `${repo}/contents/.github/workflows/theirs.yml`, {
    message: "A workflow",
    content: inBase64(theirWorkflow),
  });
  await hand.github("PUT", `${repo}/contents/.github/CODEOWNERS`, {
    message: "Owners",
    content: inBase64("* @mayassistant-org/developers\n"),
  });
  work = await openAtWork(place);
}, 60_000);
afterAll(async () => {
  await work?.close();
  await hand?.close();
  place?.remove();
});

const names = z.array(z.object({ name: z.string() }));

async function namesOf(path: string): Promise<string[]> {
  return names.parse(await hand.github("GET", path)).map(({ name }) => name);
}

describe("what people made", { timeout: 180_000 }, () => {
  it("is left where it is by the first up, except what the settings name", async () => {
    await work.up("shared");
    await work.up("development");
    expect(await namesOf(`${repo}/labels`)).toEqual(
      expect.arrayContaining(["needs-design", "bug", "approved-core-change"]),
    );
    expect(await namesOf(`${repo}/rulesets`)).toEqual(
      expect.arrayContaining(["tags are kept", "gatehouse default branch"]),
    );
    expect(await hand.github("GET", `${repo}/teams`)).toEqual(
      expect.arrayContaining([expect.objectContaining({ slug: "designers", permission: "triage" })]),
    );
    expect(await hand.github("GET", repo)).toMatchObject({
      homepage: "https://mayassistant.example",
      allow_merge_commit: true,
      has_wiki: true,
    });
    const workflow = `${repo}/contents/.github/workflows/theirs.yml`;
    expect(await hand.github("GET", workflow)).toMatchObject({ content: `${inBase64(theirWorkflow)}\n` });
    expect(await hand.github("GET", `${environments}/preview`)).toMatchObject({
      can_admins_bypass: true,
      protection_rules: [{ type: "required_reviewers", reviewers: [{ reviewer: { slug: "designers" } }] }],
    });
  });

  it("is closed by the settings where it is an environment of the same name; what is in it stays", async () => {
    expect(await hand.github("GET", `${environments}/development`)).toMatchObject({
      can_admins_bypass: false,
      deployment_branch_policy: { protected_branches: false, custom_branch_policies: true },
      // No approval is declared for this stage.
      protection_rules: [{ type: "branch_policy" }],
    });
    const kept = `${environments}/development/variables/THEIRS`;
    expect(await hand.github("GET", kept)).toMatchObject({ value: "kept" });
  });

  it("is not touched again by the next preview", async () => {
    expect(await work.preview("shared")).toEqual([]);
    expect(await work.preview("development")).toEqual([]);
  });
});

describe("a label of the same name", { timeout: 120_000 }, () => {
  it("stops the up, which names it and says what to do", async () => {
    const taken = layOut();
    const other = await openByHand(taken);
    const engine = await openAtWork(taken);
    try {
      await other.github("POST", `${repo}/labels`, { name: "approved-core-change", color: "00ff00" });
      await expect(engine.up("shared")).rejects.toThrow(
        /github:IssueLabel protection-label-approved-core-change\n.*already_exists.*docs\/upgrading\.md/s,
      );
      expect(await other.github("GET", `${repo}/labels/approved-core-change`)).toMatchObject({
        color: "00ff00",
      });
    } finally {
      await engine.close();
      await other.close();
      taken.remove();
    }
  });
});
