import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { books, type Place, placeNamed, usualLayout } from "../chain/place.ts";
import { isObject } from "../chain/record.ts";
import { LedgerError } from "../failure.ts";
import { openFolder } from "../folder.ts";
import type { Verification, Witness } from "./finding.ts";
import { verify } from "./verify.ts";
import { readWitnessLines } from "./witness-lines.ts";

export const exportFormat = "gatehouse-export/1";
export const exportFile = "export.json";
export const witnessFile = "witnesses.jsonl";

/** What an export says of itself. */
export interface ExportManifest {
  format: typeof exportFormat;
  application: string;
  bucket: string;
  exportedAt: string;
  chains: { place: string; records: number; sequence: number; hash: string }[];
}

/**
 * Verifies an export, with what it says of itself and the witnesses in it.
 *
 * @param others witnesses that did not come with the export; only they tell whether the export was changed as a whole.
 * @throws LedgerError when the folder is no export; an Error of the file system.
 */
export async function verifyExport(folder: string, others: readonly Witness[]): Promise<Verification> {
  const manifest = await readManifest(folder);
  const path = join(folder, witnessFile);
  const inside = existsSync(path) ? await readWitnessFile(path) : [];
  const own = manifest.chains.map(({ place, sequence, hash }) => ({
    place,
    sequence,
    hash,
    source: exportFile,
  }));
  return verify(openFolder(folder), {
    layout: usualLayout,
    places: placesOf(manifest),
    witnesses: [...others, ...inside, ...own.filter(({ hash }) => hash !== "")],
  });
}

/** @throws LedgerError when a line is no witness; an Error of the file system. */
export async function readWitnessFile(path: string): Promise<Witness[]> {
  const witnesses = readWitnessLines(await readFile(path, "utf8"));
  if (Array.isArray(witnesses)) return witnesses;
  throw new LedgerError(
    "usage",
    `${path}, line ${witnesses.badLine}, is no witness: needed is a JSON object with place, sequence, hash and source. ` +
      "`audit witnesses` writes such a file.",
  );
}

async function readManifest(folder: string): Promise<ExportManifest> {
  const path = join(folder, exportFile);
  if (!existsSync(path)) {
    throw new LedgerError(
      "usage",
      `${folder} is no export: it holds no ${exportFile}. Name a folder that \`audit export\` wrote.`,
    );
  }
  const text = await readFile(path, "utf8");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (isManifest(value)) return value;
  throw new LedgerError("broken", `${path} is no ${exportFormat}: it was changed, or cut off. Export again.`);
}

function isManifest(value: unknown): value is ExportManifest {
  if (!isObject(value) || value["format"] !== exportFormat || !Array.isArray(value["chains"])) return false;
  const { application, bucket, exportedAt, chains } = value;
  return (
    [application, bucket, exportedAt].every((one) => typeof one === "string") &&
    chains.every(
      (one: unknown) =>
        isObject(one) &&
        typeof one["place"] === "string" &&
        typeof one["hash"] === "string" &&
        typeof one["sequence"] === "number" &&
        typeof one["records"] === "number",
    )
  );
}

/** Every book of every environment that the export names: a chain that was taken out of it is looked for too. */
function placesOf({ chains }: ExportManifest): Place[] {
  const named = chains.map(({ place }) => placeNamed(place)).filter((one) => one !== undefined);
  const environments = [...new Set(named.map(({ environment }) => environment))];
  return environments.flatMap((environment) => books.map((book) => ({ book, environment })));
}
