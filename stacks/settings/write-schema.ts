// `node stacks/settings/write-schema.ts`: writes the JSON Schema that editors read; a test holds it in step.
import { writeFileSync } from "node:fs";
import { settingsJsonSchema } from "./json-schema.ts";

writeFileSync(
  new URL("../../docs/settings.schema.json", import.meta.url),
  `${JSON.stringify(settingsJsonSchema(), null, 2)}\n`,
);
