import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { type ByHand, openByHand } from "./by-hand.ts";
import { edit, layOut, type Place, run } from "./harness.ts";
import { readDocument } from "./report.ts";

// One repository through the life of its pipeline's files, test by test.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const repo = "/repos/mayassistant-org/mayassistant";
const contract = ".gatehouse/contract.json";
let place: Place;
let hand: ByHand;

beforeAll(async () => {
  place = layOut();
});
afterAll(async () => {
  await hand.close();
  place.remove();
});

const told = z.object({
  delivery: z.object({
    live: z.array(z.string()),
    pending: z.array(z.string()),
    pullRequest: z.string(),
  }),
});

async function up() {
  const { exitCode, stdout, stderr } = await run(place, ["--stack", "shared", "--json"]);
  expect(exitCode, stderr + stdout).toBe(0);
  const { stacks, pipeline } = readDocument(stdout);
  return { stack: stacks[0], delivery: told.parse(pipeline[0]).delivery };
}

const blob = z.object({ content: z.string(), sha: z.string() });

async function fileOnMain(path: string) {
  const { content, sha } = blob.parse(await hand.github("GET", `${repo}/contents/${path}?ref=main`));
  return { text: Buffer.from(content, "base64").toString(), sha };
}

const rulesets = z.array(z.object({ id: z.number() }));

/** What a person does with the reviews that the rules ask for; none of them is given here. */
async function asOwner(act: () => Promise<unknown>) {
  const ids = rulesets.parse(await hand.github("GET", `${repo}/rulesets`)).map(({ id }) => id);
  for (const id of ids) await hand.github("PUT", `${repo}/rulesets/${id}`, { enforcement: "disabled" });
  await act();
  for (const id of ids) await hand.github("PUT", `${repo}/rulesets/${id}`, { enforcement: "active" });
}

describe("files in the application repository", () => {
  it("come with the first up, while nothing protects the default branch yet", async () => {
    const { delivery } = await up();
    expect(delivery.live).toEqual(
      expect.arrayContaining([".gatehouse/contract.json", ".gatehouse/pipeline.mjs", ".github/CODEOWNERS"]),
    );
    expect(delivery.pending).toEqual([]);
    hand = await openByHand(place);
    expect(JSON.parse((await fileOnMain(contract)).text)).toMatchObject({
      contract: 1,
      repository: { owner: "mayassistant-org", name: "mayassistant" },
      environments: { production: { requires: { environment: "staging", withinHours: 24 } } },
    });
  });

  it("change by one pull request once it is protected, and the summary names it", async () => {
    edit(place, {
      "Pulumi.yaml": (file) =>
        file.setIn(["config", "environments", "value", "production", "requires", "withinHours"], 12),
    });
    const { stack, delivery } = await up();
    expect(stack?.up?.changes.map(({ resource }) => resource)).toEqual([
      "gatehouse-github:Files delivery-files",
    ]);
    expect(stack?.up?.changes[0]?.properties).toContain(`files["${contract}"]`);
    expect(delivery.pending).toEqual([contract]);
    expect(delivery.pullRequest).toMatch(/\/pull(s)?\/1$/);
    expect((await fileOnMain(contract)).text).toContain('"withinHours": 24');
  });

  it("are live after the merge, and nothing is left to do", async () => {
    await asOwner(() => hand.github("PUT", `${repo}/pulls/1/merge`, { merge_method: "squash" }));
    const { delivery } = await up();
    expect(delivery).toMatchObject({ pending: [], pullRequest: "" });
    expect((await fileOnMain(contract)).text).toContain('"withinHours": 12');
    expect(await hand.drift("shared")).toEqual([]);
  });

  it("edited by hand are drift, and the next up proposes what is declared", async () => {
    const { sha } = await fileOnMain(contract);
    const content = Buffer.from("{}\n").toString("base64");
    await asOwner(() =>
      hand.github("PUT", `${repo}/contents/${contract}`, {
        message: "by hand",
        branch: "main",
        content,
        sha,
      }),
    );
    expect(await hand.drift("shared")).toEqual([
      expect.objectContaining({
        operation: "update",
        properties: expect.arrayContaining([`files["${contract}"]`]),
      }),
    ]);
    expect((await up()).delivery.pending).toEqual([contract]);
  });
});
