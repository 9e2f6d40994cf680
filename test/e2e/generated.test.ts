import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pipeline } from "../stacks/settings/arbitrary.ts";
import { openAtWork } from "./engine.ts";
import { edit, layOut, type Place } from "./harness.ts";

// Two pipelines with every change, shared and one environment of each; GATEHOUSE_GENERATED=N tries N, all stacks of each.
const asked = process.env["GATEHOUSE_GENERATED"];
const environments = ["production", "staging", "development"] as const;
const seeds = Array.from(
  { length: asked === undefined ? 2 : Number(asked) },
  (_, index) => 20_261_121 + index,
);

/** Lays a generated pipeline out in place of the repository's own. */
function layOutGenerated(seed: number): Place {
  const [generated] = fc.sample(pipeline, { seed, numRuns: 1 });
  if (!generated) throw new Error(`The seed ${seed} gave no pipeline.`);
  const place = layOut();
  const { common, stacks } = generated;
  edit(place, {
    "Pulumi.yaml": (file) => {
      file.set("config", Object.fromEntries(Object.entries(common).map(([key, value]) => [key, { value }])));
    },
    ...Object.fromEntries(
      Object.entries(stacks).map(([stack, settings]) => [
        `Pulumi.${stack}.yaml`,
        (file) => {
          const own = Object.entries(settings).map(([key, value]) => [`gatehouse:${key}`, value]);
          file.set("config", Object.fromEntries(own));
        },
      ]),
    ),
  });
  return place;
}

describe("generated settings", () => {
  it.each(seeds)(
    "of seed %i go up on the engine, and a second preview shows no change",
    {
      timeout: 300_000,
    },
    async (seed) => {
      const [environment] = environments.slice(seed % environments.length);
      const chosen = asked === undefined && environment ? [environment] : environments;
      const place = layOutGenerated(seed);
      const work = await openAtWork(place);
      try {
        for (const stack of ["shared", ...chosen]) {
          expect((await work.up(stack)).length, stack).toBeGreaterThan(5);
          expect(await work.preview(stack), stack).toEqual([]);
        }
      } finally {
        await work.close();
        place.remove();
      }
    },
  );
});
