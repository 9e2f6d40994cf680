import type { EngineEvent, OpType, Stack } from "@pulumi/pulumi/automation/index.js";
import { preview, type Surroundings, up } from "../../start/engine/operation.ts";
import { openSession, readyEngine, type Session } from "../../start/engine/session.ts";
import { type Change, describe, plainText } from "../../start/engine/tally.ts";
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

/** What a preview or an up does to one resource. */
export type Seen = Pick<Change, "operation" | "resource" | "properties">;

/** One step of a preview, unchanged resources included. */
export interface Step {
  operation: OpType;
  urn: string;
  /** How the state knows the resource; undefined when it does not. */
  formerUrn: string | undefined;
}

/** The real engine at work on one pipeline in a sandbox. */
export interface AtWork {
  session: Session;
  stack(name: string): Promise<Stack>;
  /** What `pulumi preview` would change. Fails when a cloud, a policy or the settings refuse. */
  preview(name: string): Promise<Seen[]>;
  /** What `pulumi up` changes. */
  up(name: string): Promise<Seen[]>;
  /** Every step of a preview, and what went wrong in it, in the engine's words. */
  steps(name: string): Promise<{ steps: Step[]; errors: string[] }>;
  close(): Promise<void>;
}

/** @param options as the sandbox takes them. */
export async function openAtWork(
  { config, folder }: Place,
  options: { secretValues?: Record<string, string> } = {},
): Promise<AtWork> {
  const session = await openSession(await readyEngine(never, () => undefined), {
    config,
    folder,
    ...options,
  });
  const seen = (changes: readonly Change[]) =>
    changes.map(({ operation, resource, properties }) => ({ operation, resource, properties }));
  return {
    session,
    stack: (name) => session.open(name),
    preview: async (name) => seen((await preview(await session.open(name), around)).tally.changes),
    up: async (name) => seen((await up(await session.open(name), around)).tally.changes),
    async steps(name) {
      const steps: Step[] = [];
      const errors: string[] = [];
      const onEvent = ({ resourcePreEvent, diagnosticEvent }: EngineEvent) => {
        if (resourcePreEvent) {
          const { op, urn, old } = resourcePreEvent.metadata;
          steps.push({ operation: op, urn, formerUrn: old?.urn });
        }
        if (diagnosticEvent?.severity === "error") {
          const { urn, message } = diagnosticEvent;
          errors.push(`${urn ? `${describe(urn)}: ` : ""}${plainText(message)}`);
        }
      };
      const stack = await session.open(name);
      await stack.preview({ onEvent, color: "never" }).catch((error: unknown) => {
        // What the engine refuses it says in its events; anything else is no outcome of a preview.
        if (errors.length === 0) throw error;
      });
      return { steps, errors };
    },
    close: () => session.close(),
  };
}
