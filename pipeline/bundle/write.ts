// `npm run bundle`: writes the delivered runtime to .gatehouse/pipeline.mjs.
import { mkdirSync, writeFileSync } from "node:fs";
import { bundle } from "./bundle.ts";

const folder = new URL("../../.gatehouse/", import.meta.url);
const { code, sha256 } = await bundle();
mkdirSync(folder, { recursive: true });
writeFileSync(new URL("pipeline.mjs", folder), code);
process.stdout.write(`.gatehouse/pipeline.mjs: ${code.length} characters, SHA-256 ${sha256}\n`);
