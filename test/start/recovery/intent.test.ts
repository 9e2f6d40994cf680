import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openIntents } from "../../../start/recovery/intent.ts";

const creation = {
  urn: "urn:a",
  type: "aws:s3/bucket:Bucket",
  parent: "",
  provider: "p::1",
  inputs: { bucket: "b" },
};

it("outlives the process that declared it, and ends with the operation", () => {
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-intent-"));
  openIntents(folder).declare("organization/p/shared", [creation]);
  const next = openIntents(folder);
  expect(next.left("organization/p/shared")).toEqual([creation]);
  expect(next.left("staging")).toBeUndefined();
  next.done("organization/p/shared");
  expect(next.left("organization/p/shared")).toBeUndefined();
});
