import { expect, it, vi } from "vitest";
import { project } from "./project.ts";

// Each starts the engine several times, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 });

const program = `
import * as pulumi from "@pulumi/pulumi";
class Note extends pulumi.CustomResource {
  declare readonly length: pulumi.Output<number>;
  constructor(name: string, text: string) {
    super("notes:index:Note", name, { text, length: undefined });
  }
}
export const length = new Note("one", "four").length;
`;

const provider = `
import provider from "@pulumi/pulumi/provider/index.js";
class Notes {
  readonly version = "1.0.0";
  async create(urn: string, inputs: { text: string }) {
    return { id: "note", outs: { ...inputs, length: inputs.text.length } };
  }
}
provider.main(new Notes(), process.argv.slice(2));
`;

it("runs a provider that lies in the project", async () => {
  const tiny = await project(program);
  tiny.write(
    "Pulumi.yaml",
    `name: tiny
runtime: { name: nodejs, options: { typescript: false } }
main: index.ts
plugins: { providers: [{ name: notes, path: ./provider }] }
`,
  );
  tiny.write("provider/PulumiPlugin.yaml", "runtime: { name: nodejs, options: { typescript: false } }\n");
  tiny.write(
    "provider/package.json",
    JSON.stringify({ name: "notes", version: "1.0.0", type: "module", main: "index.js" }),
  );
  // The SDK compiles a plugin's main file with ts-node, types and all, where it is TypeScript; Node takes the rest.
  tiny.write("provider/index.js", 'import "./notes.ts";');
  tiny.write("provider/notes.ts", provider);

  const up = await tiny.pulumi("up", "--yes", "--skip-preview");
  expect(up.code, up.output).toBe(0);
  expect((await tiny.pulumi("stack", "output", "length")).output.trim()).toBe("4");
});
