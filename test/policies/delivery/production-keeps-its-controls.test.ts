import { describe, expect, it } from "vitest";
import { productionKeepsItsControls as policy } from "../../../policies/delivery/production-keeps-its-controls.ts";
import { wire } from "../../../policies/form/crossguard.ts";
import type { Run } from "../../../policies/form/run.ts";
import { notKnown, type Properties, type Value } from "../../../policies/form/value.ts";
import { readSettingsFiles } from "../../../stacks/settings/files.ts";
import { parseSettings } from "../../../stacks/settings/parse.ts";
import { rulesOf } from "../../../stacks/shared/contract.ts";
import { changed, judgeStack, preview, resource, undecided, violations } from "../resources.ts";

/** The rules that the shared stack of seed 002 delivers, as plain data. */
function rules(): Properties {
  const result = parseSettings(readSettingsFiles("examples/002-clinical-diary", "shared").written);
  if ("refusal" in result || result.settings.kind !== "shared") throw new Error("the settings are not sound");
  return JSON.parse(JSON.stringify(rulesOf(result.settings, ["test"])));
}

const declared = rules();
const delivery = (content: Value) =>
  resource("gatehouse-github:delivery:Files", "delivery-files", {
    files: { ".gatehouse/contract.json": { content } },
  });
/** Seed 002 makes all five mandatory; approval, health and rollback are so everywhere. */
const strict: Run = { ...preview, kind: "shared", mandatoryControls: ["window", "rateLimit"] };
const judged = (contract: Properties, run = strict) =>
  judgeStack(policy, [delivery(JSON.stringify(contract))], run);
const without = (path: string, value?: Value) => changed(declared, `environments.production.${path}`, value);

describe("the controls of production", () => {
  it("are all there as seed 002 declares them", () => {
    expect(judged(declared)).toEqual([]);
  });

  it.each<[string, Properties, string]>([
    ["the deployment window", without("window"), "window as protection.mandatoryControls asks"],
    ["the rate limit", without("rateLimit"), "rateLimit as protection.mandatoryControls asks"],
    [
      "the approval gate",
      without("doors", [
        { name: "production", purpose: "entry" },
        { name: "production-rollback", purpose: "rollback" },
      ]),
      "doors with an entry that a person opens",
    ],
    ["the health checks after it: the watch", without("watchMinutes"), "watchMinutes of at least 1"],
    [
      "the health checks after it: who hears of them",
      without("alerts"),
      "alerts.escalation with somebody who hears of it",
    ],
    [
      "the automatic rollback: its door",
      without("doors", [{ name: "production", purpose: "entry", role: "qa-lead" }]),
      "doors with one way back",
    ],
    ["the automatic rollback: its time", without("limits"), "limits.rollbackMinutes of at least 1"],
  ])("S002-SAFE-01: a stack that lacks %s is refused, and that is mandatory", (_what, contract, sentence) => {
    const found = violations(judged(contract));
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(
      `Environment production of the delivery "delivery-files" must have ${sentence}`,
    );
    expect(wire([policy], strict).map(({ enforcementLevel }) => enforcementLevel)).toEqual(["mandatory"]);
  });

  it("are a window and a rate limit only where the settings make them so", () => {
    expect(
      judged(changed(without("window"), "environments.production.rateLimit", undefined), preview),
    ).toEqual([]);
  });

  it("hold a proof that the release was tested: by an earlier stage, or by checks", () => {
    expect(judged(without("requires"))).toEqual([]);
    expect(judged(without("evidence.checks", []))).toEqual([]);
    const neither = changed(without("requires"), "environments.production.evidence.checks", []);
    expect(violations(judged(neither))).toEqual([
      'Environment production of the delivery "delivery-files" must have requires or evidence.checks, the proof that a release was tested; given: neither.',
    ]);
  });

  it("are refused where there is nothing to read them from", () => {
    for (const content of ["no JSON", "{}", "[]", null]) {
      expect(violations(judgeStack(policy, [delivery(content)]))).toHaveLength(1);
    }
    const root = resource("pulumi:pulumi:Stack", "root", {});
    expect(violations(judgeStack(policy, [root], strict))).toEqual([
      'Shared stack "root" must have .gatehouse/contract.json among what it delivers; given: none.',
    ]);
    expect(judgeStack(policy, [root], preview)).toEqual([]);
  });

  it("are left to the update while they are not known", () => {
    const nameless = resource("gatehouse-github:delivery:Files", "delivery-files", { files: notKnown });
    for (const one of [delivery(notKnown), nameless]) {
      const findings = judgeStack(policy, [one], strict);
      expect([violations(findings).length, undecided(findings).length]).toEqual([0, 1]);
    }
  });
});
