import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AtWork, openAtWork, type Step } from "./engine.ts";
import { layOut, type Place } from "./harness.ts";
import { lossesOf, urnsOf } from "./recorded/losses.ts";
import {
  recordedState,
  releases,
  replayClouds,
  secretValues,
  stacks,
  useRecordedPassphrase,
} from "./recorded/release.ts";

it("the states of past releases are recorded", () => {
  expect(releases()).not.toEqual([]);
});

describe.each(releases())("what release %s made", { timeout: 120_000 }, (release) => {
  let place: Place;
  let work: AtWork;

  beforeAll(async () => {
    place = layOut();
    useRecordedPassphrase(place);
    replayClouds(place, release);
    work = await openAtWork(place, { secretValues });
    for (const stack of stacks) {
      await (await work.stack(stack)).importStack(recordedState(release, stack));
    }
  }, 120_000);
  afterAll(async () => {
    await work?.close();
    place?.remove();
  });

  it.each(stacks)(
    "in stack %s is neither replaced, deleted nor forgotten by today's program",
    async (stack) => {
      const { steps, errors } = await work.steps(stack);
      expect(lossesOf(urnsOf(recordedState(release, stack)), steps, errors)).toEqual([]);
    },
  );
});

describe("what is told when a release would lose something", () => {
  const urn = (name: string) =>
    `urn:pulumi:shared::gatehouse::gatehouse:components:Audit$aws:s3/bucket:Bucket::${name}`;
  const recorded = [urn("audit-bucket")];
  const same = (name: string, former = name): Step => ({
    operation: "same",
    urn: urn(name),
    formerUrn: urn(former),
  });

  it("is nothing while every resource is still declared, by its name or by an alias", () => {
    expect(lossesOf(recorded, [same("audit-bucket")], [])).toEqual([]);
    expect(lossesOf(recorded, [same("archive-bucket", "audit-bucket")], [])).toEqual([]);
    expect(lossesOf(recorded, [same("audit-bucket"), { ...same("new"), operation: "create" }], [])).toEqual(
      [],
    );
  });

  it("is the alias that a renamed resource needs", () => {
    const steps: Step[] = [
      { operation: "create", urn: urn("archive-bucket"), formerUrn: undefined },
      { operation: "delete", urn: urn("audit-bucket"), formerUrn: urn("audit-bucket") },
    ];
    expect(lossesOf(recorded, steps, [])).toEqual([
      `${urn("audit-bucket")} is no longer declared: an up would delete it. If it was renamed or moved, give it ` +
        'aliases: [{ name: "audit-bucket" }], with its former parent where that changed; docs/upgrading.md says how. ' +
        "If it shall go, say so in docs/upgrading.md and record the release anew.",
    ]);
  });

  it("is what would be replaced, and what the engine refused", () => {
    const replaced: Step = { ...same("audit-bucket"), operation: "replace" };
    expect(lossesOf(recorded, [replaced], [])).toEqual([expect.stringContaining("would be replaced")]);
    expect(lossesOf(recorded, [same("audit-bucket")], ["it is protected"])).toEqual(["it is protected"]);
    expect(lossesOf(recorded, [], [])).toEqual([expect.stringContaining("is no longer declared")]);
  });
});
