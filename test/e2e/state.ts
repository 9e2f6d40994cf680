import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Creation } from "../../start/engine/tally.ts";
import type { Place } from "./harness.ts";

const checkpoint = z.object({
  checkpoint: z.object({
    latest: z
      .object({
        resources: z
          .array(
            z.object({
              urn: z.string(),
              type: z.string(),
              id: z.string().optional(),
              protect: z.boolean().optional(),
              custom: z.boolean().optional(),
              external: z.boolean().optional(),
            }),
          )
          .default([]),
        pending_operations: z.array(z.unknown()).optional(),
      })
      .nullish(),
  }),
});

function fileOf({ folder }: Place, stack: string): string {
  return join(folder, "state", ".pulumi", "stacks", "gatehouse", `${stack}.json`);
}

/** What Pulumi's file backend keeps of a stack; no resources when the stack does not exist. */
export function stateOf(place: Place, stack: string) {
  const file = fileOf(place, stack);
  if (!existsSync(file)) return { resources: [], pending: [] };
  const { latest } = checkpoint.parse(JSON.parse(readFileSync(file, "utf8"))).checkpoint;
  return { resources: latest?.resources ?? [], pending: latest?.pending_operations ?? [] };
}

/** The resources that exist in a cloud, of all stacks. */
export function realResources(place: Place, stacks: readonly string[]) {
  return stacks.flatMap((stack) =>
    stateOf(place, stack).resources.filter(
      ({ custom, external, type }) => custom && !external && !type.startsWith("pulumi:"),
    ),
  );
}

const editable = z.looseObject({
  checkpoint: z.looseObject({
    latest: z.looseObject({
      resources: z.array(
        z.looseObject({
          urn: z.string(),
          type: z.string(),
          parent: z.string().default(""),
          provider: z.string().default(""),
          inputs: z.record(z.string(), z.unknown()).default({}),
        }),
      ),
    }),
  }),
});

/** Takes the first resource of a type out of a stack's state, as if the engine had never heard of it. */
export function forget(place: Place, stack: string, type: string): Creation {
  const file = fileOf(place, stack);
  const state = editable.parse(JSON.parse(readFileSync(file, "utf8")));
  const { latest } = state.checkpoint;
  const index = latest.resources.findIndex((resource) => resource.type === type);
  const [forgotten] = latest.resources.splice(index, 1);
  if (index < 0 || !forgotten) throw new Error(`Stack ${stack} has no ${type}.`);
  writeFileSync(file, JSON.stringify(state));
  const { urn, parent, provider, inputs } = forgotten;
  return { urn, type, parent, provider, inputs };
}
