import { iso27001, soc2 } from "../form/clauses.ts";
import { absent, exactly, judge } from "../form/finding.ts";
import { documentOf, type Metadata, type Policy } from "../form/policy.ts";
import { ofType } from "../form/type.ts";

const name = "vercel-without-git-link";

const metadata: Metadata = {
  name,
  displayName: "Vercel deploys nothing by itself",
  description:
    "A Vercel project must have no Git link, which deploys every push around all gates, and must have its domains assigned by promotion alone.",
  severity: "critical",
  clauses: [
    iso27001("A.8.32", "Changes follow a change management procedure."),
    iso27001("A.8.31", "Development, test and production environments are kept apart."),
    soc2("CC8.1", "Changes are authorized and approved before they are put in place."),
  ],
  requirements: ["S000-PROD-02", "S004-CI-07"],
  remediationSteps:
    "Leave gitRepository out and set autoAssignCustomDomains: false. Jobs deploy with Vercel's command line inside the environment that the approvals open, and promote what was verified.",
  url: documentOf(name),
  tags: ["vercel"],
};

const isProject = ofType("vercel:index/project:Project");

export const vercelWithoutGitLink: Policy = {
  metadata,

  resource(resource) {
    if (!isProject(resource)) return [];
    return judge({ kind: "Vercel project", resource }, [
      absent("gitRepository"),
      exactly("autoAssignCustomDomains", false),
    ]);
  },
};
