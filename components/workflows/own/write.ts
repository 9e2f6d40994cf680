// `npm run workflows:own`: writes .github/workflows from the model; a test compares what is committed.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ownWorkflows } from "./index.ts";

const root = join(import.meta.dirname, "../../..");
mkdirSync(join(root, ".github/workflows"), { recursive: true });
for (const [path, text] of ownWorkflows()) writeFileSync(join(root, path), text);
