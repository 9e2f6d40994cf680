import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import { describe, expect, it } from "vitest";
import {
  emptyTally,
  describe as nameForPeople,
  observe,
  outputsDiffer,
} from "../../../start/engine/tally.ts";
import { begins, bucketUrn, ends, event, says, stackUrn, violates } from "./events.ts";

function tallyOf(...events: EngineEvent[]) {
  const tally = emptyTally();
  for (const one of events) observe(tally, one);
  return tally;
}

describe("a tally of engine events", () => {
  it("knows changes from looks", () => {
    const { changes } = tallyOf(
      begins("same", stackUrn),
      begins("read", bucketUrn),
      begins("refresh", bucketUrn),
      begins("update", bucketUrn, { diffs: ["objectLockEnabled"] }),
    );
    expect(changes).toEqual([
      {
        operation: "update",
        resource: "aws:Bucket audit-archive",
        urn: bucketUrn,
        properties: ["objectLockEnabled"],
      },
    ]);
  });

  it("takes a replacement for one change, not three", () => {
    const steps = (["create-replacement", "replace", "delete-replaced"] as const).flatMap((op) => [
      begins(op, bucketUrn),
      ends(op, bucketUrn),
    ]);
    const { changes, progress } = tallyOf(...steps);
    expect(changes.map(({ operation }) => operation)).toEqual(["replace"]);
    expect(progress).toMatchObject({ changing: 1, changed: 1, running: [] });
  });

  it("counts each resource once, although components end twice", () => {
    const { progress } = tallyOf(
      begins("create", stackUrn),
      begins("create", bucketUrn),
      ends("create", stackUrn),
      ends("create", bucketUrn),
      ends("create", stackUrn, { after: { summary: {} } }),
    );
    expect(progress).toEqual({ done: 2, changing: 2, changed: 2, running: [] });
  });

  it("keeps what a create needs to be found again, of real resources alone", () => {
    const { creations } = tallyOf(
      begins("create", stackUrn),
      begins("create", bucketUrn, { inputs: { bucket: "mayassistant-audit-archive" } }),
    );
    expect(creations).toEqual([
      {
        urn: bucketUrn,
        type: "aws:s3/bucket:Bucket",
        parent: stackUrn,
        provider: "urn:provider::id",
        inputs: { bucket: "mayassistant-audit-archive" },
      },
    ]);
  });

  it("sees that only the outputs differ", () => {
    const before = { summary: { guards: [] } };
    expect(outputsDiffer(tallyOf(ends("same", stackUrn, { before, after: before })))).toBe(false);
    expect(
      outputsDiffer(tallyOf(ends("same", stackUrn, { before, after: { summary: { guards: ["main"] } } }))),
    ).toBe(true);
    expect(outputsDiffer(tallyOf())).toBe(false);
  });

  it("takes the colour marks out of remarks, and leaves information out", () => {
    const { errors, warnings } = tallyOf(
      says("error", "<{%fg 1%}>422 Name already taken<{%reset%}>\n", bucketUrn),
      says("warning", "careful"),
      says("info", "hello"),
      says("error", "<{%reset%}>"),
    );
    expect(errors).toEqual([{ resource: "aws:Bucket audit-archive", message: "422 Name already taken" }]);
    expect(warnings).toEqual([{ resource: undefined, message: "careful" }]);
  });

  it("names the resource of a violation, unless it is the stack", () => {
    const { violations } = tallyOf(
      violates("audit-bucket-locked", "must be locked", bucketUrn, "mandatory"),
      violates("advice", "think again", stackUrn, "warning"),
    );
    expect(violations).toEqual([
      {
        policy: "audit-bucket-locked",
        resource: "aws:Bucket audit-archive",
        message: "must be locked",
        mandatory: true,
      },
      { policy: "advice", resource: undefined, message: "think again", mandatory: false },
    ]);
  });

  it("hears that a signal reached the engine", () => {
    expect(
      tallyOf(event({ stdoutEvent: { message: "^C received; cancelling.", color: "" } })).cancelled,
    ).toBe(true);
  });
});

it("names resources for people", () => {
  expect(nameForPeople(bucketUrn)).toBe("aws:Bucket audit-archive");
  expect(nameForPeople("urn:pulumi:s::p::gatehouse:Audit::audit::x")).toBe("gatehouse:Audit audit::x");
});
