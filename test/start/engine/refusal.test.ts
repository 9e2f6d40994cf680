import { expect, it } from "vitest";
import { refusalOf } from "../../../start/engine/refusal.ts";
import { emptyTally, observe } from "../../../start/engine/tally.ts";
import { bucketUrn, says, stackUrn, violates } from "./events.ts";

function refusal(events: Parameters<typeof observe>[1][], engineError = "") {
  const tally = emptyTally();
  for (const one of events) observe(tally, one);
  const { exitCode, message } = refusalOf("shared", "preview", tally, engineError);
  return { exitCode, message };
}

it("answers a mistake in the settings with its message alone", () => {
  expect(
    refusal([
      says("error", "unrelated"),
      says(
        "error",
        "Running program failed: Settings: roles.qa names the team qa-leads, which mayassistant-org has not.\n",
      ),
    ]),
  ).toEqual({
    exitCode: 2,
    message: "Settings: roles.qa names the team qa-leads, which mayassistant-org has not.",
  });
});

it("names policy, resource, what is wrong and how to mend it; advice is no refusal", () => {
  expect(
    refusal([
      violates(
        "audit-bucket-locked",
        "The archive must be in COMPLIANCE mode.\nMend: mode: COMPLIANCE",
        bucketUrn,
        "mandatory",
      ),
      violates("advice", "not this", stackUrn, "warning"),
    ]),
  ).toEqual({
    exitCode: 1,
    message:
      "Policies refused the preview of stack shared:\n\n" +
      "  audit-bucket-locked, aws:Bucket audit-archive\n" +
      "    The archive must be in COMPLIANCE mode.\n    Mend: mode: COMPLIANCE",
  });
});

it("tells what a cloud refused, without the engine's echo", () => {
  expect(
    refusal([says("error", "409 BucketAlreadyExists", bucketUrn), says("error", "update failed", stackUrn)]),
  ).toEqual({
    exitCode: 1,
    message: "The preview of stack shared failed:\n\n  aws:Bucket audit-archive\n    409 BucketAlreadyExists",
  });
});

it("falls back to the engine's own words, once", () => {
  const error =
    "code: -2\n stderr: Command failed\nerror: no stack named 'x' found\n err?: Error\nerror: no stack named 'x' found\n";
  expect(refusal([], error).message).toBe(
    "The preview of stack shared failed:\n\n  error: no stack named 'x' found",
  );
});
