import type { FileSet } from "../delivery/gather.ts";
import type { DocumentContext } from "./context.ts";
import { deploymentGuide, developmentSetup, servicePipeline } from "./kinds/development.ts";
import {
  documentationDuties,
  documentationIndex,
  incidentResponse,
  traceability,
} from "./kinds/governance.ts";
import { incidentForm } from "./kinds/incident-form.ts";
import { dependencyPolicy, integrityPolicy, integritySummary } from "./kinds/integrity.ts";
import {
  activationGuide,
  deploymentProcedures,
  emergencyProtocols,
  rollbackProcedures,
  troubleshooting,
} from "./kinds/operations.ts";
import { environmentVariables } from "./kinds/secrets.ts";

interface Kind {
  title: string;
  render(context: DocumentContext): string;
}

const kinds = {
  "integrity-policy": { title: "Integrity of the protected code", render: integrityPolicy },
  "dependency-policy": { title: "Dependencies", render: dependencyPolicy },
  "integrity-summary": { title: "Integrity Pack v1", render: integritySummary },
  "environment-variables": { title: "Environment variables", render: environmentVariables },
  development: { title: "Development", render: developmentSetup },
  "backend-pipeline": { title: "Pipeline of the backend", render: (on) => servicePipeline(on, "backend") },
  "frontend-pipeline": { title: "Pipeline of the frontend", render: (on) => servicePipeline(on, "frontend") },
  "deployment-guide": { title: "Deployment guide", render: deploymentGuide },
  "deployment-procedures": { title: "Deployment procedures", render: deploymentProcedures },
  "rollback-procedures": { title: "Rollback procedures", render: rollbackProcedures },
  "emergency-protocols": { title: "Emergency protocols", render: emergencyProtocols },
  troubleshooting: { title: "Troubleshooting", render: troubleshooting },
  activation: { title: "Activation guide", render: activationGuide },
  "incident-response": { title: "Incident response", render: incidentResponse },
  "incident-form": { title: "The form of an incident", render: incidentForm },
  duties: { title: "Documentation duties", render: documentationDuties },
  traceability: { title: "Traceability", render: traceability },
  index: { title: "Documents of the pipeline", render: documentationIndex },
} as const satisfies Record<string, Kind>;

export type DocumentKind = keyof typeof kinds;

/** Renders documents; the same settings give the same bytes. */
export function documentFiles(
  context: Omit<DocumentContext, "index">,
  wanted: Readonly<Record<string, DocumentKind>>,
): FileSet {
  const entries = Object.entries(wanted);
  const index = entries.map(([path, kind]) => ({ path, title: kinds[kind].title }));
  const files = entries.map(([path, kind]) => [path, { content: kinds[kind].render({ ...context, index }) }]);
  return { from: "documents", files: Object.fromEntries(files) };
}
