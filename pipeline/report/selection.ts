import { isAbsolute, join, relative, sep } from "node:path";
import { z } from "zod";

/** Which tests a change reaches. */
export const selection = z.strictObject({
  /** Whether every test is run. */
  all: z.boolean(),
  /** Why: for people. */
  why: z.string(),
  /** The packages that the change touches; none where every test is run. */
  packages: z.array(z.strictObject({ name: z.string(), folder: z.string() })),
});
export type Selection = z.infer<typeof selection>;

/** What `cargo metadata --no-deps` says, as far as it is used. */
export const cargoMetadata = z.object({
  workspace_root: z.string().min(1),
  packages: z.array(
    z.object({
      name: z.string().regex(/^[A-Za-z0-9_-]+$/, "a package's name: letters, digits, - and _"),
      manifest_path: z.string().min(1),
    }),
  ),
});
export type CargoMetadata = z.infer<typeof cargoMetadata>;

/**
 * The packages that changed files belong to. Whatever lies in none of them, such as the lockfile or the workspace's own
 * manifest, may reach everything, and so does a change of which nothing is known.
 *
 * @param files from the repository's root; undefined where they could not be told, with the reason in `why`
 * @param root the repository's root, absolute
 */
export function select(
  files: readonly string[] | undefined,
  { packages, workspace_root }: CargoMetadata,
  root: string,
  why = "",
): Selection {
  const everything = (reason: string): Selection => ({ all: true, why: reason, packages: [] });
  if (files === undefined) return everything(why);
  if (files.length === 0) return everything("no file changed");
  const folders = packages
    .map(({ name, manifest_path }) => ({ name, folder: relative(root, join(manifest_path, "..")) }))
    // The package of the workspace's own folder holds everything that no other does.
    .filter(({ folder }) => folder !== relative(root, workspace_root) && isBelow(folder))
    .sort((one, other) => other.folder.length - one.folder.length);
  const touched = new Set<(typeof folders)[number]>();
  for (const file of files) {
    const owner = folders.find(({ folder }) => file.startsWith(`${folder.split(sep).join("/")}/`));
    if (owner === undefined) return everything(`${file} belongs to no package of the workspace`);
    touched.add(owner);
  }
  const names = [...touched].sort((one, other) => (one.name < other.name ? -1 : 1));
  return {
    all: false,
    why: `the change touches ${names.map(({ name }) => name).join(", ")} alone`,
    packages: names,
  };
}

function isBelow(folder: string): boolean {
  return folder !== "" && !folder.startsWith("..") && !isAbsolute(folder);
}

/** The selection as a filterset of cargo-nextest: the packages, and all that are built upon them. */
export function nextestFilter({ all, packages }: Selection): string {
  return all ? "all()" : packages.map(({ name }) => `rdeps(=${name})`).join(" + ");
}
