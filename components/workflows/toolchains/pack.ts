import { run } from "../model/index.ts";
import { commandLine, within } from "./script.ts";
import type { Service } from "./toolchain.ts";

/** Packs paths of the service's folder into one archive, the same bytes for the same files. */
export function archive(
  { name, toolchain: { folder } }: Service,
  { from, paths, without = [] }: { from: string; paths: readonly string[]; without?: readonly string[] },
) {
  const file = `dist/${name}.tar.gz`;
  const fixed = ["--sort=name", "--mtime=1970-01-01T00:00:00Z", "--owner=0", "--group=0", "--numeric-owner"];
  const excluded = without.map((path) => `--exclude=${path}`);
  const words = [
    "--create",
    "--gzip",
    ...fixed,
    ...excluded,
    "--file",
    file,
    "--directory",
    within(folder, from),
  ];
  return {
    file,
    steps: [run("Pack", { run: ["mkdir -p dist", commandLine("tar", ...words, ...paths)] })],
  };
}
