import { writersAmong } from "../../components/protection/access.ts";
import { codeOwnersOf, type Owners } from "../../components/protection/code-owners.ts";
import type { SharedSettings } from "../settings/schema.ts";

/**
 * The text of CODEOWNERS; undefined where the settings name no owners of the pipeline.
 *
 * @throws RunError where an owner cannot write to the repository.
 */
export function codeOwnersText(settings: SharedSettings): string | undefined {
  const { github, protection, roles } = settings;
  if (!protection.pipelineOwners) return undefined;
  const ownersOf = (role: string): Owners => roles[role] ?? { teams: [], users: [] };
  const access = Object.entries(github.access).map(([slug, permission]) => ({ slug, permission }));
  return codeOwnersOf({
    organization: github.owner,
    writers: {
      teams: writersAmong(access).map(({ slug }) => slug),
      // People who hold a role by name have their access from elsewhere, which no list here knows.
      users: Object.values(roles).flatMap(({ users }) => users),
    },
    pipeline: { paths: protection.pipelinePaths, owners: ownersOf(protection.pipelineOwners) },
    rules: protection.protectedPaths.flatMap(({ paths, owners }) =>
      owners ? [{ patterns: paths, owners: ownersOf(owners) }] : [],
    ),
  });
}
