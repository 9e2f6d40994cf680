import { expect, it } from "vitest";
import { actionsUsed } from "../../stacks/shared/workflow-actions.ts";
import { seeds, settingsOf, textsOf } from "../components/workflows/files/pipelines.ts";

it.each(seeds)("names every action of seed %s's files, each once", (seed) => {
  const settings = settingsOf(seed);
  const written = [...textsOf(settings).values()].flatMap((text) =>
    [...text.matchAll(/uses: ([\w./-]+)@/g)].flatMap((match) => match[1] ?? []),
  );
  const others = new Set(written.filter((name) => !name.startsWith("actions/")));
  expect(others.size).toBeGreaterThan(0);
  expect(actionsUsed(settings)).toEqual([...others].sort().map((name) => `${name}@*`));
});
