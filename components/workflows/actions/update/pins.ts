import { parse } from "yaml";
import { z } from "zod";
import { words } from "../index.ts";
import type { Pin, Pins } from "../pin.ts";
import { fileAt, type GitHub, type Tag, tagsOf, UpdateError } from "./github.ts";
import { tagToPin } from "./release.ts";

const input = z.nullable(
  z.object({ required: z.union([z.boolean(), z.string()]).optional(), default: z.unknown().optional() }),
);
const metadata = z.object({
  runs: z.object({ using: z.string() }),
  inputs: z.nullable(z.record(z.string(), input)).optional(),
});

/** The pins as GitHub has the releases now. A repository is asked for its tags once. */
export async function newestPins(
  github: GitHub,
  pins: Pins,
  onProgress: (message: string) => void,
): Promise<Pins> {
  const tags = new Map<string, Tag[]>();
  const newest: Record<string, Pin> = {};
  for (const [name, pin] of Object.entries(pins)) {
    const [owner, repository, ...folder] = name.split("/");
    const source = `${owner}/${repository}`;
    onProgress(`asking for ${name}`);
    const known = tags.get(source) ?? (await tagsOf(github, source));
    tags.set(source, known);
    const tag = tagToPin(name, pin, known);
    newest[name] = tag.sha === pin.sha ? pin : await pinAt(github, { name, source, folder, tag, pin });
  }
  return newest;
}

interface Wanted {
  readonly name: string;
  readonly source: string;
  readonly folder: readonly string[];
  readonly tag: Tag;
  readonly pin: Pin;
}

async function pinAt(github: GitHub, { name, source, folder, tag, pin }: Wanted): Promise<Pin> {
  const at = (file: string) => fileAt(github, source, [...folder, file].join("/"), tag.sha);
  const text = (await at("action.yml")) ?? (await at("action.yaml"));
  if (text === undefined) throw new UpdateError(`${name}: ${tag.name} has no action.yml there any more`, 1);
  const read = metadata.safeParse(parse(text));
  if (!read.success) throw new UpdateError(`${name}: the action.yml of ${tag.name} cannot be read`, 1);
  const inputs = Object.entries(read.data.inputs ?? {});
  const required = inputs.filter(
    ([, value]) => `${value?.required ?? false}` === "true" && value?.default === undefined,
  );
  return {
    version: tag.name,
    sha: tag.sha,
    runs: read.data.runs.using,
    inputs: inputs.map(([key]) => key).join(" "),
    required: required.map(([key]) => key).join(" "),
    ...(pin.note === undefined ? {} : { note: pin.note }),
  };
}

/** What changed, a line each: what breaks a workflow stands in it. */
export function changesOf(before: Pins, after: Pins): string[] {
  return Object.entries(after).flatMap(([name, now]) => {
    const was = before[name];
    if (was === undefined || was.sha === now.sha) return [];
    const differences = [
      ...(was.runs === now.runs ? [] : [`runs on ${now.runs}, was ${was.runs}`]),
      ...listed("new inputs", missingFrom(was.inputs, now.inputs)),
      ...listed("inputs gone", missingFrom(now.inputs, was.inputs)),
      ...listed("now required", missingFrom(was.required, now.required)),
    ];
    const versions = `${was.version} (${was.sha.slice(0, 7)}) -> ${now.version} (${now.sha.slice(0, 7)})`;
    return [[`${name} ${versions}`, ...differences].join("; ")];
  });
}

function missingFrom(list: string, all: string): string[] {
  return words(all).filter((word) => !words(list).includes(word));
}

function listed(what: string, names: readonly string[]): string[] {
  return names.length === 0 ? [] : [`${what}: ${names.join(", ")}`];
}
