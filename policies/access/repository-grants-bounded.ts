import { iso27001, part11, soc2 } from "../form/clauses.ts";
import {
  type Demand,
  type Finding,
  judge,
  judgeProperties,
  type Subject,
  undecided,
} from "../form/finding.ts";
import { documentOf, type Metadata, type Policy } from "../form/policy.ts";
import type { Resource } from "../form/resource.ts";
import { ofType } from "../form/type.ts";
import { asList, at, isRecord, isText, notKnown } from "../form/value.ts";

const name = "repository-grants-bounded";

const metadata: Metadata = {
  name,
  displayName: "Teams write, nobody administers, persons only read",
  description:
    "A grant on a repository must have a team as its holder where it lets somebody write, and must have a permission below admin, because an administrator can lift every rule of the repository and of its environments.",
  severity: "high",
  clauses: [
    iso27001("A.5.3", "Conflicting duties are kept apart."),
    iso27001("A.8.4", "Write access to source code is managed."),
    part11("11.10(g)", "Authority checks, so that only authorized persons perform the operation at hand."),
    soc2("CC6.3", "Access is given by role, with least privilege and separated duties."),
  ],
  requirements: ["S004-SEC-04", "S003-SEC-03"],
  remediationSteps:
    "Give a team pull, triage, push or maintain. Bring a person who has to write into a team, and give an outside collaborator pull or triage at most. The organization's owners and the app that runs this program administer the repository.",
  url: documentOf(name),
  tags: ["github", "team"],
};

const isTeamGrant = ofType("github:index/teamRepository:TeamRepository");
const isPersonGrant = ofType("github:index/repositoryCollaborator:RepositoryCollaborator");
const isAllGrants = ofType("github:index/repositoryCollaborators:RepositoryCollaborators");
const isDeployKey = ofType("github:index/repositoryDeployKey:RepositoryDeployKey");

/** Roles of an organization's own making are in neither list: they can hold an administrator's rights. */
const teamPermissions = ["pull", "triage", "push", "maintain"];
const personPermissions = ["pull", "triage"];

/** @param silence what GitHub gives where nothing is said. */
function permission(allowed: readonly string[], silence: string): Demand {
  return {
    property: "permission",
    required: `of ${allowed.join(", ")}`,
    met: (given) => {
      const effective = given ?? silence;
      return isText(effective) && allowed.includes(effective);
    },
  };
}

// The provider's defaults: a team gets pull, a person gets push.
const ofTeam = [permission(teamPermissions, "pull")];
const ofPerson = [permission(personPermissions, "push")];
/** In the list of all grants the provider gives push to both. */
const ofListedTeam = [permission(teamPermissions, "push")];

export const repositoryGrantsBounded: Policy = {
  metadata,

  resource(resource) {
    if (isTeamGrant(resource)) return judge({ kind: "Team's grant", resource }, ofTeam);
    if (isPersonGrant(resource)) return judge({ kind: "Person's grant", resource }, ofPerson);
    if (isDeployKey(resource)) {
      return judge({ kind: "Deploy key", resource }, [
        { property: "readOnly", required: "true", met: (given) => given === true },
      ]);
    }
    if (!isAllGrants(resource)) return [];
    return [
      ...judgeList({ kind: "Team's grant", resource }, "teams", ofListedTeam),
      ...judgeList({ kind: "Person's grant", resource }, "users", ofPerson),
    ];
  },
};

function judgeList(
  subject: Subject & { resource: Resource },
  property: string,
  demands: readonly Demand[],
): Finding[] {
  return asList(at(subject.resource.properties, property)).flatMap((grant): Finding[] => {
    if (isRecord(grant)) return judgeProperties(subject, grant, demands);
    return grant === notKnown
      ? [undecided(subject, `must have ${property} that are named; given: not known before the update`)]
      : [];
  });
}
