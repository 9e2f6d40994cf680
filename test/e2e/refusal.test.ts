import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { layOut, type Place, run } from "./harness.ts";
import { readDocument } from "./report.ts";
import { realResources } from "./state.ts";

const places: Place[] = [];
afterEach(() => {
  for (const place of places.splice(0)) place.remove();
});

function newPlace(...edits: Parameters<typeof layOut>): Place {
  const place = layOut(...edits);
  places.push(place);
  return place;
}

describe("npm start says no", { timeout: 120_000 }, () => {
  it("with 1 when a policy refuses: which one, of what, what is wrong and how to mend it", async () => {
    const place = newPlace();
    const program = [
      'import * as github from "@pulumi/github";',
      "new github.RepositoryEnvironment('side-door', { repository: 'mayassistant', environment: 'production' });",
    ];
    writeFileSync(join(place.config, "index.ts"), program.join("\n"));
    const { exitCode, stdout, stderr } = await run(place, ["--stack", "production"]);
    expect(exitCode, stderr).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toContain("Policies refused the preview of stack production:");
    expect(stderr).toMatch(
      /\n {2}production-requires-reviewers, github:RepositoryEnvironment side-door\n {4}\S.*must/,
    );
    expect(realResources(place, ["production"])).toEqual([]);
  });

  it("with 1 when a cloud refuses, in the cloud's words; and goes on once that is mended", async () => {
    const taken = newPlace({
      "Pulumi.shared.yaml": (file) => file.setIn(["config", "gatehouse:audit", "bucket"], "audit-archive"),
    });
    const refused = await run(taken, ["--stack", "shared"]);
    expect(refused.exitCode, refused.stderr).toBe(1);
    expect(refused.stderr).toMatch(
      /The up of stack shared failed:\n\n {2}aws:Bucket audit-bucket\n {4}.*BucketAlreadyExists/,
    );

    const mended = { ...newPlace(), folder: taken.folder };
    const { exitCode, stdout, stderr } = await run(mended, ["--stack", "shared", "--json"]);
    expect(exitCode, stderr + stdout).toBe(0);
    expect(readDocument(stdout).stacks[0]?.recovery).toBeUndefined();
  });

  it("with 3 when no engine can be had, naming what was tried", async () => {
    const node = dirname(process.execPath);
    const { exitCode, stderr } = await run(newPlace(), [], { GATEHOUSE_ENGINE: "path", PATH: node });
    expect(exitCode, stderr).toBe(3);
    expect(stderr).toMatch(/no Pulumi engine can be had.*\n\s+- path: /s);
  });
});
