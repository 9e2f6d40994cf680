import type { FileSet } from "../../components/delivery/gather.ts";
import type { SecretGroup, WorkflowFacts } from "../../components/documents/context.ts";
import { documentFiles } from "../../components/documents/index.ts";
import type { Rules } from "../../components/runtime/index.ts";
import type { SharedSettings } from "../settings/schema.ts";

const kinds = ["backend", "frontend"] as const;

/** The documents that the settings ask for. */
export function documentsOf(
  settings: SharedSettings,
  rules: Rules,
  workflows: readonly WorkflowFacts[],
): FileSet {
  const { documents, services, secrets } = settings;
  if (!documents) return { from: "documents", files: {} };
  const { owner, reviewed, everyMonths, setup, references, traceability } = documents;
  return documentFiles(
    {
      rules,
      secrets: secretGroups(settings),
      formats: Object.fromEntries(
        Object.entries(secrets.formats).map(([name, format]) => [name, words[format]]),
      ),
      services: kinds.flatMap((kind) => {
        const platform = services[kind]?.platform;
        const commands = setup[kind] ?? [];
        return platform || commands.length > 0 ? [{ kind, platform, setup: commands }] : [];
      }),
      workflows,
      review: { owner, last: reviewed, next: monthsAfter(reviewed, everyMonths) },
      references,
      traceability: Object.entries(traceability).map(([id, one]) => ({ id, ...one })),
    },
    documents.files,
  );
}

const words = { "aes-256-key": "32 bytes, as hex, base64 or base64url" };

function secretGroups({ secrets }: SharedSettings): SecretGroup[] {
  return [
    ...Object.entries(secrets.backend).map(([group, names]) => ({ group: `Backend: ${group}`, names })),
    ...(secrets.frontend.length > 0 ? [{ group: "Frontend", names: secrets.frontend }] : []),
  ];
}

/** The same day of a later month, or that month's last. */
function monthsAfter(day: string, months: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  const due = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months + 1, 0));
  due.setUTCDate(Math.min(date.getUTCDate(), due.getUTCDate()));
  return due.toISOString().slice(0, 10);
}
