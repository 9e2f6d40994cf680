import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Checks, requiredChecks } from "../../components/delivery/checks.ts";
import { gatherFiles } from "../../components/delivery/gather.ts";
import { Delivery, type DeliveryArgs } from "../../components/delivery/index.ts";
import { only, record } from "./recording.ts";

const args: DeliveryArgs = {
  owner: "acme",
  repository: "app",
  defaultBranch: "main",
  files: [
    {
      from: "workflows",
      files: { ".github/workflows/ci.yml": { content: "name: ci\n", checks: ["ci / test"] } },
    },
    { from: "scripts", files: { "scripts/rollback.sh": { content: "#!/bin/sh\n", executable: true } } },
  ],
  reasons: ["Actions are pinned."],
};

describe("delivery", () => {
  it("declares all files of all origins as one resource", async () => {
    const registrations = await record(() => new Delivery("delivery", args));
    const files = only(registrations, "gatehouse-github:delivery:Files");
    expect(files.name).toBe("delivery-files");
    expect(files.inputs).toEqual({
      owner: "acme",
      repository: "app",
      base: "main",
      branch: "gatehouse/delivery",
      title: "Update the files of the release pipeline",
      reasons: ["Actions are pinned.", expect.any(String), expect.any(String), expect.any(String)],
      files: {
        ".github/workflows/ci.yml": { content: "name: ci\n", checks: ["ci / test"] },
        "scripts/rollback.sh": { content: "#!/bin/sh\n", executable: true },
      },
    });
  });

  it("lets policies read its paths and not its contents", async () => {
    const registrations = await record(() => new Delivery("delivery", args));
    expect(only(registrations, "gatehouse:components:Delivery").inputs).toEqual({
      repository: "app",
      paths: [".github/workflows/ci.yml", "scripts/rollback.sh"],
    });
  });

  it("refuses a path that two origins claim", () => {
    const one = { from: "runtime", files: { "a.txt": { content: "a" } } };
    expect(() => gatherFiles([one, { ...one, from: "documents" }])).toThrow(
      "Both runtime and documents deliver a.txt",
    );
  });
});

const path = fc.constantFrom("ci.yml", "e2e.yml", "scan.yml", "deploy.yml");
const context = fc.constantFrom("lint", "test", "build", "scan");
const checks: fc.Arbitrary<Checks> = fc.dictionary(path, fc.uniqueArray(context));
const every = (of: Checks): string[] => Object.values(of).flat();

describe("required checks", () => {
  it("appear only once a workflow that reports them is on the default branch", () => {
    expect(requiredChecks({ "ci.yml": ["test"] }, {})).toEqual([]);
    expect(requiredChecks({ "ci.yml": ["test"] }, { "ci.yml": ["test"] })).toEqual(["test"]);
  });

  it("leave before their workflow does", () => {
    expect(requiredChecks({}, { "ci.yml": ["test"] })).toEqual([]);
  });

  it("of a workflow that is being changed are those that both versions report", () => {
    expect(requiredChecks({ "ci.yml": ["new", "test"] }, { "ci.yml": ["old", "test"] })).toEqual(["test"]);
  });

  it("are reported by the default branch and by the delivery's pull request, whatever is on its way", () => {
    fc.assert(
      fc.property(checks, checks, (declared, live) => {
        const required = requiredChecks(declared, live);
        for (const one of required) {
          expect(every(declared)).toContain(one);
          expect(every(live)).toContain(one);
        }
      }),
    );
  });

  it("are never weakened by a change that reports as much as before", () => {
    fc.assert(
      fc.property(checks, checks, (live, more) => {
        const paths = new Set([...Object.keys(live), ...Object.keys(more)]);
        const declared = Object.fromEntries(
          [...paths].map((one) => [one, [...new Set([...(live[one] ?? []), ...(more[one] ?? [])])]]),
        );
        expect(requiredChecks(declared, live)).toEqual([...new Set(every(live))].sort());
      }),
    );
  });

  it("are all that is declared once everything is live, each once and sorted", () => {
    fc.assert(
      fc.property(checks, (declared) => {
        expect(requiredChecks(declared, declared)).toEqual([...new Set(every(declared))].sort());
      }),
    );
  });
});
