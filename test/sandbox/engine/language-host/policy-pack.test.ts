import { expect, it, vi } from "vitest";
import { type Project, project } from "./project.ts";

// Each starts the engine several times, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 });

const program = `
import * as pulumi from "@pulumi/pulumi";
new pulumi.ComponentResource("gatehouse:test:Thing", "one");
`;

/** A pack that refuses a resource called what the stack's own configuration says. */
const pack = `
import { PolicyPack } from "@pulumi/policy";
import * as pulumi from "@pulumi/pulumi";
const refused: string = new pulumi.Config("tiny").require("refused");
new PolicyPack("names", {
  policies: [
    {
      name: "no-such-name",
      description: "A thing must have another name.",
      enforcementLevel: "mandatory",
      validateResource: (args, report) => {
        if (args.name === refused) report(\`\${args.name} in \${pulumi.getProject()}-\${pulumi.getStack()} is refused\`);
      },
    },
  ],
});
`;

const settings = "runtime: { name: nodejs, options: { typescript: false } }\n";
const packageFile = JSON.stringify({ name: "names", version: "1.0.0", type: "module", main: "index.ts" });

async function withPack(source: string): Promise<Project> {
  const tiny = await project(program);
  tiny.write("pack/PulumiPolicy.yaml", settings);
  tiny.write("pack/package.json", packageFile);
  tiny.write("pack/index.ts", source);
  return tiny;
}

it("denies by what the pack reads from the stack's configuration, and passes the rest", async () => {
  const tiny = await withPack(pack);
  await tiny.pulumi("config", "set", "refused", "one");
  const denied = await tiny.pulumi("preview", "--policy-pack", "pack");
  expect(denied.code).not.toBe(0);
  expect(denied.output).toContain("one in tiny-dev is refused");

  await tiny.pulumi("config", "set", "refused", "two");
  const passed = await tiny.pulumi("preview", "--policy-pack", "pack");
  expect(passed.code, passed.output).toBe(0);
});

it("stops the update where the pack itself is broken, and shows why", async () => {
  const tiny = await withPack('throw new Error("the rules are jammed");');
  const { code, output } = await tiny.pulumi("preview", "--policy-pack", "pack");
  expect(code).not.toBe(0);
  expect(output).toContain("the rules are jammed");
  expect(output).not.toContain("language-host");
});
