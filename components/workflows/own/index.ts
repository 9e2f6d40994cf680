import { render } from "../model/index.ts";
import { apply } from "./apply.ts";
import { checks } from "./checks.ts";
import { preview } from "./preview.ts";

const head = [
  "Generated: npm run workflows:own writes it from components/workflows/own, and a test compares the two.",
];

/** The workflow files of this repository, by path: the same model as the ones that are delivered. */
export function ownWorkflows(): Map<string, string> {
  return render([checks(), preview(), apply()], head);
}
