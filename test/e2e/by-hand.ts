import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isMap, parseDocument } from "yaml";
import { openSandbox } from "../../sandbox/index.ts";
import { preview, type Surroundings } from "../../start/engine/operation.ts";
import { openSession, readyEngine } from "../../start/engine/session.ts";
import type { Change } from "../../start/engine/tally.ts";
import type { Interruption } from "../../start/interruption.ts";
import type { Place } from "./harness.ts";

const never: Interruption = {
  signal: new AbortController().signal,
  engineKnows: () => undefined,
  check: () => undefined,
  failure: () => undefined,
  dispose: () => undefined,
};
const around: Surroundings = { interruption: never, policyPacks: [], onProgress: () => undefined };

/** A standing pipeline whose clouds somebody changes by hand. */
export interface ByHand {
  /** Asks GitHub's HTTP API, as an owner of the organization. */
  github(method: string, path: string, body?: unknown): Promise<unknown>;
  /** The names below a place in a cloud's state on disk. */
  names(cloud: string, place: readonly string[]): string[];
  /** Changes one value of a cloud's state on disk. */
  set(cloud: string, place: readonly string[], value: unknown): void;
  /** What `pulumi preview --refresh` would do to a stack: its drift. */
  drift(stack: string): Promise<Pick<Change, "operation" | "resource" | "properties">[]>;
  close(): Promise<void>;
}

export async function openByHand({ config, folder }: Place): Promise<ByHand> {
  const sandbox = await openSandbox({ folder });
  const fileOf = (cloud: string) => join(folder, "clouds", `${cloud}.json`);
  // JSON is YAML, and a YAML document can be edited by path.
  const read = (cloud: string) => parseDocument(readFileSync(fileOf(cloud), "utf8"));
  const engine = await readyEngine(never, () => undefined);
  const session = await openSession(engine, { config, folder });
  return {
    async github(method, path, body) {
      const answer = await fetch(new URL(`api/v3${path}`, sandbox.githubUrl), {
        method,
        headers: {
          authorization: `Bearer ${sandbox.environment["GITHUB_TOKEN"]}`,
          "content-type": "application/json",
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
      return text === "" ? undefined : JSON.parse(text);
    },
    names(cloud, place) {
      const found = read(cloud).getIn(place);
      return isMap(found) ? found.items.map(({ key }) => String(key)) : [];
    },
    set(cloud, place, value) {
      const state = read(cloud);
      if (!state.hasIn(place)) throw new Error(`${cloud} has nothing at ${place.join(" > ")}.`);
      state.setIn(place, value);
      writeFileSync(fileOf(cloud), JSON.stringify(state.toJS()));
    },
    async drift(stack) {
      const { tally } = await preview(await session.open(stack), around, { refresh: true });
      return tally.changes.map(({ operation, resource, properties }) => ({
        operation,
        resource,
        properties,
      }));
    },
    async close() {
      await session.close();
      await sandbox.close();
    },
  };
}
