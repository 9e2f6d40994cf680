// `node test/e2e/recorded/record.ts`: puts the root configuration up in a sandbox of its own and writes its state and
// clouds to test/recorded/VERSION, VERSION being package.json's. Run once for each release, at its end.
import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { z } from "zod";
import { openAtWork } from "../engine.ts";
import { layOut, repository } from "../harness.ts";
import { record, secretValues, stacks, useRecordedPassphrase } from "./release.ts";

const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(join(repository, "package.json"), "utf8")));
const place = layOut();
try {
  useRecordedPassphrase(place);
  const work = await openAtWork(place, { secretValues });
  try {
    for (const stack of stacks) {
      const changes = await work.up(stack);
      process.stderr.write(`${stack}: ${changes.length} resources\n`);
    }
    for (const file of await record(place, version)) {
      process.stdout.write(`${relative(repository, file)}\n`);
    }
  } finally {
    await work.close();
  }
} finally {
  place.remove();
}
