import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { explain } from "../../../stacks/settings/explain.ts";
import { readSettingsFiles } from "../../../stacks/settings/files.ts";
import { nearest } from "../../../stacks/settings/nearest.ts";
import { parseSettings } from "../../../stacks/settings/parse.ts";
import { complaint, set, written } from "./written.ts";

describe("settings of the root configuration", () => {
  it.each(["shared", "development", "staging", "production"])("are sound: %s", (stack) => {
    expect(complaint(written(stack))).toBeUndefined();
  });
});

describe("a wrong setting gets one message that names it", () => {
  const cases: [string, string, string, unknown, string[]][] = [
    [
      "unknown key, with the nearest known one",
      "shared",
      "github.visibilty",
      "private",
      ["github.visibilty", "Did you mean visibility?"],
    ],
    [
      "unknown top-level key",
      "production",
      "enviroment",
      {},
      ["enviroment is not a setting", "Did you mean environment?"],
    ],
    [
      "wrong type",
      "production",
      "environment.branches",
      "main",
      ['environment.branches is "main"', "a list"],
    ],
    [
      "wrong word",
      "production",
      "environment.tier",
      "prod",
      ['environment.tier is "prod"', "development, staging, production"],
    ],
    [
      "seven reviewers",
      "production",
      "roles.release-approver.users",
      ["a", "b", "c", "d", "e", "f"],
      ["roles.release-approver", "at most six"],
    ],
    [
      "a role nobody holds",
      "production",
      "environment.approvals",
      ["cto"],
      ['environment.approvals[0] is "cto"', "release-approver"],
    ],
    [
      "a role without holders",
      "production",
      "roles.release-approver",
      {},
      ["roles.release-approver", "nobody holds this role"],
    ],
    [
      "the same role twice",
      "production",
      "environment.approvals",
      ["release-approver", "release-approver"],
      ["each role once"],
    ],
    [
      "retention under seven years",
      "shared",
      "audit.retention.days",
      2000,
      ["audit.retention.days is 2000", "2557", "rehearsal"],
    ],
    [
      "GOVERNANCE in production",
      "shared",
      "audit.retention.mode",
      "GOVERNANCE",
      ["audit.retention.mode", "COMPLIANCE"],
    ],
    [
      "reviewers on a plan without them",
      "production",
      "github.plan",
      "team",
      ['github.plan is "team"', "enterprise, or a public repository"],
    ],
    [
      "a free plan for a private repository",
      "shared",
      "github.plan",
      "free",
      ["github.plan", "pro, team or enterprise"],
    ],
    [
      "a repository name that GitHub refuses",
      "shared",
      "github.repository.name",
      "may assistant",
      ["github.repository.name", "a repository name that GitHub accepts"],
    ],
    [
      "production without approval",
      "production",
      "environment.approvals",
      [],
      ["at least one role in production"],
    ],
    [
      "production from another branch",
      "production",
      "environment.branches",
      ["main", "develop"],
      ["environment.branches[1]", "main alone"],
    ],
    [
      "an interval that Route 53 lacks",
      "production",
      "monitoring.intervalSeconds",
      60,
      ["monitoring.intervalSeconds is 60", "10 or 30"],
    ],
    ["a missing group of settings", "shared", "audit", undefined, ["audit is missing"]],
    [
      "a host that is not one",
      "production",
      "backend.platform",
      "heroku",
      ["backend.platform", "azure-functions"],
    ],
  ];

  it.each(cases)("%s", (_title, stack, path, value, words) => {
    const message = complaint(set(written(stack), path, value)) ?? "";
    for (const word of words) expect(message).toContain(word);
    expect(message.startsWith("Settings: ")).toBe(true);
    expect(message).not.toContain("\n    at ");
  });

  it("names every wrong setting at once", () => {
    const settings = set(set(written("production"), "github.owner", "a b"), "environment.tier", "x");
    expect(complaint(settings)?.split("\n")).toHaveLength(2);
  });

  it("asks for a kind where there is none", () => {
    expect(complaint(set(written("shared"), "kind", undefined))).toContain("shared, environment");
  });
});

describe("a shorter retention", () => {
  it("is allowed by name, with a reason and an end", () => {
    const rehearsal = {
      mode: "GOVERNANCE",
      days: 1,
      rehearsal: { reason: "a rehearsal", until: "2027-01-31" },
    };
    expect(complaint(set(written("shared"), "audit.retention", rehearsal))).toBeUndefined();
  });

  it.each([[{ reason: "", until: "2027-01-31" }], [{ reason: "x" }], [{ reason: "x", until: "soon" }]])(
    "is refused with half a reason: %j",
    (rehearsal) => {
      const retention = { mode: "GOVERNANCE", days: 1, rehearsal };
      expect(complaint(set(written("shared"), "audit.retention", retention))).toContain(
        "audit.retention.rehearsal",
      );
    },
  );
});

describe("settings files", () => {
  function folder(files: Record<string, string>): string {
    const path = mkdtempSync(join(tmpdir(), "gatehouse-settings-"));
    for (const [name, content] of Object.entries(files)) writeFileSync(join(path, name), content);
    return path;
  }

  it("say the line of a wrong key, in the file that has it", () => {
    const { written: values, locate } = readSettingsFiles(
      folder({
        "Pulumi.yaml":
          "name: gatehouse\nconfig:\n  application:\n    value:\n      name: app\n      title: App\n      nam: x\n",
        "Pulumi.live.yaml":
          "config:\n  gatehouse:kind: shared\n  gatehouse:audit:\n    bucket: b\n    writers: [production]\n",
      }),
      "live",
    );
    const result = parseSettings(values);
    const message = "refusal" in result ? explain(result.refusal, locate) : "";
    expect(message).toContain("application.nam is not a setting (Pulumi.yaml, line 7)");
    expect(message).toContain('audit.bucket is "b" (Pulumi.live.yaml, line 4)');
  });

  it("let a stack's key replace the whole value of the project", () => {
    const { written: values } = readSettingsFiles(
      folder({
        "Pulumi.yaml": "config:\n  aws:\n    value:\n      region: us-east-1\n      oidcProvider: create\n",
        "Pulumi.live.yaml": "config:\n  gatehouse:aws:\n    region: eu-west-1\n  aws:region: eu-west-2\n",
      }),
      "live",
    );
    expect(values).toEqual({ aws: { region: "eu-west-1" } });
  });

  it("are named when one is missing", () => {
    expect(() => readSettingsFiles(".", "live")).toThrow(
      /Pulumi\.live\.yaml of stack live is missing.*production/,
    );
  });

  it("that are not YAML are refused with the place", () => {
    const broken = folder({ "Pulumi.yaml": "config: [", "Pulumi.live.yaml": "" });
    expect(() => readSettingsFiles(broken, "live")).toThrow(/Pulumi\.yaml is not YAML/);
  });
});

describe("nearest", () => {
  it("finds a slip of the hand and does not guess wildly", () => {
    expect(nearest("visibilty", ["visibility", "plan"])).toBe("visibility");
    expect(nearest("colour", ["visibility", "plan"])).toBeUndefined();
  });
});
