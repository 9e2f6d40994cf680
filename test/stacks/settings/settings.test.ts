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
      "environments.production.branches",
      "main",
      ['environments.production.branches is "main"', "a list"],
    ],
    [
      "wrong word",
      "production",
      "environments.production.tier",
      "prod",
      ['environments.production.tier is "prod"', "development, staging, production"],
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
      "environments.production.approvals",
      ["cto"],
      ['environments.production.approvals[0] is "cto"', "release-approver"],
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
      "environments.production.approvals",
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
      ["environments.production.approval", "pull-request on the plan team", "enterprise plan"],
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
      "environments.production.approvals",
      [],
      ["at least one role in production"],
    ],
    [
      "production from another branch",
      "production",
      "environments.production.branches",
      ["main", "develop"],
      ["environments.production.branches[1]", "main alone"],
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
      "services.backend.platform",
      "heroku",
      ["services.backend.platform", "azure-functions"],
    ],
    [
      "an environment that the road does not have",
      "production",
      "environment",
      "prod",
      ['environment is "prod"', "development, staging, production"],
    ],
    [
      "a time zone that is none",
      "production",
      "environments.production.window",
      { zone: "America/New_Yrok", hours: [{ days: ["monday"], from: "09:00", to: "15:00" }] },
      ["environments.production.window.zone", "did you mean America/New_York?"],
    ],
    [
      "an abbreviation instead of a time zone",
      "production",
      "environments.production.window",
      { zone: "EST", hours: [{ days: ["monday"], from: "09:00", to: "15:00" }] },
      ['environments.production.window.zone is "EST"', "did you mean America/New_York?"],
    ],
    [
      "an inverted window",
      "production",
      "environments.production.window",
      { zone: "UTC", hours: [{ days: ["monday"], from: "15:00", to: "09:00" }] },
      ["environments.production.window.hours[0].to", "after 15:00"],
    ],
    [
      "overlapping windows",
      "production",
      "environments.production.window",
      {
        zone: "UTC",
        hours: [
          { days: ["monday", "friday"], from: "09:00", to: "15:00" },
          { days: ["friday"], from: "14:59", to: "16:00" },
        ],
      },
      ["environments.production.window.hours[1]", "do not overlap hours[0]"],
    ],
    [
      "an inverted blackout",
      "production",
      "environments.production.blackouts",
      [{ from: "2026-12-31", to: "2026-12-24", reason: "holidays" }],
      ["environments.production.blackouts[0].to", "not before 2026-12-31"],
    ],
    [
      "a stage that requires itself",
      "production",
      "environments.production.requires.environment",
      "production",
      ["environments.production.requires.environment", "development, staging"],
    ],
    [
      "stages that require each other",
      "production",
      "environments.staging.requires",
      { environment: "production", withinHours: 24 },
      ["environments.staging.requires.environment", "staging requires production requires staging"],
    ],
    [
      "real data outside production",
      "staging",
      "environments.staging.dataClass",
      "real",
      ["environments.staging.dataClass", "test or anonymised outside production"],
    ],
    [
      "anonymised data without the record of it",
      "staging",
      "environments.staging.dataClass",
      "anonymised",
      ["environments.staging.dataClass", "database.anonymisedBy"],
    ],
    [
      "debug logging in production",
      "production",
      "environments.production.profile.logLevel",
      "debug",
      ["environments.production.profile.logLevel", "S003-CFG-03"],
    ],
    [
      "an escalation that does not begin at once",
      "production",
      "environments.production.alerts.escalation",
      [{ afterMinutes: 5, emails: ["a@b.example"] }],
      ["environments.production.alerts.escalation[0].afterMinutes", "0 in the first step"],
    ],
    [
      "a label that nobody declares",
      "shared",
      "protection.protectedPaths",
      [{ paths: ["backend/**"], label: "approved" }],
      ["protection.protectedPaths[0].label", "approved-core-change"],
    ],
    [
      "a role of releases that nobody holds",
      "shared",
      "releases.startedBy",
      "deployment-manager",
      ["releases.startedBy", "a role that somebody holds: release-approver"],
    ],
    [
      "a token without the name of its secret",
      "production",
      "environments.production.secrets.delivery",
      "token",
      ["environments.production.secrets.delivery", "tokenSecret"],
    ],
    [
      "a pull-request approval by nobody",
      "staging",
      "environments.staging.approval",
      "pull-request",
      ["environments.staging.approval", "at least one role"],
    ],
    [
      "a tag that Gatehouse sets itself",
      "shared",
      "application.tags",
      { Owner: "me" },
      ["application.tags.Owner", "cost-centre"],
    ],
    [
      "fewer approvals than asked for",
      "production",
      "environments.production.leastApprovals",
      2,
      ["environments.production.approvals", "at least 2 roles"],
    ],
    [
      "a mirror that does not repeat the other's settings",
      "staging",
      "environments.staging.mirrors",
      "development",
      ["environments.staging.mirrors", "alerts stands in one of staging and development only"],
    ],
    [
      "backups in the archive's own bucket",
      "shared",
      "backups",
      { bucket: "mayassistant-audit-archive" },
      ["backups.bucket", "another bucket"],
    ],
    ["settings of an older layout", "shared", "version", 1, ["version is 1", "docs/upgrading.md"]],
    ["settings of a newer layout", "shared", "version", 3, ["version is 3", "newer release"]],
    ["settings without a version", "shared", "version", undefined, ["version is missing", "layout 1"]],
  ];

  it.each(cases)("%s", (_title, stack, path, value, words) => {
    const message = complaint(set(written(stack), path, value)) ?? "";
    for (const word of words) expect(message).toContain(word);
    expect(message.startsWith("Settings: ")).toBe(true);
    expect(message).not.toContain("\n    at ");
  });

  it("names every wrong setting at once", () => {
    const settings = set(
      set(written("production"), "github.owner", "a b"),
      "environments.production.tier",
      "x",
    );
    expect(complaint(settings)?.split("\n")).toHaveLength(2);
  });

  it("two environments that would share a door of GitHub", () => {
    const settings = written("production");
    set(settings, "roles.qa-lead", { teams: ["qa"] });
    set(settings, "environments.production.approvals", ["qa-lead", "release-approver"]);
    set(settings, "environments.production-qa-lead", {
      tier: "staging",
      branches: ["main"],
      dataClass: "test",
    });
    expect(complaint(settings)).toContain(
      "production makes a GitHub environment of the name production-qa-lead",
    );
  });

  it("two environments that would share a database", () => {
    const database = { kind: "supabase", reference: "abcdefghijkl" };
    const settings = set(written("staging"), "environments.staging.database", database);
    expect(complaint(set(settings, "environments.production.database", database))).toContain(
      "environments.staging.database.reference",
    );
  });

  it("says nothing else about settings of another layout", () => {
    const settings = set(set(written("shared"), "version", 1), "github", {});
    expect(complaint(settings)?.split("\n")).toHaveLength(1);
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
          "name: gatehouse\nconfig:\n  version: 2\n  application:\n    value:\n      name: app\n      title: App\n      nam: x\n",
        "Pulumi.live.yaml": "config:\n  gatehouse:kind: shared\n  gatehouse:audit:\n    bucket: b\n",
      }),
      "live",
    );
    const result = parseSettings(values);
    const message = "refusal" in result ? explain(result.refusal, locate) : "";
    expect(message).toContain("application.nam is not a setting (Pulumi.yaml, line 8)");
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
