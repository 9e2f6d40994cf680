import type { Route } from "../route.ts";
import { actions } from "./actions.ts";
import { apps } from "./apps.ts";
import { branches } from "./branches.ts";
import { collaborators } from "./collaborators.ts";
import { contents } from "./contents.ts";
import { environments } from "./environments.ts";
import { gitData } from "./git-data.ts";
import { installations } from "./installations.ts";
import { issues } from "./issues.ts";
import { labels } from "./labels.ts";
import { people } from "./people.ts";
import { properties } from "./properties.ts";
import { pulls } from "./pulls.ts";
import { repositories } from "./repositories.ts";
import { rulesets } from "./rulesets.ts";
import { secrets } from "./secrets.ts";
import { statuses } from "./statuses.ts";
import { teams } from "./teams.ts";
import { variables } from "./variables.ts";

/** Every route that the API serves, each under the path of GitHub's OpenAPI description. */
export const routes: readonly Route[] = [
  ...people,
  ...teams,
  ...repositories,
  ...branches,
  ...gitData,
  ...contents,
  ...statuses,
  ...environments,
  ...secrets,
  ...variables,
  ...actions,
  ...labels,
  ...issues,
  ...rulesets,
  ...pulls,
  ...collaborators,
  ...properties,
  ...installations,
  ...apps,
];
