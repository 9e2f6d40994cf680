import type { Resource } from "../form/resource.ts";
import { ofType } from "../form/type.ts";
import { at, isRecord, type Value } from "../form/value.ts";

/** A file that the application repository gets. */
export interface DeliveredFile {
  path: string;
  content: Value | undefined;
}

export const isDelivery = ofType(
  "gatehouse-github:delivery:Files",
  "github:index/repositoryFile:RepositoryFile",
);

/** The files that a resource delivers; undefined where not even their paths are known. */
export function deliveredBy({ properties }: Resource): DeliveredFile[] | undefined {
  const files = at(properties, "files");
  if (isRecord(files)) {
    return Object.entries(files).map(([path, file]) => ({
      path,
      content: isRecord(file) ? at(file, "content") : file,
    }));
  }
  const path = at(properties, "file");
  return typeof path === "string" ? [{ path, content: at(properties, "content") }] : undefined;
}
