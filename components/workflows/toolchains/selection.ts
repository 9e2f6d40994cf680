import { slug } from "./script.ts";
import type { Service } from "./toolchain.ts";

/** Where a suite's reports lie, from the workspace. */
export function reportFolder({ name }: Service, suite: { readonly name: string }): string {
  return `reports/${name}/${slug(suite.name)}`;
}

/** What `select tests` found for a suite. Its nextest filter lies beside it, with `.filter` behind the name. */
export function selectionFile(service: Service, suite: { readonly name: string }): string {
  return `${reportFolder(service, suite)}/selection.json`;
}
