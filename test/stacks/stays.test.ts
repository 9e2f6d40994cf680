import { describe, expect, it } from "vitest";
import { gatesOf } from "../../components/environment/gates.ts";
import { staysOf as ofEnvironment } from "../../stacks/environment/summary.ts";
import { parseSettings } from "../../stacks/settings/parse.ts";
import { staysOf as ofShared } from "../../stacks/shared/summary.ts";
import { stageOf } from "../../stacks/stage.ts";
import { set, written } from "./settings/written.ts";

/** The summary's list of what a destroy leaves, of the root configuration with changes. */
function stays(stack: string, change: (settings: Record<string, unknown>) => unknown = () => undefined) {
  const values = written(stack);
  change(values);
  const result = parseSettings(values);
  if ("refusal" in result) throw new Error(JSON.stringify(result.refusal.issues));
  const { settings } = result;
  if (settings.kind === "shared") return ofShared(settings, "org/app");
  const stage = stageOf(settings);
  return ofEnvironment(settings, gatesOf(settings.environment, stage.approvals, stage.approval));
}

describe("what stays of the shared stack", () => {
  const archive = {
    what: "S3 bucket mayassistant-audit-archive with its lock and its key",
    why: "evidence must outlive the stack",
    until: "2557 days after the last record",
  };

  const files = {
    what: "the delivered files on main of org/app",
    why: "a pipeline that runs needs them",
    until: "a pull request removes them",
  };

  it("is the archive, and the files in the repository, where all else was there before", () => {
    const found = stays("shared", (settings) => {
      set(settings, "github.createTeams", []);
      set(settings, "github.repository.manage", "existing");
      set(settings, "doppler.manage", "existing");
    });
    expect(found).toEqual([archive, files]);
  });

  it("is everything that the stack made and a cloud could not give back", () => {
    const found = stays("shared", (settings) => {
      settings["backups"] = { bucket: "mayassistant-backups", retention: { days: 3000 } };
      settings["dns"] = { zone: "mayassistant.com", manage: "create" };
      set(settings, "github.repository.manage", "create");
      set(settings, "github.createTeams", ["release-approvers"]);
      set(settings, "doppler.manage", "create");
    });
    expect(found.map(({ what, until }) => `${what}: until ${until}`)).toEqual([
      "S3 bucket mayassistant-audit-archive with its lock and its key: until 2557 days after the last record",
      "the delivered files on main of org/app: until a pull request removes them",
      "S3 bucket mayassistant-backups with its lock and its key: until 3000 days after the last backup",
      "repository org/app: until a person archives it",
      "team release-approvers of mayassistant-org: until a person deletes it at GitHub",
      "Doppler project mayassistant with its configs: until a person deletes it in Doppler",
      "DNS zone mayassistant.com: until a person moves the names and deletes it",
    ]);
    for (const { why } of found) expect(why).not.toBe("");
  });
});

describe("what stays of an environment's stack", () => {
  it("is the vault of its backend", () => {
    expect(stays("production").map(({ what }) => what)).toEqual(["Key Vault kv-mayassistant-prod"]);
    expect(stays("production", (settings) => Reflect.deleteProperty(settings, "backend"))).toEqual([]);
  });

  it("is the promotion branch, where a merge to it is how people say yes", () => {
    const found = stays("production", (settings) => {
      set(settings, "environments.production.approval", "pull-request");
      Reflect.deleteProperty(settings, "backend");
    });
    expect(found).toEqual([
      {
        what: "branch release/production of mayassistant-org/mayassistant",
        why: "what was promoted when, and who agreed, is evidence",
        until: "a person deletes it",
      },
    ]);
  });
});
