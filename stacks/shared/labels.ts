import type { Label } from "../../components/protection/labels.ts";
import type { SharedSettings } from "../settings/schema.ts";

/** The repository's labels: those of the settings, and what the gates read on issues where the settings list none. */
export function labelsOf({ github, releases }: SharedSettings): Label[] {
  const { incident, critical, freeze } = releases.labels;
  const own: Label[] = [
    {
      name: incident,
      color: "d93f0b",
      description: "Something went wrong in an environment",
      manage: "create",
    },
    { name: critical, color: "b60205", description: "Keeps releases from going out", manage: "create" },
    {
      name: freeze,
      color: "1d76db",
      description: "While such an issue is open, nothing is released",
      manage: "create",
    },
  ];
  const listed = new Set(github.labels.map(({ name }) => name.toLowerCase()));
  return [...github.labels, ...own.filter(({ name }) => !listed.has(name.toLowerCase()))];
}
