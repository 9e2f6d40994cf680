import type { ImportResource, Stack } from "@pulumi/pulumi/automation/index.js";
import { z } from "zod";
import { refresh, type Surroundings } from "../engine/operation.ts";
import { type Creation, describe, nameOf } from "../engine/tally.ts";

const resource = z.object({
  urn: z.string(),
  type: z.string(),
  parent: z.string().default(""),
  provider: z.string().default(""),
  inputs: z.record(z.string(), z.unknown()).default({}),
});

/** The parts of a stack's exported state that recovery reads. */
const deployment = z.object({
  resources: z.array(z.object({ urn: z.string() })).default([]),
  pending_operations: z.array(z.object({ type: z.string(), resource })).default([]),
});

/** What was put in order after a run that was killed. */
export interface Recovery {
  /** Resources that the cloud had made and the state did not know yet. */
  imported: string[];
  /** Operations that had begun, without a resource that the state misses. */
  settled: string[];
}

/** Asks the cloud for the resource that these inputs name: its id, or undefined when there is none. */
export type Find = (type: string, inputs: Record<string, unknown>) => string | undefined;

/**
 * Settles what a killed run left half-way, by the engine's own means. A resource that had reached its cloud is
 * imported; then one refresh reads the rest from the clouds and forgets the pending operations.
 *
 * Importing comes first: killed between the two, the next run finds the pending create again, and imports nothing
 * twice because the resource is in the state by then. The refresh's own `--import-pending-creates` is not used:
 * engine 3.259.0 drops such an operation without adding the resource to the state.
 *
 * @param declared what the killed run was about to create; undefined when the last run came to its end.
 */
export async function settlePending(
  stack: Stack,
  find: Find,
  around: Surroundings,
  declared: readonly Creation[] | undefined,
): Promise<Recovery | undefined> {
  around.interruption.check();
  const state = deployment.parse((await stack.exportStack()).deployment ?? {});
  const pending = state.pending_operations;
  if (pending.length === 0 && declared === undefined) return undefined;
  const made = halfMade(state, declared ?? [], find);
  if (made.length > 0) {
    await stack.import({ ...importFile(made), protect: false, generateCode: false, color: "never" });
  }
  if (state.resources.length > 0) await refresh(stack, around, { clearPendingCreates: true });
  const imported = new Set(made.map(({ urn }) => urn));
  return {
    imported: made.map(({ urn }) => describe(urn)),
    settled: pending
      .map(({ resource: { urn } }) => urn)
      .filter((urn) => !imported.has(urn))
      .map(describe),
  };
}

type Made = Creation & { id: string };

/** The resources that a cloud has and the state does not know. */
function halfMade(state: z.infer<typeof deployment>, declared: readonly Creation[], find: Find): Made[] {
  const known = new Set(state.resources.map(({ urn }) => urn));
  const begun = state.pending_operations.flatMap(({ type, resource }) =>
    type === "creating" ? [resource] : [],
  );
  const candidates = new Map([...declared, ...begun].map((creation) => [creation.urn, creation]));
  return [...candidates.values()].flatMap((creation) => {
    if (known.has(creation.urn)) return [];
    const id = find(creation.type, creation.inputs);
    return id === undefined ? [] : [{ ...creation, id }];
  });
}

/** The import names parents and providers through a table, because names alone are not unique. */
function importFile(made: readonly Made[]): {
  resources: ImportResource[];
  nameTable: Record<string, string>;
} {
  const nameTable: Record<string, string> = {};
  const keys = new Map<string, string>();
  const keyOf = (urn: string): string => {
    const key = keys.get(urn) ?? `resource${keys.size}`;
    keys.set(urn, key);
    nameTable[key] = urn;
    return key;
  };
  const resources = made.map(({ urn, type, id, parent, provider }) => ({
    type,
    name: nameOf(urn),
    id,
    ...(parent && { parent: keyOf(parent) }),
    // A provider reference is its URN, `::` and its id.
    ...(provider && { provider: keyOf(provider.slice(0, provider.lastIndexOf("::"))) }),
  }));
  return { resources, nameTable };
}
