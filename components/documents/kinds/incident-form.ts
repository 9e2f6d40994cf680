import { stringify } from "yaml";
import type { DocumentContext } from "../context.ts";
import { emergencySteps } from "./operations.ts";

/** The form of an incident at GitHub, with a field for each step of an emergency (S004-OPS-02). */
export function incidentForm({ rules }: DocumentContext): string {
  const form = {
    name: "Incident",
    description: "Something went wrong in an environment",
    title: "Incident: ",
    labels: [rules.labels.incident],
    body: [
      {
        type: "dropdown",
        id: "environment",
        attributes: { label: "Environment", options: Object.keys(rules.environments) },
        validations: { required: true },
      },
      ...emergencySteps.map(({ id, title, text }) => ({
        type: "textarea",
        id,
        attributes: { label: title, description: text },
        validations: { required: id === "detection" },
      })),
    ],
  };
  return `# Rendered from the settings of the pipeline; an edit here is undone.\n${stringify(form, { lineWidth: 0 })}`;
}
