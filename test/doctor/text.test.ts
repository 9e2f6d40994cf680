import { describe, expect, it } from "vitest";
import { diagnose } from "../../doctor/examine.ts";
import { diagnosisText } from "../../doctor/text.ts";
import { styleFor } from "../../start/progress/style.ts";
import { emptyFacts, facts } from "./facts.ts";

const plain = styleFor({ isTTY: false });

describe("the diagnosis for a terminal", () => {
  it("begins with the next step: what was found, what to do, why, where to read", () => {
    const text = diagnosisText(diagnose(emptyFacts()), plain);
    const lines = text.split("\n");
    expect(lines[0]).toBe("Next step: Pulumi on this machine (pulumi-cli).");
    expect(text).toMatch(/\n {2}found {2}pulumi is not on PATH/);
    expect(text).toMatch(/\n {2}do {5}Install it: https/);
    expect(text).toMatch(/\n {2}why {4}It is what puts every stack up\./);
    expect(text).toMatch(/\n {2}read {3}docs\/bootstrap\.md#pulumi-cli/);
  });

  it("marks every step, in words as well", () => {
    const text = diagnosisText(diagnose(emptyFacts()), plain);
    expect(text).toMatch(/ {2}· aws-identity +People's identity at AWS, missing: /);
    expect(text).toMatch(/ {2}\? teams +Teams with members, could not tell: /);
    expect(diagnosisText(diagnose(facts()), plain)).toMatch(
      /^✓ Nothing is missing: all 18 steps are done\.\n/,
    );
  });

  it("stays within the width, but for commands and addresses", () => {
    const text = diagnosisText(diagnose(facts()), plain, 80);
    expect(text.split("\n").filter((line) => line.length > 80 && !/^\s+\S+$/.test(line))).toEqual([]);
  });

  it("has colours on a terminal, and none with NO_COLOR", () => {
    const coloured = styleFor({ isTTY: true }, {});
    expect(diagnosisText(diagnose(facts()), coloured)).toContain("\u001b[32m");
    expect(diagnosisText(diagnose(facts()), styleFor({ isTTY: true }, { NO_COLOR: "1" }))).not.toContain(
      "\u001b",
    );
  });
});
