import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Previewer } from "./runs.ts";

/**
 * Programs that declare nothing, run as the real one is: ES modules in TypeScript, types stripped by Node. `template`
 * is what `pulumi new typescript` writes, which loads the SDK; `bare` does not even do that.
 */
export const emptyPrograms = {
  template: 'import * as pulumi from "@pulumi/pulumi";\n\nexport default { project: pulumi.getProject() };\n',
  bare: "export default {};\n",
};

/** Lays a program that declares nothing out as a project of its own, and puts it up once. */
export async function layOutEmptyProgram(
  name: keyof typeof emptyPrograms,
  folder: string,
  repository: string,
  preview: Previewer,
): Promise<string> {
  const project = join(folder, `empty-${name}`);
  mkdirSync(project);
  writeFileSync(
    join(project, "Pulumi.yaml"),
    `name: empty-${name}\nruntime:\n  name: nodejs\n  options:\n    typescript: false\nmain: index.ts\n`,
  );
  writeFileSync(join(project, "index.ts"), emptyPrograms[name]);
  writeFileSync(join(project, "package.json"), '{ "type": "module" }\n');
  symlinkSync(join(repository, "node_modules"), join(project, "node_modules"));
  await preview.create(project, "production");
  return project;
}

/** A policy pack without a policy. */
export function layOutEmptyPolicyPack(folder: string, repository: string): string {
  const pack = join(folder, "empty-pack");
  mkdirSync(pack);
  writeFileSync(
    join(pack, "PulumiPolicy.yaml"),
    "runtime:\n  name: nodejs\n  options:\n    typescript: false\n",
  );
  writeFileSync(
    join(pack, "package.json"),
    '{ "name": "empty-pack", "version": "0.0.0", "type": "module", "main": "start.mjs" }\n',
  );
  writeFileSync(
    join(pack, "start.mjs"),
    'import { PolicyPack } from "@pulumi/policy";\n\nnew PolicyPack("empty", { policies: [] });\n',
  );
  symlinkSync(join(repository, "node_modules"), join(pack, "node_modules"));
  return pack;
}
