import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { chosenStacks, stacksOf } from "../../start/stacks.ts";

function folderWith(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-stacks-"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

const project = `name: p
config:
  environments:
    value: { live: { tier: production }, trial: { tier: development }, acceptance: { tier: staging } }
`;

const environment = (name: string) => `config:\n  p:kind: environment\n  p:environment: ${name}\n`;

it("puts the shared stack first, then the environments by tier", () => {
  const folder = folderWith({
    "Pulumi.yaml": project,
    "Pulumi.acme-live.yaml": environment("live"),
    "Pulumi.common.yaml": "config:\n  p:kind: shared\n",
    "Pulumi.trial.yaml": environment("trial"),
    "Pulumi.acceptance.yaml": environment("acceptance"),
  });
  expect(stacksOf(folder)).toEqual(["common", "trial", "acceptance", "acme-live"]);
});

it("leaves a stack that makes no sense for the settings' check, at the end", () => {
  const folder = folderWith({
    "Pulumi.yaml": project,
    "Pulumi.a.yaml": "config: 3\n",
    "Pulumi.z.yaml": environment("acceptance"),
  });
  expect(stacksOf(folder)).toEqual(["z", "a"]);
});

it("says what a folder without a pipeline lacks", () => {
  expect(() => stacksOf(folderWith({}))).toThrow(/There is no Pulumi\.yaml in .* --config takes the folder/);
  expect(() => stacksOf(folderWith({ "Pulumi.yaml": "name: p" }))).toThrow(/no stack file/);
  expect(() => stacksOf(folderWith({ "Pulumi.yaml": "", "Pulumi.x.yaml": "a: [" }))).toThrow(
    /Pulumi\.x\.yaml is not YAML/,
  );
});

it("keeps the order of the road, whatever the order of the question", () => {
  expect(chosenStacks(["production", "shared"], ["shared", "staging", "production"])).toEqual([
    "shared",
    "production",
  ]);
  expect(chosenStacks([], ["shared"])).toEqual(["shared"]);
  expect(chosenStacks(["nowhere"], ["shared"])).toEqual(["nowhere"]);
});
