import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  type EngineEvent,
  LocalWorkspace,
  PulumiCommand,
  type Stack,
} from "@pulumi/pulumi/automation/index.js";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import type { ServedProvider } from "../../../sandbox/protocol/server.ts";
import { serveIndulgentClouds } from "./cloud.ts";
import { type Changes, declare } from "./program.ts";

const pack = fileURLToPath(new URL("../../../policies", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "gatehouse-policies-"));

let clouds: ServedProvider[] = [];
let stack: Stack;

/** What a person would see: the run's result, its whole output, and what the policies said. */
interface Seen {
  succeeded: boolean;
  output: string;
  warnings: string[];
  refusals: string[];
}

beforeAll(async () => {
  const engine = inject("engine");
  mkdirSync(join(folder, "project"));
  clouds = await serveIndulgentClouds();
  stack = await LocalWorkspace.createOrSelectStack(
    { stackName: "organization/policies/test", projectName: "policies", program: async () => undefined },
    {
      pulumiCommand: await PulumiCommand.get({ root: engine.root }),
      workDir: join(folder, "project"),
      pulumiHome: join(folder, "home"),
      projectSettings: { name: "policies", runtime: "nodejs", backend: { url: `file://${folder}` } },
      envVars: {
        PATH: [...engine.path, process.env["PATH"]].join(delimiter),
        PULUMI_CONFIG_PASSPHRASE: "no secret",
        PULUMI_SKIP_UPDATE_CHECK: "true",
        PULUMI_DEBUG_PROVIDERS: clouds.map(({ name, port }) => `${name}:${port}`).join(),
      },
    },
  );
}, 60_000);

afterAll(async () => {
  await Promise.all(clouds.map((cloud) => cloud.close()));
  rmSync(folder, { recursive: true });
});

async function run(operation: "preview" | "up", changes: Changes): Promise<Seen> {
  const seen: Seen = { succeeded: true, output: "", warnings: [], refusals: [] };
  const onEvent = ({ policyEvent }: EngineEvent) => {
    if (!policyEvent) return;
    const said = policyEvent.enforcementLevel === "mandatory" ? seen.refusals : seen.warnings;
    said.push(`${policyEvent.policyName}: ${policyEvent.message.split("\n").slice(-2).join("").trim()}`);
  };
  const options = {
    policyPacks: [pack],
    color: "never" as const,
    onEvent,
    onOutput: (text: string) => {
      seen.output += text;
    },
  };
  stack.workspace.program = async () => declare(changes);
  try {
    await (operation === "preview" ? stack.preview(options) : stack.up(options));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    seen.succeeded = false;
    seen.output ||= error.message;
  }
  return seen;
}

describe("the pack on the real engine", () => {
  it("lets a program pass that keeps every policy", async () => {
    const seen = await run("preview", {});
    expect(seen).toMatchObject({ succeeded: true, refusals: [], warnings: [] });
  });

  it.each<[string, Changes, string]>([
    [
      "production-requires-reviewers",
      { environment: () => ({ reviewers: [] }) },
      'GitHub environment "production-door-0" must have reviewers with at least one team or user; given: [].',
    ],
    [
      "default-branch-ruleset-without-bypass",
      { ruleset: { bypassActors: [{ actorType: "OrganizationAdmin", bypassMode: "always" }] } },
      'Ruleset "default-branch" must have bypassActors empty; given: [{"actorType":"OrganizationAdmin","bypassMode":"always"}].',
    ],
    [
      "audit-bucket-locked",
      { lock: { rule: { defaultRetention: { mode: "COMPLIANCE", days: 365 } } } },
      'BucketObjectLockConfiguration "audit-lock" must have rule.defaultRetention of at least 7 years or 2557 days; given: {"days":365,"mode":"COMPLIANCE"}.',
    ],
    [
      "oidc-trust-bound",
      { credential: { subject: "repo:acme/application:environment:*" } },
      'Azure federated credential "deployer" must have subject of the form repo:OWNER/REPO:environment:NAME; given: "repo:acme/application:environment:*".',
    ],
  ])(
    "refuses what breaks %s, in words that name the resource, the value and the demand",
    async (policy, changes, message) => {
      const seen = await run("preview", changes);
      expect(seen).toMatchObject({ succeeded: false, refusals: [`${policy}: ${message}`], warnings: [] });
      expect(seen.output).toContain(message);
    },
  );

  it("takes an environment of a lower tier for what its component and its stack say", async () => {
    const lower = { tier: "staging", environment: () => ({ environment: "staging", reviewers: [] }) };
    const seen = await run("preview", lower);
    // The rollback environment of production is left without production beside it, and only that is refused.
    expect(seen.refusals.join()).not.toContain('"production-door-0"');
    expect(seen.refusals.join()).toContain('"production-door-1"');

    await stack.setConfig("environment", { value: "live" });
    await stack.setConfig("environments.live.tier", { value: "production" }, true);
    const ofProduction = await run("preview", lower);
    await stack.removeConfig("environment", false);
    await stack.removeConfig("environments", false);
    expect(ofProduction.refusals.join()).toContain('"production-door-0" must have reviewers');
  });

  it("sees whether a resource is protected, which no property says", async () => {
    const seen = await run("preview", { protect: false });
    expect(seen.succeeded).toBe(false);
    expect(seen.refusals).toHaveLength(5);
    expect(seen.refusals[0]).toContain(
      'protected-where-loss-is-final: Part of the audit archive "audit-bucket" must have the option protect; given: none.',
    );
  });

  it("takes the production branch from the stack's settings", async () => {
    await stack.setConfig("github.defaultBranch", { value: "trunk" }, true);
    const seen = await run("preview", {});
    await stack.removeConfig("github", false);
    expect(seen.refusals.join()).toContain('must have branchPattern "trunk"; given: "main"');
  });

  it("is not ended by a setting of the wrong kind, of which the program speaks", async () => {
    await stack.setConfig("environments", { value: "nonsense" });
    const seen = await run("preview", { environment: () => ({ reviewers: [] }) });
    await stack.removeConfig("environments", false);
    expect(seen.output).not.toContain("policy pack ended");
    expect(seen.refusals).toHaveLength(1);
  });

  it("honours a rehearsal that its component declares", async () => {
    const lock = { rule: { defaultRetention: { mode: "GOVERNANCE", days: 1 } } };
    const retention = { rehearsal: { reason: "a trial", until: "9999-12-31" } };
    expect(await run("preview", { lock, retention })).toMatchObject({ succeeded: true, refusals: [] });
  });
});

describe("a value that only the update knows", () => {
  const later = (teams: number[]): Changes => ({
    environment: (arn) => ({ reviewers: arn.apply(() => [{ teams }]) }),
  });

  it("is a warning in the preview, and is refused in the update before the environment is made", async () => {
    const preview = await run("preview", later([]));
    expect(preview).toMatchObject({ succeeded: true, refusals: [] });
    expect(preview.warnings.join()).toContain(
      'during preview: GitHub environment "production-door-0" must have reviewers with at least one team or user; given: not known before the update.',
    );

    const update = await run("up", later([]));
    expect(update).toMatchObject({ succeeded: false, warnings: [] });
    expect(update.refusals.join()).toContain(
      'GitHub environment "production-door-0" must have reviewers with at least one team or user; given: [{"teams":[]}].',
    );
    const made = JSON.stringify(await stack.exportStack());
    expect(made).toContain("::audit-bucket");
    expect(made).not.toContain("::production-door-0");
  }, 40_000);

  it("passes in the update when it turns out well", async () => {
    const seen = await run("up", later([7]));
    expect(seen).toMatchObject({ succeeded: true, refusals: [], warnings: [] });
  }, 40_000);
});
