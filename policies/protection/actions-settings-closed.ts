import { iso27001, soc2 } from "../form/clauses.ts";
import { judgeCompanion } from "../form/companion.ts";
import { exactly, type Finding, judge, type Subject } from "../form/finding.ts";
import { documentOf, type Metadata, type Policy } from "../form/policy.ts";
import { ancestorOf, type Resource } from "../form/resource.ts";
import { ofType } from "../form/type.ts";

const name = "actions-settings-closed";

const metadata: Metadata = {
  name,
  displayName: "Workflows read by default and run what is pinned",
  description:
    "A repository must have a workflow token that reads by default and cannot approve pull requests, and must have actions pinned to a full commit SHA.",
  severity: "high",
  clauses: [
    iso27001("A.8.2", "Privileged access rights are restricted."),
    iso27001("A.5.21", "Risks of the supply chain of software are managed."),
    iso27001("A.8.4", "Write access to source code is managed."),
    soc2("CC6.3", "Access is given by role, with least privilege and separated duties."),
  ],
  requirements: ["S004-SEC-04", "S004-SECM-03"],
  remediationSteps:
    "Declare for the repository WorkflowRepositoryPermissions with defaultWorkflowPermissions: read and canApprovePullRequestReviews: false, and ActionsRepositoryPermissions with shaPinningRequired: true. A job that has to write asks for it in its own permissions.",
  url: documentOf(name),
  tags: ["github", "actions"],
};

const isToken = ofType("github:index/workflowRepositoryPermissions:WorkflowRepositoryPermissions");
const isActions = ofType("github:index/actionsRepositoryPermissions:ActionsRepositoryPermissions");
const isRepository = ofType("github:index/repository:Repository");
const protectionComponent = "gatehouse:components:Protection";

const tokenDemands = [
  exactly("defaultWorkflowPermissions", "read"),
  exactly("canApprovePullRequestReviews", false),
];
const actionsDemands = [exactly("shaPinningRequired", true)];

export const actionsSettingsClosed: Policy = {
  metadata,

  resource(resource) {
    if (isToken(resource)) return judge({ kind: "Workflow token", resource }, tokenDemands);
    return isActions(resource) ? judge({ kind: "Actions settings", resource }, actionsDemands) : [];
  },

  stack(resources) {
    return resources.flatMap((resource) => {
      if (resource.type === protectionComponent) {
        return judgePresence({ kind: "Protection component", resource }, resources, "repository");
      }
      const alone = isRepository(resource) && !ancestorOf(resource, protectionComponent);
      return alone ? judgePresence({ kind: "GitHub repository", resource }, resources, "name") : [];
    });
  },
};

/** What they must hold is judged where each is registered; here only that they are there. */
function judgePresence(owner: Subject, resources: readonly Resource[], ownerProperty: string): Finding[] {
  const names = { property: "repository", ownerProperty };
  return [
    { is: isToken, kind: "WorkflowRepositoryPermissions" },
    { is: isActions, kind: "ActionsRepositoryPermissions" },
  ].flatMap((companion) => judgeCompanion(owner, resources, { ...companion, names, demands: [] }));
}
