// `node pipeline/contract/write-schema.ts`: writes docs/contract.schema.json; a test holds it in step.
import { writeFileSync } from "node:fs";
import { contractJsonSchema } from "./json-schema.ts";

writeFileSync(
  new URL("../../docs/contract.schema.json", import.meta.url),
  `${JSON.stringify(contractJsonSchema(), null, 2)}\n`,
);
