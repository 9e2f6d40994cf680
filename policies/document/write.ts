import { writeFileSync } from "node:fs";
import { policies } from "../policies.ts";
import { qualities } from "./qualities.ts";
import { renderDocument } from "./render.ts";

writeFileSync(
  new URL("../../docs/policies.md", import.meta.url),
  renderDocument(
    policies.map(({ metadata }) => metadata),
    qualities,
  ),
);
